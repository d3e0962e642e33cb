import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { nodeSqlite } from '../../../scripts/sqlite'
import { Connection } from '../../../src/engine/sqlite'

const sqlite = await nodeSqlite()
const connection = Connection.open(sqlite)
const byHand = connection.database.prepare('SELECT ?')
afterAll(() => connection.close())

/** As sql.js reads it, which has no integers beyond 2^53. */
const readBySqlJs = (value: string | number | null | Uint8Array) => {
  byHand.bind([value])
  byHand.step()
  return byHand.get()[0]
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'binary-ascii', maxLength: 150 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
)
const value = fc.oneof(text, fc.double(), fc.integer(), fc.maxSafeInteger(), fc.uint8Array(), fc.constant(null))

test('a value is read as sql.js reads it', () => {
  fc.assert(
    fc.property(value, (given) => {
      const expected = readBySqlJs(given)
      expect(connection.all('SELECT ?', [given])).toEqual([[expected]])
      expect(connection.first('SELECT ?', [given], { kind: 'raw' })).toEqual([expected])
    }),
    { numRuns: 2000 },
  )
})

test('text of every length keeps its characters, at every place the one that is not ASCII', () => {
  for (let length = 0; length <= 70; length++) {
    const ascii = Array.from({ length }, (_, i) => String.fromCharCode(32 + (i % 95))).join('')
    expect(connection.all('SELECT ?', [ascii])).toEqual([[ascii]])
    for (let at = 0; at < length; at++) {
      const mixed = `${ascii.slice(0, at)}é${ascii.slice(at + 1)}`
      expect(connection.all('SELECT ?', [mixed])).toEqual([[mixed]])
    }
  }
})

test('integers are exact: numbers as far as numbers reach, then bigint', () => {
  const limit = 2n ** 63n
  fc.assert(
    fc.property(fc.bigInt({ min: -limit, max: limit - 1n }), (given) => {
      const fits = given >= Number.MIN_SAFE_INTEGER && given <= Number.MAX_SAFE_INTEGER
      expect(connection.all(`SELECT CAST(? AS INTEGER)`, [given])).toEqual([[fits ? Number(given) : given]])
    }),
    { numRuns: 500 },
  )
  expect(connection.all('SELECT 9007199254740991, 9007199254740992, -9007199254740992')).toEqual([
    [9007199254740991, 9007199254740992n, -9007199254740992n],
  ])
})

test('rows are read also after the memory has grown', () => {
  const before = sqlite.memory.buffer
  const [[length, head]] = connection.all('SELECT length(x), substr(x, 1, 3) FROM (SELECT zeroblob(40000000) AS x)') as [
    [number, Uint8Array],
  ]
  expect([length, [...head]]).toEqual([40_000_000, [0, 0, 0]])
  expect(sqlite.memory.buffer).not.toBe(before)
  expect(connection.all("SELECT 'short', x'0102'")).toEqual([['short', new Uint8Array([1, 2])]])
})

test('a table that gains a column gives it at once to the statement that is prepared already', () => {
  connection.run('CREATE TABLE roles (id INTEGER PRIMARY KEY)')
  connection.run('INSERT INTO roles VALUES (1)')
  expect(connection.all('SELECT * FROM roles')).toEqual([[1]])
  connection.run("ALTER TABLE roles ADD COLUMN name TEXT DEFAULT 'User'")
  expect(connection.all('SELECT * FROM roles')).toEqual([[1, 'User']])
})

test('what was bound before does not stay: numbers, text, fewer values, too many, an error', () => {
  const sql = 'SELECT ?, ?'
  const read = (...values: (string | number | null)[]) => connection.all(sql, values)[0]
  expect(read(1, 2.5)).toEqual([1, 2.5])
  expect(read(3)).toEqual([3, null])
  expect(read('a', 2)).toEqual(['a', 2])
  expect(read(4, -0)).toEqual([4, 0])
  expect(read()).toEqual([null, null])
  expect(read(5, null)).toEqual([5, null])
  expect(() => read(1, 2, 3)).toThrow(/column index out of range|bind/)
  expect(read(6)).toEqual([6, null])
  connection.run('CREATE TABLE once (id INTEGER PRIMARY KEY)')
  const insert = (id: number) => connection.run('INSERT INTO once VALUES (?)', [id])
  expect(insert(1)).toBe(1)
  expect(() => insert(1)).toThrow(/UNIQUE/)
  expect(insert(2)).toBe(1)
  expect(connection.first('SELECT id FROM once WHERE id > ? ORDER BY id', [0], { kind: 'raw' })).toEqual([1])
  expect(connection.first('SELECT id FROM once WHERE id > ? ORDER BY id', [1], { kind: 'raw' })).toEqual([2])
})
