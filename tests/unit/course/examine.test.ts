import { describe, expect, test } from 'vitest'
import { judge, judgeAll } from '../../../src/page/course/checks/judge'
import { onHiddenData } from '../../../src/page/course/hidden'
import { answerOf } from '../../../src/page/course/measure'
import { positionsOf } from '../../../src/page/course/moments'
import { parseStep } from '../../../src/page/course/parse'
import { readChecks } from '../../../src/page/course/parse-check'
import { recognise } from '../../../src/page/course/recognise'
import type { Measure, Prediction, WrongAnswer } from '../../../src/page/course/step'
import { runFiles } from '../../lessons/run-files'

const models = `export class Role extends db.Model('roles', {
  id: db.Column(db.Integer, { primaryKey: true }),
  name: db.Column(db.String(64), { unique: true }),
}) {}`

/** Runs lines below a model and a table. */
async function timeline(...lines: string[]) {
  const files = [
    { name: 'models.ts', text: models },
    { name: 'query.ts', text: ['db.createAll()', ...lines].join('\n') },
  ]
  return (await runFiles({ files, cells: ['models.ts', 'query.ts'], url: 'sqlite://', database: null, actions: [] })).events
}

const story = (events: Awaited<ReturnType<typeof timeline>>) => ({ events, trials: {} })
const differs = (checks: object, events: Awaited<ReturnType<typeof timeline>>) =>
  judgeAll(readChecks(checks as Record<string, unknown>, 'test'), events).differs

describe('what a goal can look at besides rows', () => {
  const added = ["const a = new Role({ name: 'a' })", 'db.session.add(a)']

  test('the states of objects', async () => {
    const pending = await timeline(...added)
    expect(differs({ state: { model: 'Role', is: 'pending' } }, pending)).toBe(null)
    expect(differs({ state: { model: 'Role', is: 'persistent' } }, pending)).toBe(
      '0 objects of Role: persistent; asked for: at least 1. At the end of the run: pending.',
    )
    const committed = await timeline(...added, 'db.session.commit()')
    expect(differs({ state: { model: 'Role', through: ['pending', 'persistent'], count: 1 } }, committed)).toBe(null)
    expect(differs({ state: { model: 'Role', through: ['persistent', 'deleted'] } }, committed)).toContain(
      'went persistent → deleted',
    )
  })

  test('the session at the end', async () => {
    const pending = await timeline(...added)
    expect(differs({ session: { new: 1 } }, pending)).toBe(null)
    expect(differs({ session: { new: 0 } }, pending)).toBe('The session holds 1 object that is not yet sent; asked for: 0.')
    const flushed = await timeline(...added, 'db.session.flush()', "a.name = 'b'")
    expect(differs({ session: { new: 0, dirty: 1, open: true } }, flushed)).toBe(null)
    expect(differs({ session: { open: false } }, flushed)).toBe('A transaction is still open; asked for: none.')
    expect(differs({ session: { dirty: 0, open: false } }, await timeline(...added, 'db.session.commit()'))).toBe(null)
  })

  test('the order of statements, and what is written', async () => {
    const events = await timeline(...added, 'db.session.commit()', 'console.log(1, "x")', 'Role.query.all()')
    expect(differs({ order: ['insert into roles *', 'select * from roles*'] }, events)).toBe(null)
    expect(differs({ order: ['select * from roles*', 'insert into roles *'] }, events)).toBe(
      '“insert into roles *” is sent before “select * from roles*”; asked for: after it.',
    )
    expect(differs({ order: ['delete *'] }, events)).toBe('Nothing like “delete *” is sent.')
    const { text } = { text: events.flatMap((e) => (e.kind === 'console' ? [e.values.map((v) => v.text).join(' ')] : []))[0] }
    expect(differs({ console: { text, count: 1 } }, events)).toBe(null)
    expect(differs({ console: { text: 'y' } }, events)).toBe(`The last line written is ${text}; asked for: y.`)
  })
})

describe('a prediction', () => {
  const ask = (measure: Measure | null): Prediction => ({
    ask: '',
    options: [],
    answer: 'as written',
    because: '',
    measure,
    actions: [],
  })

  test('is graded by the run', async () => {
    const events = await timeline(
      "db.session.addAll([new Role({ name: 'a' }), new Role({ name: 'b' })])",
      'db.session.commit()',
      '1 + 1',
    )
    expect(answerOf(ask({ of: 'statements', kind: 'insert', shape: null }), events)).toBe('2')
    expect(answerOf(ask({ of: 'rows', table: 'roles' }), events)).toBe('2')
    expect(answerOf(ask({ of: 'rows', table: 'users' }), events)).toBe('no table')
    expect(answerOf(ask({ of: 'value', place: 'query.ts:4' }), events)).toBe('2')
    expect(answerOf(ask({ of: 'problem' }), events)).toBe('none')
    expect(answerOf(ask({ of: 'problem' }), await timeline('nothing'))).toBe('ReferenceError')
    expect(answerOf(ask(null), events)).toBe('as written')
  })

  test('is read with its measure, and refused when its answer is no option', () => {
    const head = (predict: string) => `---\ntitle: a\nwhy: b\ntask: c\npredict: ${predict}\n---\n`
    const read = parseStep(
      head('{ ask: q, options: ["1", "`2`"], answer: "1", because: r, measure: { rows: roles } }'),
      'f',
    ).predict
    expect(read?.measure).toEqual({ of: 'rows', table: 'roles' })
    expect(read?.options[1]).toEqual({ value: '`2`', say: '<code>2</code>' })
    expect(() => parseStep(head('{ ask: q, options: ["1"], answer: "2", because: r }'), 'f')).toThrow('none of the options')
    const wrong = '{ ask: q, options: ["1"], answer: "1", because: r, measure: { statements: all } }'
    expect(() => parseStep(head(wrong), 'f')).toThrow('“all” is none of: *, select')
  })
})

