import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { autogenerate } from '../../../src/engine/migrate/autogenerate'
import { lossy } from '../../../src/engine/migrate/operations/reverse'
import type { Operation } from '../../../src/engine/migrate/operations/types'
import { renderScript } from '../../../src/engine/migrate/revisions/script'
import { type Migration, runMigrations } from '../../../src/engine/migrate/run'
import { simulate } from '../../../src/engine/migrate/simulate'
import { createAll, fill, load, metadataOf, modelsArb, open, rowsOf, schemaOf, seedArb, sqlite } from './models'

const options = { compareServerDefault: true }
const migration = (body: Operation[], direction: Migration['direction'] = 'upgrade'): Migration => ({
  revision: 'a',
  direction,
  message: '',
  body,
})
const convention = {
  uq: 'uq_%(table_name)s_%(column_0_name)s',
  fk: 'fk_%(table_name)s_%(column_0_name)s',
  pk: 'pk_%(table_name)s',
}

/** Tables and columns that lossy operations touch. */
function losses(ops: readonly Operation[]): Set<string> {
  return new Set(
    ops
      .flatMap((o) => (o.op === 'batch' ? o.operations : [o]))
      .flatMap((o) =>
        o.op === 'dropTable'
          ? [o.table]
          : o.op === 'dropColumn'
            ? [`${o.table}.${o.column}`]
            : o.op === 'alterColumn' && lossy(o)
              ? [`${o.table}.${o.column}`]
              : [],
      ),
  )
}

describe('random models A and B, with random rows', () => {
  test('upgrade gives B, a second autogenerate is empty, downgrade gives A, other rows stay', () => {
    const outcomes = { upgraded: 0, refused: 0, changed: 0 }
    fc.assert(
      fc.property(
        modelsArb,
        modelsArb,
        seedArb,
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (a, b, seed, enforced, named, renderAsBatch) => {
          const naming = named ? convention : {}
          const [modelsA, modelsB] = [metadataOf(a, naming), metadataOf(b, naming)]
          const connection = open(enforced)
          const wanted = open()
          createAll(connection, modelsA)
          createAll(wanted, modelsB)
          fill(connection, modelsA, seed)
          const before = connection.export()
          const [schemaA, rowsA] = [schemaOf(connection), rowsOf(connection)]
          const found = autogenerate(connection, modelsB, { ...options, renderAsBatch })
          if (found.upgrade.length) outcomes.changed++

          const rehearsed = simulate(sqlite, connection, [migration(found.upgrade)])
          const applied = runMigrations(connection, [migration(found.upgrade)], { trace: false })
          expect(rehearsed.ok).toBe(applied.ok)
          const copy = open(false, rehearsed.database)
          expect(rowsOf(copy)).toEqual(rowsOf(connection))
          expect(schemaOf(copy)).toEqual(schemaOf(connection))
          copy.close()
          expect(connection.foreignKeys).toBe(enforced)

          // the script that is written does the same as the operations
          const script = load(
            '',
            renderScript({ revision: 'a', downRevisions: [], message: 'm', created: new Date(0), ...found }),
          )
          const scripted = simulate(sqlite, before, [{ ...migration([]), body: script.upgrade! }], { trace: false })
          const other = open(false, scripted.database)
          expect([scripted.ok, schemaOf(other), rowsOf(other)]).toEqual([applied.ok, schemaOf(connection), rowsOf(connection)])
          other.close()

          if (!applied.ok) {
            // the rows forbid it: nothing has changed, and the error says what
            outcomes.refused++
            expect(applied.error!.message).toMatch(/constraint failed|NOT NULL column with default value NULL|FOREIGN KEY/)
            expect(schemaOf(connection)).toEqual(schemaA)
            expect(rowsOf(connection)).toEqual(rowsA)
            connection.close()
            wanted.close()
            return
          }
          outcomes.upgraded++
          expect(schemaOf(connection)).toEqual(schemaOf(wanted))
          const again = autogenerate(connection, modelsB, options)
          expect(again.upgrade).toEqual([])

          const lost = losses(found.upgrade)
          const rowsB = rowsOf(connection)
          for (const [table, rows] of Object.entries(rowsA)) {
            if (lost.has(table)) continue
            expect(rowsB[table]!.length).toBe(rows.length)
            rows.forEach((row, i) => {
              for (const [column, value] of Object.entries(row))
                if (!lost.has(`${table}.${column}`)) expect(rowsB[table]![i]![column]).toEqual(value)
            })
          }

          const back = runMigrations(connection, [migration(found.downgrade, 'downgrade')], { trace: false })
          if (back.ok) expect(schemaOf(connection)).toEqual(schemaA)
          else {
            expect(back.error!.message).toMatch(/constraint failed|NOT NULL column with default value NULL|FOREIGN KEY/)
            expect(rowsOf(connection)).toEqual(rowsB)
          }
          connection.close()
          wanted.close()
        },
      ),
      { numRuns: 500, seed: 4 },
    )
    expect(outcomes.upgraded).toBeGreaterThan(300)
    expect(outcomes.changed).toBeGreaterThan(400)
  }, 240_000)

  test('a failure at any operation leaves the database as it was', () => {
    fc.assert(
      fc.property(modelsArb, modelsArb, seedArb, fc.nat({ max: 6 }), (a, b, seed, at) => {
        const connection = open(true)
        createAll(connection, metadataOf(a))
        fill(connection, metadataOf(a), seed)
        const before = [schemaOf(connection), rowsOf(connection)]
        const ops = autogenerate(connection, metadataOf(b), options).upgrade
        const result = runMigrations(connection, [migration(ops)], {
          trace: false,
          failAfter: (at % Math.max(ops.length, 1)) + 1,
        })
        if (ops.length) expect(result.ok).toBe(false)
        expect([schemaOf(connection), rowsOf(connection)]).toEqual(before)
        connection.close()
      }),
      { numRuns: 150, seed: 5 },
    )
  }, 120_000)
})
