import { expect, it } from 'vitest'
import { createWorkspace } from '../../src/engine/db'
import { openLab } from '../support/lab'

const app = (uri: string, more = '') => `import { Flask, SQLAlchemy } from 'backref'
const app = new Flask('hello')
app.config['SQLALCHEMY_DATABASE_URI'] = '${uri}'
const db = new SQLAlchemy(app)
${more}`

async function run(query: string) {
  const lab = await openLab(createWorkspace)
  await lab.run({ 'query.ts': query })
  return { problems: lab.of('problem').map(({ term, message }) => `${term}: ${message}`), values: lab.of('value') }
}

it('opens the database of an app by its configuration, and sets the switches that are missing', async () => {
  const { problems, values } = await run(
    app('sqlite:////home/flasky/data.sqlite', "db.engine.url.database\napp.config['SQLALCHEMY_TRACK_MODIFICATIONS']"),
  )
  expect(problems).toEqual([])
  expect(values.slice(-2).map(({ value }) => value.text)).toEqual(["'/home/flasky/data.sqlite'", 'false'])
})

it('puts the file of a relative path into the instance folder, and no other', async () => {
  for (const [uri, database] of [
    ['sqlite:///data.sqlite', "'/home/flasky/instance/data.sqlite'"],
    ['sqlite:///:memory:', "':memory:'"],
    ['sqlite://', 'null'],
  ]) {
    const { values } = await run(app(uri!, 'db.engine.url.database'))
    expect(values.at(-1)!.value.text).toBe(database)
  }
})

it('asks for the URL where the key is missing, and tells that no server can be reached', async () => {
  const { problems } = await run(app('sqlite://').replace('DATABASE_URI', 'DATABASE_URL'))
  expect(problems).toEqual(["RuntimeError: Either 'SQLALCHEMY_DATABASE_URI' or 'SQLALCHEMY_BINDS' must be set."])
  expect((await run(app('mysql://john:secret@localhost/blog'))).problems[0]).toMatch(/^OperationalError: could not connect/)
})

it('uses the database of the page under the name that the app gives it', async () => {
  const { problems, values } = await run(
    app(
      'sqlite:///data.sqlite',
      "class Role extends db.Model('roles', { id: db.Column(db.Integer, { primaryKey: true }) }) {}\ndb.createAll()\nRole.query.count()",
    ),
  )
  expect(problems).toEqual([])
  expect(values.at(-1)!.value.text).toBe('0')
})
