import { describe, expect, test } from 'vitest'
import { linesOf, problemsElsewhere } from '../../../src/page/ui/workbench/projections/lines'
import { objectsAt } from '../../../src/page/ui/workbench/projections/objects'
import { outputOf } from '../../../src/page/ui/workbench/projections/output'
import { stopsOf } from '../../../src/page/ui/workbench/projections/stops'
import { ThreadIndex } from '../../../src/page/ui/workbench/projections/thread'
import { Timeline } from '../../../src/page/ui/workbench/timeline'
import { oneRoleManyUsers, Tape } from './fixture'

const events = oneRoleManyUsers()
const seqOf = (part: string, nth = 0) =>
  events.filter((event) => event.kind === 'statement' && event.sql.startsWith(part))[nth]!.seq

describe('lines', () => {
  test('carry their values, and how much SQL they caused', () => {
    const lines = linesOf(events)
    expect(lines.get('query.ts:7')).toMatchObject({ statements: 2, values: [], problems: [] })
    expect(lines.get('query.ts:7')!.ms).toBeCloseTo(0.4)
    expect(lines.get('query.ts:10')!.values.map(({ text }) => text)).toEqual(["[<User 'john'>, <User 'susan'>]"])
  })

  test('a value of several lines is beside its last one, undefined is left out', () => {
    const tape = new Tape().at('query.ts', 3)
    tape.add({ kind: 'value', endLine: 5, value: { kind: 'number', text: '1' } })
    tape.at('query.ts', 6).value({ kind: 'undefined', text: 'undefined' })
    expect([...linesOf(tape.events).keys()]).toEqual(['query.ts:5'])
  })

  test('a problem is at the innermost line of the learner, or elsewhere', () => {
    const tape = new Tape().at('query.ts', 7)
    const problem = { kind: 'problem', severity: 'error', term: 'Error', message: 'no', hint: null } as const
    tape.add({
      ...problem,
      frames: [
        { file: 'models.ts', line: 3, name: 'toString' },
        { file: 'query.ts', line: 7, name: null },
      ],
    })
    tape.add({ ...problem, frames: [{ file: 'models.ts', line: 4, name: null }] })
    expect(linesOf(tape.events).get('models.ts:3')!.problems).toHaveLength(1)
    expect(problemsElsewhere(tape.events, ['query.ts'])).toHaveLength(2)
    expect(problemsElsewhere(tape.events, ['query.ts', 'models.ts'])).toHaveLength(0)
  })
})

describe('stops', () => {
  test('a statement stop includes the rows that it changed', () => {
    const insert = seqOf('INSERT INTO roles')
    const stop = stopsOf(events).find(({ anchor }) => anchor === insert)!
    expect(stop).toMatchObject({ seq: insert + 1, label: 'statement 3 of 8', kind: 'statement' })
  })
})

describe('the timeline', () => {
  test('is at its end after a run, and steps back to its beginning', () => {
    const timeline = new Timeline()
    timeline.record(events)
    expect(timeline.position).toBe(events.length - 1)
    timeline.goTo(-5)
    expect([timeline.stop, timeline.position, timeline.current]).toEqual([-1, 0, null])
    timeline.goTo(999)
    expect(timeline.atEnd).toBe(true)
  })

  test('goes to the stop of an event', () => {
    const timeline = new Timeline()
    timeline.record(events)
    const insert = seqOf('INSERT INTO roles')
    timeline.goToEvent(insert + 1)
    expect(timeline.current!.anchor).toBe(insert)
    timeline.goToEvent(-1)
    expect(timeline.stop).toBe(-1)
  })

  test('tells only of changes', () => {
    const timeline = new Timeline()
    const told: string[] = []
    const end = timeline.listen((change) => told.push(change))
    timeline.record(events)
    timeline.goTo(2)
    timeline.goTo(2)
    timeline.select({ kind: 'row', row: 'users 1' })
    timeline.select({ kind: 'row', row: 'users 1' })
    timeline.select(null)
    end()
    timeline.goTo(1)
    expect(told).toEqual(['events', 'position', 'thread', 'thread'])
  })
})

describe('the thread', () => {
  const index = new ThreadIndex(events)

  test('a line leads to its statements, their rows and the objects of those', () => {
    const thread = index.threadOf({ kind: 'line', file: 'query.ts', line: 7 })
    expect([...thread.statements]).toEqual([seqOf('INSERT INTO roles'), seqOf('INSERT INTO users')])
    expect([...thread.rows].sort()).toEqual(['roles 1', 'roles 2', 'users 1', 'users 2'])
    expect([...thread.objects].sort()).toEqual([1, 2, 3, 4])
  })

  test('a row leads to the statements and lines that made or showed it, and to its relatives', () => {
    const thread = index.threadOf({ kind: 'row', row: 'users 1' })
    expect([...thread.statements]).toEqual([seqOf('INSERT INTO users'), seqOf('UPDATE users')])
    expect([...thread.lines].sort()).toEqual(['query.ts:10', 'query.ts:11', 'query.ts:7'])
    expect([...thread.relatives].sort()).toEqual(['roles 1', 'roles 2'])
    expect([...thread.objects]).toEqual([3])
  })

  test('a query leads to the rows in the value of its line', () => {
    const thread = index.threadOf({ kind: 'statement', seqs: [seqOf('SELECT users', 2)] })
    expect([...thread.lines]).toEqual(['query.ts:11'])
    expect([...thread.rows].sort()).toEqual(['users 1', 'users 2'])
  })

  test('an object leads to its row and where that came from', () => {
    const thread = index.threadOf({ kind: 'object', object: 4 })
    expect([...thread.rows]).toEqual(['users 2'])
    expect([...thread.statements]).toEqual([seqOf('INSERT INTO users')])
  })

  test('something unknown leads nowhere', () => {
    const thread = index.threadOf({ kind: 'row', row: 'nothing 1' })
    expect([thread.lines.size, thread.statements.size, thread.objects.size]).toEqual([0, 0, 0])
  })
})

describe('objects', () => {
  test('are pending before the flush and persistent after it', () => {
    const flush = events.findIndex((event) => event.kind === 'flush')
    expect(objectsAt(events, flush).map(({ text, state }) => `${text} ${state}`)).toEqual([
      "<Role 'Admin'> pending",
      "<Role 'User'> pending",
      "<User 'john'> pending",
      "<User 'susan'> pending",
    ])
    expect(new Set(objectsAt(events, events.length).map(({ state }) => state))).toEqual(new Set(['persistent']))
  })

  test('show what was set until it is flushed', () => {
    const set = events.find((event) => event.kind === 'attribute')!.seq
    const john = (seq: number) => objectsAt(events, seq).find(({ object }) => object.id === 3)!
    expect(john(set).dirty.map(({ key, old, new: next }) => `${key}: ${old.text} → ${next.text}`)).toEqual([
      "role: <Role 'Admin'> → <Role 'User'>",
    ])
    expect(john(set + 1).dirty).toEqual([])
  })
})

test('output is values, console and problems, in order', () => {
  const tape = new Tape().at('query.ts', 1)
  tape.value({ kind: 'number', text: '1' })
  tape.value({ kind: 'undefined', text: 'undefined' })
  tape.add({ kind: 'console', level: 'log', values: [{ kind: 'string', text: 'hi' }] })
  expect(outputOf(tape.events).map(({ kind }) => kind)).toEqual(['value', 'console'])
})
