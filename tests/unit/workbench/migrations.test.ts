import { describe, expect, test } from 'vitest'
import type { RunOutcome } from '../../../src/page/runner'
import { framesOf, nextOperation, problemAt } from '../../../src/page/ui/workbench/migrations/frames'
import { graphOf, laneCount } from '../../../src/page/ui/workbench/migrations/graph'
import { currentOf, likelyLines, revisionsOf } from '../../../src/page/ui/workbench/migrations/revisions'
import { changedFiles } from '../../../src/page/ui/workbench/migrations/run-flask'
import { schemaDiff } from '../../../src/page/ui/workbench/migrations/schema-diff'
import { projectOf } from '../../../src/page/ui/workbench/project'
import type { MigrationTrace, OperationTrace, StepTrace, TableSnapshot, TimelineEvent } from '../../../src/protocol'

const script = (revision: string, down: string, message = revision) => ({
  name: `migrations/versions/${revision}_x.ts`,
  text: `/**\n * ${message}\n *\n * Revision ID: ${revision}\n */\nexport const revision = '${revision}'\nexport const downRevision = ${down}\n`,
})

describe('revisions', () => {
  test('are sorted newest first, with heads and the place of the database', () => {
    const files = [script('a1', 'null', 'first'), script('c3', "['b1', 'b2']"), script('b2', "'a1'"), script('b1', "'a1'")]
    const found = revisionsOf(files, ['a1'])
    expect(found.map(({ revision }) => revision)).toEqual(['c3', 'b2', 'b1', 'a1'])
    expect(found.filter(({ head }) => head).map(({ revision }) => revision)).toEqual(['c3'])
    expect(found.find(({ current }) => current)).toMatchObject({ revision: 'a1', message: 'first', downRevisions: [] })
  })

  test('that follow each other in a ring, and files without a revision, do no harm', () => {
    const files = [script('a', "'b'"), script('b', "'a'"), { name: 'migrations/versions/c.ts', text: 'oops' }]
    expect(revisionsOf(files, []).map(({ revision }) => revision)).toEqual(['a', 'b'])
  })

  test('make a graph: branches in lanes of their own, joined by a merge, down to base', () => {
    const files = [script('a1', 'null'), script('b1', "'a1'"), script('b2', "'a1'"), script('c3', "['b1', 'b2']")]
    const rows = graphOf(revisionsOf(files, ['b1']), ['b1'])
    expect(rows.map(({ id, lane }) => [id, lane])).toEqual([
      ['c3', 0],
      ['b1', 0],
      ['b2', 1],
      ['a1', 0],
      ['base', 0],
    ])
    expect(laneCount(rows)).toBe(2)
    const [merge, b1, b2, a1, base] = rows
    expect(merge!.out).toEqual([
      { lane: 0, applied: false },
      { lane: 1, applied: false },
    ])
    expect(b1).toMatchObject({ current: true, applied: true, past: [{ lane: 1 }], out: [{ lane: 0, applied: true }], go: null })
    expect(b2).toMatchObject({ applied: false, past: [{ lane: 0, applied: true }], go: { line: 'flask db upgrade b2' } })
    expect(a1).toMatchObject({
      into: [
        { lane: 0, applied: true },
        { lane: 1, applied: false },
      ],
      go: { direction: 'downgrade', line: 'flask db downgrade a1' },
    })
    expect(base).toMatchObject({ out: [], go: { line: 'flask db downgrade base' } })
  })

  test('of a database whose script is gone stand apart, and no line leads anywhere', () => {
    const rows = graphOf(revisionsOf([script('a1', 'null')], ['zz']), ['zz'])
    expect(rows.map(({ id, missing, current, go }) => [id, missing, current, go])).toEqual([
      ['zz', true, true, null],
      ['a1', false, false, null],
      ['base', false, false, null],
    ])
    // Nothing is said before it is known where the database is.
    expect(graphOf(revisionsOf([script('a1', 'null')], []), null).some(({ current, go }) => current || go)).toBe(false)
  })

  test('the likely next line follows from what is there', () => {
    const files = [script('a1', 'null')]
    expect(likelyLines([], [])[0]).toBe('flask db init')
    expect(likelyLines([{ name: 'migrations/README', text: '' }], [])[0]).toContain('flask db migrate')
    expect(likelyLines(files, revisionsOf(files, []))[0]).toBe('flask db upgrade')
    expect(likelyLines(files, revisionsOf(files, ['a1']))).toContain('flask db downgrade')
    const two = [...files, script('b1', 'null')]
    expect(likelyLines(two, revisionsOf(two, []))[0]).toBe('flask db merge heads')
  })

  test('the place of the database is what alembic_version holds at the end of the run', () => {
    const snapshot = (tables: object[]) => ({ kind: 'snapshot', phase: 'end', tables }) as unknown as TimelineEvent
    const version = { table: { name: 'alembic_version' }, rows: [{ key: 1, values: ['a1'] }] }
    expect(currentOf([])).toBeNull()
    expect(currentOf([snapshot([])])).toEqual([])
    expect(currentOf([snapshot([]), snapshot([version])])).toEqual(['a1'])
  })
})