test('a demo stands at statements and lines, each after the one before', async () => {
  const events = await timeline("db.session.add(new Role({ name: 'a' }))", 'db.session.commit()', '1 + 1')
  const seqs = positionsOf(
    [
      { at: { shape: 'create table roles*' }, say: '' },
      { at: { shape: 'insert *' }, say: '' },
      { at: { place: 'query.ts:4' }, say: '' },
      { at: { shape: 'create *' }, say: '' },
    ],
    [events],
  ).map((at) => at?.seq ?? null)
  expect(seqs.map((seq) => seq !== null)).toEqual([true, true, true, false])
  expect(seqs.slice(0, 3)).toEqual([...seqs.slice(0, 3)].sort((a, b) => Number(a) - Number(b)))
  const twice = positionsOf(
    [
      { at: { shape: 'insert *' }, say: '' },
      { at: { shape: 'create *' }, say: '' },
    ],
    [events, events],
  )
  expect(twice.map((at) => at?.timeline)).toEqual([0, 1])
})

describe('a wrong answer is recognised by what happened', async () => {
  const goals = [{ say: '', checks: readChecks({ rows: { table: 'roles', columns: ['name'], are: [['a'], ['b']] } }, 'test') }]
  const start = await timeline("db.session.add(new Role({ name: 'a' }))", 'db.session.commit()')
  const answer = (name: string, when = {}): WrongAnswer => ({
    name,
    says: name,
    misconception: null,
    when: readChecks(when, 'test'),
    files: [],
    actions: [],
  })
  const uncommitted = [
    "db.session.add(new Role({ name: 'a' }))",
    'db.session.commit()',
    "db.session.add(new Role({ name: 'b' }))",
  ]
  const other = [...uncommitted.slice(0, 2), "db.session.add(new Role({ name: 'c' }))", 'db.session.commit()']
  const wrong = [answer('rollback'), answer('other')]
  const runs = [await timeline(...uncommitted, 'db.session.flush()', 'db.session.rollback()'), await timeline(...other)]
  const seen = async (...lines: string[]) =>
    recognise(goals, wrong, { story: story(await timeline(...lines)), start: story(start), runs: runs.map(story) })?.name ?? null

  test('also when it is written in another way', async () => {
    expect(
      await seen(
        "const b = new Role({ name: 'b' })",
        "db.session.add(new Role({ name: 'a' }))",
        'db.session.commit()',
        'db.session.add(b)',
        'db.session.flush()',
        'db.session.rollback()',
      ),
    ).toBe('rollback')
    expect(await seen(...other.slice(0, 3), '1 + 1', 'db.session.commit()')).toBe('other')
  })

  test('what looks like the start, what passes and what is unknown has no name', async () => {
    expect(await seen("db.session.add(new Role({ name: 'a' }))", 'db.session.commit()', '2 + 2')).toBe(null)
    expect(await seen(...uncommitted, 'db.session.commit()')).toBe(null)
    expect(await seen('nothing')).toBe(null)
  })

  test('by its own checks when it has some', async () => {
    const declared = [answer('empty', { rows: { table: 'roles', count: 0 } })]
    const events = await timeline('1')
    expect(recognise(goals, declared, { story: story(events), start: story(start), runs: [null] })?.name).toBe('empty')
    expect(judge(goals, events)[0]?.met).toBe(false)
  })
})

test('hidden data takes the place of files, or runs before the last cell', () => {
  const step = {
    files: [
      { name: 'data.ts', text: 'a' },
      { name: 'query.ts', text: 'q' },
    ],
    cells: ['data.ts', 'query.ts'],
    goals: [],
    actions: [],
    database: null,
  }
  const goals = [{ say: 'x', checks: [] }]
  const run = onHiddenData(
    {
      files: [
        { name: 'data.ts', text: 'b' },
        { name: 'more.ts', text: 'm' },
      ],
      goals,
      actions: null,
      database: null,
    },
    step,
  )
  expect(run.cells).toEqual(['data.ts', 'more.ts', 'query.ts'])
  expect(run.files.map((f) => f.text)).toEqual(['b', 'q', 'm'])
  expect(run.goals).toBe(goals)
  expect(onHiddenData({ files: [], goals: [], actions: null, database: null }, { ...step, goals }).goals).toBe(goals)
})
