import { describe, expect, test } from 'vitest'
import type { Recorded } from './case'
import { difference, errorDifference, type Inspector } from './compare'
import { SqlText } from './library/sql-text'
import type { Host } from './python/host'
import { Interpreter } from './python/interpret'
import { parse } from './python/parse'
import { isPythonFunction, PythonError, withKeywords } from './python/values'
import { recordedSent, reduced, sentDifference } from './sql'

const host = {
  owns: () => false,
  call: (f: unknown, args: unknown[], kw: Record<string, unknown>) =>
    isPythonFunction(f) ? f[withKeywords](args, kw) : undefined,
  getAttribute(_: unknown, name: string) {
    throw new PythonError('AttributeError', name)
  },
  hasAttribute: () => false,
  binary: () => undefined,
  unary: () => undefined,
  compare: () => undefined,
  contains: () => undefined,
  length: () => undefined,
  isInstance: () => undefined,
  truth: () => true,
  iterate: (v: unknown) => v as Iterable<unknown>,
  str: String,
  repr: String,
  typeName: (v: unknown) => typeof v,
} as unknown as Host

function python(code: string): string {
  const py = new Interpreter(host)
  let value: unknown
  try {
    for (const statement of parse(code)) value = py.run(statement)
    return py.repr(value)
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`
  }
}

describe('the Python of the recordings', () => {
  test.each([
    ['[x * 2 for x in range(5) if x % 2]', '[2, 6]'],
    ['a, *b = [1, 2, 3]\n(a, b)', '(1, [2, 3])'],
    ["'%s-%03d' % ('a', 7)", "'a-007'"],
    ['def f(a, b=2, *c, **k):\n    return a, b, c, k\nf(1, 3, 4, z=5)', "(1, 3, (4,), {'z': 5})"],
    ['xs = [1, 2, 3, 4]\nxs[1:3] = [9]\ndel xs[0]\nxs', '[9, 4]'],
    ["sorted([(2, 'b'), (1, 'z'), (1, 'a')])", "[(1, 'a'), (1, 'z'), (2, 'b')]"],
    ["try:\n    {}['x']\nexcept KeyError as e:\n    r = type(e).__name__, str(e)\nr", "('KeyError', \"'x'\")"],
    ['[][0]', 'IndexError: list index out of range'],
    ['len(5)', "TypeError: object of type 'int' has no len()"],
    ['7 // 2, -7 % 3, 2 ** 3, 7 / 2', '(3, 2, 8, 3.5)'],
    ["'abc'[::-1], 'abc'[-2:]", "('cba', 'bc')"],
    ['1 < 2 < 3, not 0, None is None', '(True, True, True)'],
    ["{**{'a': 1}, 'b': 2}", "{'a': 1, 'b': 2}"],
    ['total = 0\nfor i in range(4):\n    if i == 2: continue\n    total += i\ntotal', '4'],
  ])('%s', (code, expected) => expect(python(code)).toBe(expected))
})

const inspector: Inspector = {
  object: (v) => (v instanceof Map && v.has('model') ? (Object.fromEntries(v) as never) : null),
  query: () => null,
  className: () => null,
  pythonName: (k) => k,
  repr: (v) => JSON.stringify(v) ?? String(v),
  pagination: () => null,
}
const differs = (expected: Recorded, actual: unknown) => difference(expected, actual, inspector) !== null

describe('values', () => {
  test.each<[Recorded, unknown]>([
    [1, 1],
    [null, undefined],
    [{ $tuple: [1, 'a'] }, [1, 'a']],
    [{ $date: '2024-05-06' }, new Date('2024-05-06')],
    [{ $decimal: '12.30' }, 12.3],
    [{ $set: [1, 2] }, [2, 1]],
    [{ $dict: [['a', 1]] }, { a: 1 }],
  ])('%j is %j', (expected, actual) => expect(differs(expected, actual)).toBe(false))

  test.each<[Recorded, unknown]>([
    [1, '1'],
    [true, 1],
    [null, 0],
    [[1, 2], [1]],
    [
      [1, 2],
      [2, 1],
    ],
    [{ $date: '2024-05-06' }, new Date('2024-05-07')],
    [{ $set: [1, 2] }, [1]],
    [{ $dict: [['a', 1]] }, { a: 1, b: 2 }],
    [{ $repr: '<thing object at 0xADDR>' }, null],
  ])('%j is not %j', (expected, actual) => expect(differs(expected, actual)).toBe(true))

  test('an object counts with its key, state and loaded columns', () => {
    const recorded = { $obj: 'Role', pk: [1], state: 'persistent', loaded: { id: 1 } }
    const object = (changes: object) =>
      new Map(Object.entries({ model: 'Role', key: [1], state: 'persistent', loaded: { id: 1 }, ...changes }))
    expect(differs(recorded, object({}))).toBe(false)
    for (const change of [
      { key: [2] },
      { state: 'detached' },
      { loaded: {} },
      { loaded: { id: 1, name: 'x' } },
      { model: 'User' },
    ]) {
      expect(differs(recorded, object(change))).toBe(true)
    }
  })

  test('text of a query counts by tables, clauses and parameters', () => {
    const recorded = 'SELECT users.id AS users_id \nFROM users \nWHERE users.id = ?'
    expect(differs(recorded, new SqlText('select users.id from users where users.id = ?'))).toBe(false)
    for (const sql of [
      'SELECT users.id FROM users',
      'SELECT roles.id FROM roles WHERE roles.id = ?',
      'SELECT users.id FROM users WHERE users.id = ? LIMIT ?',
    ]) {
      expect(differs(recorded, new SqlText(sql))).toBe(true)
    }
  })

  test('an error counts by its class and its words', () => {
    const recorded = {
      type: 'InvalidRequestError',
      module: 'sqlalchemy.exc',
      message: "Instance '<Role at 0xADDR>' is not persisted",
    }
    const error = (name: string, message: string) => Object.assign(new Error(message), { name })
    expect(errorDifference(recorded, error('InvalidRequestError', "Instance '<Role at 0x1>' is not persisted"))).toBeNull()
    expect(errorDifference(recorded, error('TypeError', "Instance '<Role>' is not persisted"))).not.toBeNull()
    expect(errorDifference(recorded, error('InvalidRequestError', 'something else went wrong'))).not.toBeNull()
  })
})

describe('statements', () => {
  const recorded = recordedSent([
    { tx: 'BEGIN' },
    { sql: 'INSERT INTO roles (name, level) VALUES (?, ?)', params: ['Admin', null] },
  ])
  const ours = (sql: string, ...sets: unknown[][]) =>
    sentDifference(recorded, [{ kind: 'tx', action: 'BEGIN' }, reduced(sql, sets)])

  test('spelling and the order of columns do not count', () => {
    expect(ours('insert into "roles" ("level", "name") values (NULL, ?)', ['Admin'])).toBeNull()
  })
  test.each<[string, string, unknown[][]]>([
    ['another value', 'INSERT INTO roles (name, level) VALUES (?, ?)', [['User', null]]],
    ['another table', 'INSERT INTO users (name, level) VALUES (?, ?)', [['Admin', null]]],
    ['another verb', 'DELETE FROM roles WHERE name = ?', [['Admin']]],
    [
      'two rows',
      'INSERT INTO roles (name, level) VALUES (?, ?)',
      [
        ['Admin', null],
        ['User', null],
      ],
    ],
    ['a column more', 'INSERT INTO roles (name, level, x) VALUES (?, ?, ?)', [['Admin', null, 1]]],
  ])('%s counts', (_, sql, sets) => expect(ours(sql, ...sets)).not.toBeNull())

  test('order and number of statements count', () => {
    expect(sentDifference(recorded, [...recordedSent([]), { kind: 'tx', action: 'BEGIN' }])).not.toBeNull()
    expect(sentDifference(recorded, [...recorded].reverse())).not.toBeNull()
    expect(sentDifference(recorded, [...recorded, { kind: 'tx', action: 'COMMIT' }])).not.toBeNull()
  })
  test('introspection is not compared', () => {
    expect(recordedSent([{ sql: 'PRAGMA main.table_info("roles")', params: [], introspection: true }])).toEqual([])
    expect(recordedSent([{ sql: 'select name from sqlite_master', params: [] }])).toEqual([])
  })
})