describe('frames', () => {
  const step = (operation: number | null, phase: string, error: object | null = null) =>
    ({ operation, phase, error }) as StepTrace
  const operation = (index: number, error: object | null = null) => ({ index, error }) as OperationTrace
  const trace = (operations: OperationTrace[], steps: StepTrace[], ok = true) => ({ operations, steps, ok }) as MigrationTrace
  const phases = (frames: ReturnType<typeof framesOf>) =>
    frames.map((frame) => [frame.step?.phase ?? null, frame.operation?.index ?? null])

  test('an operation without statements has a frame of its own, in its place', () => {
    const steps = [step(null, 'begin'), step(0, 'native'), step(2, 'native'), step(null, 'commit')]
    const frames = framesOf([trace([operation(0), operation(1), operation(2)], steps)])
    expect(phases(frames)).toEqual([
      ['begin', null],
      ['native', 0],
      [null, 1],
      ['native', 2],
      ['commit', null],
    ])
    expect([0, 1, 2, 3, 4].map((at) => nextOperation(frames, at))).toEqual([1, 2, 3, 4, 4])
    expect(problemAt(frames)).toBe(-1)
  })

  test('the problem is at the statement that failed, or after the last one that did not', () => {
    const error = { term: 'OperationalError' }
    const failing = [step(null, 'begin'), step(0, 'create', error), step(null, 'rollback')]
    expect(problemAt(framesOf([trace([operation(0, error)], failing, false)]))).toBe(1)
    const between = [step(null, 'begin'), step(0, 'native'), step(0, 'native'), step(null, 'rollback')]
    expect(problemAt(framesOf([trace([operation(0, error)], between, false)]))).toBe(2)
    const checked = [step(0, 'native'), step(null, 'check'), step(null, 'rollback'), step(null, 'foreign keys on')]
    expect(problemAt(framesOf([trace([operation(0)], checked, false)]))).toBe(1)
  })
})

test('only what differs between two schemas is marked', () => {
  const column = {
    name: 'id',
    type: 'INTEGER',
    nullable: false,
    primaryKey: 1,
    unique: true,
    indexed: false,
    default: null,
    foreignKey: null,
  }
  const age = { ...column, name: 'age', primaryKey: 0, unique: false, default: '0' }
  const table = (columns: object[]) =>
    ({ table: { name: 'users', columns, indexes: [], sql: '' }, rows: [], total: 0 }) as unknown as TableSnapshot
  expect(schemaDiff([table([column])], [table([column, age])])).toEqual([
    {
      name: 'users',
      before: [{ text: 'id INTEGER PRIMARY KEY', differs: false }],
      after: [
        { text: 'id INTEGER PRIMARY KEY', differs: false },
        { text: 'age INTEGER NOT NULL DEFAULT 0', differs: true },
      ],
      same: false,
    },
  ])
  expect(schemaDiff([table([column])], [])[0]).toMatchObject({ after: null, same: false })
})

describe('the project', () => {
  function bench(url: string) {
    let files = [{ name: 'models.ts', text: 'a' }]
    const shown: string[] = []
    const answer = {
      flask: { files: { 'migrations/versions/x.ts': 'x' }, traces: [], open: 'migrations/versions/x.ts' },
      events: [],
    } as unknown as RunOutcome
    const runner = { run: () => ({ run: 1, finished: Promise.resolve(answer), stop: () => {} }), complete: async () => [] }
    const project = projectOf({
      input: () => ({ files, cells: ['models.ts', 'query.ts'], url }),
      setFiles: (next) => (files = next),
      keep: () => {},
      kept: async () => [],
      stop: () => {},
      readonly: () => false,
      runner: async () => runner,
      run: async (runner, input) => {
        expect(input.cells).toEqual(['models.ts'])
        return runner.run(input, () => {}).finished
      },
      show: (file) => shown.push(file),
      played: () => {},
      play: () => {},
    })
    return { project, shown, names: () => files.map(({ name }) => name) }
  }
  const line = { line: 'flask db migrate', newRevision: 'x', now: 0, answers: [], failAfter: null, transactionalDdl: true }

  test('migrates when its database lives on, or when it has scripts', () => {
    expect(bench('sqlite:///data.sqlite').project.migrates()).toBe(true)
    const { project } = bench('sqlite://')
    expect(project.migrates()).toBe(false)
    project.setFiles([{ name: 'migrations/README', text: '' }])
    expect(project.migrates()).toBe(true)
  })

  test('takes over the files of a line, but none of a rehearsal', async () => {
    const { project, shown, names } = bench('sqlite://')
    await project.flask(line, true)
    expect([names(), shown]).toEqual([['models.ts'], []])
    await project.flask(line, false)
    expect([names(), shown]).toEqual([['models.ts', 'migrations/versions/x.ts'], ['migrations/versions/x.ts']])
    project.setFiles(changedFiles(project.files(), { 'migrations/versions/x.ts': null }))
    expect(names()).toEqual(['models.ts'])
  })
})
