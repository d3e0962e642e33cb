import fc from 'fast-check'
import { transform } from 'sucrase'
import { nodeSqlite } from '../../../scripts/sqlite'
import { type RevisionModule, sa } from '../../../src/engine/migrate'
import { constraintKey, normalSql } from '../../../src/engine/migrate/operations/spec'
import {
  type ColumnSpec,
  type Constraint,
  createIndex,
  createTable,
  MetaData,
  type NamingConvention,
  type Table,
  type TableSpec,
} from '../../../src/engine/schema'
import { reflectTables } from '../../../src/engine/schema/reflect'
import * as types from '../../../src/engine/schema/types'
import { Connection } from '../../../src/engine/sqlite'

/** Evaluates a script as the page does. */
export function load(_path: string, source: string): RevisionModule {
  const exported = {} as RevisionModule
  new Function('exports', 'require', transform(source, { transforms: ['typescript', 'imports'] }).code)(exported, () => ({ sa }))
  return exported
}

export const sqlite = await nodeSqlite()
export const open = (foreignKeys = false, bytes: Uint8Array | null = null) => Connection.open(sqlite, bytes, { foreignKeys })

/** Tables as createAll() makes them. */
export function createAll(connection: Connection, metadata: MetaData) {
  metadata.resolveTypes()
  for (const table of metadata.sorted().tables) {
    connection.run(createTable(table))
    for (const index of table.indexes) connection.run(createIndex(table, index))
  }
}

export function metadataOf(specs: TableSpec[], naming: NamingConvention = {}): MetaData {
  const metadata = new MetaData()
  metadata.namingConvention = naming
  for (const spec of specs) metadata.add(spec)
  return metadata
}

/** The database's tables in a form in which equal schemas are equal: no order of columns, indexes and constraints. */
export function schemaOf(connection: Connection) {
  const tables = [...reflectTables(connection).values()].map((r) => r.table).filter((t) => t.name !== 'alembic_version')
  return Object.fromEntries(tables.map((t) => [t.name, plainTable(t)]).sort(([a], [b]) => (a! < b! ? -1 : 1)))
}

function plainTable(t: Table) {
  const checks = t.columns.filter((c) => c.check).map((c) => `check(${normalSql(c.check!)})`)
  return {
    columns: t.columns
      .map(
        (c) =>
          `${c.name} ${c.type.ddl('sqlite')}${c.nullable ? '' : ' NOT NULL'}${c.primaryKey ? ' KEY' : ''} ${c.serverDefault?.kind === 'sql' ? c.serverDefault.sql : ''} ${c.computed?.sql ?? ''}`,
      )
      .sort(),
    // AUTOINCREMENT is written in the column: the key's name has no place there
    constraints: [
      ...t.constraints.map((c) =>
        `${c.kind === 'foreignKey' || (c.kind === 'primaryKey' && t.sqliteAutoincrement) ? '' : (c.name ?? '')} ${constraintKey(c)}`.trim(),
      ),
      ...checks,
    ].sort(),
    indexes: t.indexes.map((i) => `${i.name}(${i.columns})${i.unique}`).sort(),
  }
}

/** All rows of all tables, columns by name. */
export function rowsOf(connection: Connection): Record<string, Record<string, unknown>[]> {
  return Object.fromEntries(
    [...reflectTables(connection).values()].map(({ table: t }) => {
      const names = t.columns.map((c) => c.name)
      const rows = connection.all(`SELECT ${names.map((n) => `"${n}"`).join(', ')} FROM "${t.name}" ORDER BY 1`)
      return [t.name, rows.map((r) => Object.fromEntries(r.map((v, i) => [names[i]!, v])))]
    }),
  )
}

const tableNames = ['alpha', 'beta', 'gamma', 'delta']
const typeArb = fc.constantFrom(
  types.Integer,
  types.BigInteger,
  types.StringType(20),
  types.StringType(50),
  types.Text,
  types.BooleanType,
  types.Float,
  types.DateTime,
  types.Numeric(10, 2),
)

