import { expect, test } from 'vitest'
import { empty } from './harness'

test('db.ddl() says what other databases are sent: types of their own, no CHECK where the type checks, comments', () => {
  const { db } = empty()
  const Light = db.Table(
    'lights',
    {
      id: db.Column(db.Integer, { primaryKey: true }),
      colour: db.Column(db.Enum('red', 'green', { name: 'colour', createConstraint: true }), { comment: "the lamp's" }),
      lit: db.Column(db.Boolean({ createConstraint: true })),
    },
    { comment: 'at the crossing' },
  )
  const lines = (dialect?: 'postgresql' | 'mysql') => db.ddl(Light, dialect).map((sql) => sql.replace(/\s+/g, ' ').trim())
  expect(lines('postgresql')).toEqual([
    "CREATE TYPE colour AS ENUM ('red', 'green')",
    'CREATE TABLE lights ( id SERIAL NOT NULL, colour colour, lit BOOLEAN, PRIMARY KEY (id) )',
    "COMMENT ON TABLE lights IS 'at the crossing'",
    "COMMENT ON COLUMN lights.colour IS 'the lamp''s'",
  ])
  expect(lines('mysql')).toEqual([
    "CREATE TABLE lights ( id INTEGER NOT NULL AUTO_INCREMENT, colour ENUM('red','green') COMMENT 'the lamp''s', lit BOOL, PRIMARY KEY (id), CHECK (lit IN (0, 1)) )COMMENT='at the crossing'",
  ])
  expect(lines()).toEqual([
    `CREATE TABLE lights ( id INTEGER NOT NULL, colour VARCHAR(5), lit BOOLEAN, PRIMARY KEY (id), CONSTRAINT colour CHECK (colour IN ('red', 'green')), CHECK (lit IN (0, 1)) )`,
  ])
})

test('the CHECK of a type quotes a name that SQL has a use for', () => {
  const { db } = empty()
  const Lamp = db.Table('lamps', { on: db.Column(db.Boolean({ createConstraint: true })) })
  expect(db.ddl(Lamp).join()).toMatch('CHECK ("on" IN (0, 1))')
})
