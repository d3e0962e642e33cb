import { expect, test } from 'vitest'
import { empty } from './harness'

function things() {
  const s = empty()
  const { db } = s
  class Thing extends (db.Model('thing', {
    id: db.Column(db.Integer, { primaryKey: true }),
    plain: db.Column(db.Integer, { default: 7 }),
    lowered: db.Column(db.String(10), { default: db.func.lower!('ABC') }),
    served: db.Column(db.Integer, { serverDefault: '9' }),
    data: db.Column(db.JSON),
    big: db.Column(db.BigInteger),
    flag: db.Column(db.Boolean),
    bytes: db.Column(db.LargeBinary),
    price: db.Column(db.Numeric(10, 2)),
    word: db.Column(db.Enum('x', 'y', { validateStrings: true })),
    day: db.Column(db.Date),
    at: db.Column(db.DateTime),
  }) as any) {}
  db.register(Thing as any)
  db.createAll()
  s.log()
  return { ...s, Thing: Thing as any }
}

test('every type comes back as it was given', () => {
  const { db, Thing } = things()
  const at = new Date(Date.UTC(2024, 4, 6, 7, 8, 9, 120))
  const given = {
    data: { a: [1, null, 'é'] },
    big: 9007199254740993n,
    flag: true,
    bytes: new Uint8Array([1, 2]),
    price: 1.25,
    word: 'x',
    day: new Date('2024-02-03'),
    at,
  }
  const thing = new Thing(given)
  db.session.add(thing)
  db.session.commit()
  const found = Object.fromEntries(Object.keys(given).map((k) => [k, thing[k]]))
  expect(found).toEqual(given)
  expect(db.session.execute(db.text('select data, big, flag, day, at from thing')).first()).toEqual([
    '{"a": [1, null, "\\u00e9"]}',
    expect.anything(),
    1,
    '2024-02-03',
    '2024-05-06 07:08:09.120000',
  ])
})

test('defaults: of JavaScript at the flush, of SQL inline, of the server read when asked for', () => {
  const { db, Thing, log } = things()
  const thing = new Thing()
  expect(thing.plain).toBeNull()
  db.session.add(thing)
  db.session.flush()
  expect(log().at(-1)).toContain('VALUES (?, lower(?), ?, ?, ?, ?, ?, ?, ?) [7,"ABC"')
  expect(thing.plain).toBe(7)
  expect(log()).toEqual([])
  expect([thing.lowered, thing.served]).toEqual(['abc', 9])
  expect(log()).toHaveLength(1)
})

test('a wrong value is refused before anything is sent, and says what would fit', () => {
  const { db, Thing, log } = things()
  for (const [values, words] of [
    [{ at: '2024-05-06' }, 'only accepts Python datetime'],
    [{ flag: 'yes' }, "Not a boolean value: 'yes'"],
    [{ word: 'z' }, "'z' is not among the defined enum values"],
    [{ bytes: 'text' }, 'bytes-like object is required'],
  ] as const) {
    db.session.add(new Thing(values))
    expect(() => db.session.flush()).toThrow(words)
    db.session.rollback()
    expect(log().filter((l) => l.startsWith('INSERT'))).toEqual([])
  }
})

test('indexes and constraints take attribute names, and refuse names that are no column', () => {
  const { db, connection } = empty()
  const fields = () => ({ id: db.Column(db.Integer, { primaryKey: true }), roleId: db.Column(db.Integer) })
  db.Model('a', fields(), { indexes: [db.Index('ix_1', 'roleId')], constraints: [db.UniqueConstraint('roleId', { name: 'uq' })] })
  db.createAll()
  expect(connection.quietly("SELECT sql FROM sqlite_schema WHERE name = 'ix_1'")).toEqual([['CREATE INDEX ix_1 ON a (role_id)']])
  expect(() => db.Model('b', fields(), { indexes: [db.Index('ix_2', 'nope')] })).toThrow("Table 'b' has no column 'nope'")
})

test('rows are told apart by their objects, not by what these are called', () => {
  const { db } = empty()
  class Same extends (db.Model('same', { id: db.Column(db.Integer, { primaryKey: true }) }) as any) {
    toString() {
      return 'always the same'
    }
  }
  db.register(Same as any)
  db.createAll()
  db.session.addAll([new Same(), new Same()] as any)
  db.session.commit()
  const twice = db.select(Same as any, db.literal(1) as any)
  expect(db.session.execute(twice).unique().all()).toHaveLength(2)
  expect(db.session.query(Same as any, db.literal(1) as any).all()).toHaveLength(2)
})