const columnArb = (name: string): fc.Arbitrary<ColumnSpec> =>
  fc
    .record({
      type: typeArb,
      nullable: fc.boolean(),
      byDefault: fc.integer({ min: 0, max: 9 }),
      unique: fc.integer({ min: 0, max: 9 }),
      index: fc.integer({ min: 0, max: 9 }),
    })
    .map(({ type, nullable, byDefault, unique, index }) => ({
      name,
      type,
      nullable,
      // a NOT NULL column without a default cannot come to a table with rows: some do all the same
      serverDefault: (nullable ? byDefault < 3 : byDefault < 9) ? { kind: 'string' as const, value: '1' } : null,
      unique: unique === 0,
      index: index < 2,
    }))

const tableArb = (name: string, others: string[]): fc.Arbitrary<TableSpec> =>
  fc
    .record({
      columns: fc.tuple(...['one', 'two', 'three', 'four'].map((c) => fc.option(columnArb(c), { freq: 2 }))),
      parent: fc.option(fc.constantFrom(...others), { freq: 1 }),
      onDelete: fc.constantFrom(null, 'CASCADE' as const, 'SET NULL' as const),
      check: fc.option(fc.constantFrom('id > 0', 'id >= 0'), { freq: 1 }),
      checkName: fc.constantFrom(null, `ck_${name}`),
      pair: fc.constantFrom(null, 'unique', 'index'),
    })
    .map(({ columns, parent, onDelete, check, checkName, pair }) => {
      const present = columns.filter((c): c is ColumnSpec => c !== null)
      const constraints: Constraint[] = []
      const indexes: TableSpec['indexes'] = []
      if (check) constraints.push({ kind: 'check', name: checkName, sql: check })
      const names = ['id', ...present.map((c) => c.name)].slice(0, 2)
      if (pair === 'unique' && names.length === 2) constraints.push({ kind: 'unique', name: `uq_${name}_pair`, columns: names })
      if (pair === 'index' && names.length === 2) indexes.push({ name: `ix_${name}_pair`, columns: names, unique: false })
      const key: ColumnSpec[] = parent
        ? [{ name: 'parent_id', type: types.Integer, foreignKeys: [{ target: `${parent}.id`, onDelete }] }]
        : []
      return {
        name,
        columns: [{ name: 'id', type: types.Integer, primaryKey: true }, ...present, ...key],
        constraints,
        indexes,
        sqliteAutoincrement: name === 'delta',
      }
    })

/** Random models: up to four tables that point at each other. */
export const modelsArb: fc.Arbitrary<TableSpec[]> = fc
  .uniqueArray(fc.constantFrom(...tableNames), { maxLength: 4 })
  .chain((names) => fc.tuple(...names.map((n) => tableArb(n, names))))

/** Numbers that decide about the rows. */
export const seedArb = fc.array(fc.nat({ max: 99 }), { minLength: 12, maxLength: 12 })

/** Puts rows that fit into every table: each with a key, references only to rows that are there. */
export function fill(connection: Connection, metadata: MetaData, seed: number[]) {
  const enforced = connection.foreignKeys
  connection.foreignKeys = false
  let at = 0
  const next = () => seed[at++ % seed.length]! + at
  const counts = new Map([...metadata.tables.keys()].map((n, i) => [n, seed[i]! % 4]))
  for (const table of metadata.tables.values()) {
    for (let id = 1; id <= counts.get(table.name)!; id++) {
      const values = table.columns.map((c) => {
        if (c.name === 'id') return id
        if (c.name === 'parent_id') {
          const parents = counts.get(String(table.constraints.flatMap((k) => (k.kind === 'foreignKey' ? [k.table] : []))[0])) ?? 0
          return parents ? (next() % parents) + 1 : null
        }
        if (c.nullable && next() % 3 === 0) return null
        const n = id * 1000 + next()
        switch (c.type.affinity) {
          case 'text':
            return `t${n}`
          case 'boolean':
            return n % 2
          case 'date':
            return `2024-01-01 00:00:${n}`
          default:
            return n
        }
      })
      connection.run(
        `INSERT OR IGNORE INTO "${table.name}" (${table.columns.map((c) => `"${c.name}"`).join(', ')}) VALUES (${values.map(() => '?').join(', ')})`,
        values,
      )
    }
  }
  // rows that a UNIQUE left out may have been pointed at
  for (const [table, rowid] of connection.quietly('PRAGMA foreign_key_check'))
    connection.run(`UPDATE "${table}" SET parent_id = NULL WHERE rowid = ?`, [rowid!])
  connection.foreignKeys = enforced
}
