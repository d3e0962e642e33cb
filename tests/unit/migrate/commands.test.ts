import { beforeEach, describe, expect, test } from 'vitest'
import { complete, type Environment, exportPython, readScripts, runCommand, words } from '../../../src/engine/migrate'
import { Integer, type MetaData, StringType } from '../../../src/engine/schema'
import type { Connection } from '../../../src/engine/sqlite'
import type { RenameAnswer } from '../../../src/protocol'
import { createAll, load, metadataOf, open, rowsOf, schemaOf } from './models'

let files: Record<string, string>
let connection: Connection
let models: MetaData
let made: number
const user = (...columns: string[]) =>
  metadataOf([
    {
      name: 'users',
      columns: [{ name: 'id', type: Integer, primaryKey: true }, ...columns.map((name) => ({ name, type: StringType(64) }))],
    },
  ])

function flask(line: string, more: Partial<Environment> = {}) {
  const result = runCommand(`flask db ${line}`, {
    files,
    connection,
    metadata: models,
    load,
    scratch: (database) => open(true, database),
    newRevision: () => `${++made}`.padStart(12, 'a'),
    now: () => new Date('2024-05-01T10:00:00Z'),
    databaseUrl: 'sqlite:///data.sqlite',
    ...more,
  })
  for (const [path, text] of Object.entries(result.files)) {
    if (text === null) delete files[path]
    else files[path] = text
  }
  return result
}

beforeEach(() => {
  files = {}
  connection = open(true)
  models = user('username')
  made = 0
})

describe('the whole procedure', () => {
  test('init, migrate, review, upgrade, change, migrate, upgrade, downgrade, delete the orphan, migrate again', () => {
    expect(flask('init').exit).toBe(0)
    const first = flask("migrate -m 'initial migration'")
    expect(first.open).toBe('migrations/versions/aaaaaaaaaaa1_initial_migration.ts')
    expect(files[first.open!]).toBe(`/**
 * initial migration
 *
 * Revision ID: aaaaaaaaaaa1
 * Revises: 
 * Create Date: 2024-05-01 10:00:00.000
 */
import { type Op, sa } from 'backref'

export const revision = 'aaaaaaaaaaa1'
export const downRevision = null
export const branchLabels = null
export const dependsOn = null

export function upgrade(op: Op) {
  // generated from the models: please adjust!
  op.createTable('users',
    sa.Column('id', sa.Integer, { nullable: false }),
    sa.Column('username', sa.String(64), { nullable: true }),
    sa.PrimaryKeyConstraint('id'),
  )
}

export function downgrade(op: Op) {
  // generated from the models: please adjust!
  op.dropTable('users')
}
`)
    expect(flask('upgrade').stderr).toContain('Running upgrade  -> aaaaaaaaaaa1, initial migration')
    connection.run("INSERT INTO users VALUES (1, 'ann')")
    models = user('username', 'email')
    const second = flask("migrate -m 'add email'").open!
    expect(flask('upgrade').exit).toBe(0)
    expect(rowsOf(connection).users).toEqual([{ id: 1, username: 'ann', email: null }])
    expect(flask('downgrade').exit).toBe(0)
    delete files[second]
    models = user('username', 'email', 'city')
    expect(flask("migrate -m 'add email and city'").exit).toBe(0)
    expect(flask('upgrade').exit).toBe(0)
    expect(flask('history').stdout).toBe(
      'aaaaaaaaaaa1 -> aaaaaaaaaaa3 (head), add email and city\n<base> -> aaaaaaaaaaa1, initial migration\n',
    )
    expect(flask('check').stdout).toBe('No new upgrade operations detected.\n')
    const nothing = flask('migrate')
    expect(nothing.stderr).toContain('No changes in schema detected.')
    expect(nothing.stdout).toBe('Compared the models (1 table with 4 columns) with the database (1 table with 4 columns).\n')
  })

  test('createAll, then upgrade fails, stamp is offered and repairs', () => {
    flask('init')
    flask('migrate -m one')
    createAll(connection, models)
    const failed = flask('upgrade')
    expect(failed.exit).toBe(1)
    expect(failed.stderr).toContain(
      'sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) table users already exists\n[SQL: ',
    )
    expect(failed.problem!.actions).toEqual([{ label: 'Mark the database as up to date', command: 'flask db stamp head' }])
    expect(flask('stamp head').exit).toBe(0)
    expect(flask('upgrade').traces).toEqual([])
    expect(flask('current').stdout).toBe('aaaaaaaaaaa1 (head)\n')
  })
})

test('a script that would fail on these rows is told when it is written', () => {
  flask('init')
  flask('migrate -m one')
  flask('upgrade')
  const withAge = metadataOf([
    {
      name: 'users',
      columns: [
        { name: 'id', type: Integer, primaryKey: true },
        { name: 'username', type: StringType(64) },
        { name: 'age', type: Integer, nullable: false },
      ],
    },
  ])
  models = withAge
  expect(flask('migrate -m empty').findings.filter(({ severity }) => severity === 'error')).toEqual([])
  files = Object.fromEntries(Object.entries(files).filter(([path]) => !path.includes('_empty')))
  connection.run("INSERT INTO users VALUES (1, 'ann')")
  const told = flask('migrate -m age')
  expect(told.exit).toBe(0)
  expect(told.findings.find(({ severity }) => severity === 'error')?.message).toMatch(/^Will fail/)
  expect(rowsOf(connection).users).toEqual([{ id: 1, username: 'ann' }])
})

describe('renames', () => {
  const toLogin = (answer: RenameAnswer['answer']): RenameAnswer => ({
    kind: 'column',
    table: 'users',
    from: 'username',
    to: 'login',
    answer,
  })
  beforeEach(() => {
    flask('init')
    flask('migrate -m one')
    flask('upgrade')
    connection.run("INSERT INTO users VALUES (1, 'ann'), (2, 'bob'), (3, NULL)")
    models = user('login')
  })

  test('can be compared before they are answered: both scripts, and what each does to the rows of a copy', () => {
    const pair = { kind: 'column', table: 'users', from: 'username', to: 'login' } as const
    const { told, files: written } = flask('migrate -m rename', { ask: { kind: 'both', pair } })
    expect(written).toEqual({})
    expect(rowsOf(connection).users).toEqual([
      { id: 1, username: 'ann' },
      { id: 2, username: 'bob' },
      { id: 3, username: null },
    ])
    if (told?.kind !== 'both') throw new Error('nothing was told')
    expect(told.before!.table.columns.map(({ name }) => name)).toEqual(['id', 'username'])
    const [renamed, dropped] = told.outcomes
    expect(renamed).toMatchObject({
      answer: 'renamed',
      script: "  op.batchAlterTable('users', (batch) => {\n    batch.alterColumn('username', { newColumnName: 'login' })\n  })\n",
      kept: 2,
      after: { total: 3, rows: [{ values: [1, 'ann'] }, { values: [2, 'bob'] }, { values: [3, null] }] },
      error: null,
    })
    expect(dropped).toMatchObject({
      answer: 'dropAndAdd',
      kept: 0,
      after: { total: 3, rows: [{ values: [1, null] }, { values: [2, null] }, { values: [3, null] }] },
      error: null,
    })
    expect(dropped!.script).toMatch(/addColumn[\s\S]*dropColumn/)
  })

  test('compared where one answer cannot be carried out say why', () => {
    models = metadataOf([
      {
        name: 'users',
        columns: [
          { name: 'id', type: Integer, primaryKey: true },
          { name: 'login', type: StringType(64), nullable: false },
        ],
      },
    ])
    const { told } = flask('migrate', {
      ask: { kind: 'both', pair: { kind: 'column', table: 'users', from: 'username', to: 'login' } },
    })
    if (told?.kind !== 'both') throw new Error('nothing was told')
    expect(told.outcomes.map(({ kept, error }) => [kept, error?.term])).toEqual([
      [0, 'IntegrityError'],
      [0, 'OperationalError'],
    ])
  })

  test('are asked, with the values that would be lost, and nothing is written', () => {
    const asked = flask('migrate -m rename')
    expect(asked.exit).toBe(1)
    expect(asked.files).toEqual({})
    expect(asked.questions).toEqual([
      {
        id: 'users.username -> login',
        kind: 'column',
        table: 'users',
        from: 'username',
        to: 'login',
        text: 'Was users.username renamed to users.login?',
        likelihood: 1,
        evidence: {
          fromType: 'VARCHAR(64)',
          toType: 'VARCHAR(64)',
          sameType: true,
          sameNullability: true,
          sameConstraints: true,
          lost: 2,
          sample: [['ann'], ['bob']],
          unfit: 0,
        },
      },
    ])
  })
  test('answered: renamed', () => {
    const { open: path } = flask('migrate -m rename', { answers: [toLogin('renamed')] })
    expect(files[path!]).toContain(
      "op.batchAlterTable('users', (batch) => {\n    batch.alterColumn('username', { newColumnName: 'login' })\n  })",
    )
    expect(flask('upgrade').exit).toBe(0)
    expect(rowsOf(connection).users!.map((r) => r.login)).toEqual(['ann', 'bob', null])
    expect(flask('downgrade').exit).toBe(0)
    expect(rowsOf(connection).users!.map((r) => r.username)).toEqual(['ann', 'bob', null])
  })
  test('answered: dropped and added', () => {
    flask('migrate -m rename', { answers: [toLogin('dropAndAdd')] })
    const { traces } = flask('upgrade')
    expect(rowsOf(connection).users!.map((r) => r.login)).toEqual([null, null, null])
    expect(traces[0]!.operations[0]!.lint.map((l) => l.code)).toEqual(['DS103', 'BR105', 'BR101'])
  })
  test('of tables come first, and columns are asked under the new name', () => {
    models = metadataOf([
      {
        name: 'people',
        columns: [
          { name: 'id', type: Integer, primaryKey: true },
          { name: 'login', type: StringType(64) },
        ],
      },
    ])
    expect(flask('migrate').questions.map((q) => q.id)).toEqual(['users -> people'])
    const answers: RenameAnswer[] = [{ kind: 'table', table: 'users', from: 'users', to: 'people', answer: 'renamed' }]
    expect(flask('migrate', { answers }).questions.map((q) => [q.id, q.evidence.lost])).toEqual([['people.username -> login', 2]])
    answers.push({ kind: 'column', table: 'people', from: 'username', to: 'login', answer: 'renamed' })
    flask('migrate', { answers })
    expect(flask('upgrade').exit).toBe(0)
    expect(rowsOf(connection).people!.map((r) => r.login)).toEqual(['ann', 'bob', null])
    expect(Object.keys(schemaOf(connection))).toEqual(['people'])
  })
})

describe('branches', () => {
  const script = (revision: string, down: string, table: string) => `/** ${table} */
import { type Op, sa } from 'backref'
export const revision = '${revision}'
export const downRevision = ${down}
export function upgrade(op: Op) { op.createTable('${table}', sa.Column('id', sa.Integer, { primaryKey: true })) }
export function downgrade(op: Op) { op.dropTable('${table}') }
`
  beforeEach(() => {
    flask('init')
    files['migrations/versions/a1.ts'] = script('a1', 'null', 't1')
    files['migrations/versions/b2.ts'] = script('b2', "'a1'", 'lefts')
    files['migrations/versions/b3.ts'] = script('b3', "'a1'", 'rights')
  })
  test('are refused, merged and walked', () => {
    const refused = flask('upgrade')
    expect(refused.problem!.actions.map((a) => a.command)).toEqual(['flask db merge heads', 'flask db upgrade heads'])
    expect(flask('merge heads -m both').exit).toBe(0)
    expect(flask('upgrade').exit).toBe(0)
    expect(flask('current').stdout).toBe('aaaaaaaaaaa1 (head) (mergepoint)\n')
    expect(flask('history').stdout).toBe(
      'b2, b3 -> aaaaaaaaaaa1 (head) (mergepoint), both\na1 -> b3, rights\na1 -> b2, lefts\n<base> -> a1 (branchpoint), t1\n',
    )
    expect(flask('downgrade').stderr).toContain('Ambiguous walk')
    expect(flask('downgrade a1').exit).toBe(0)
    expect(connection.all('SELECT version_num FROM alembic_version')).toEqual([['a1']])
  })
  test('a failing script leaves the ones before it applied', () => {
    files['migrations/versions/b3.ts'] = script('b3', "'b2'", 'lefts')
    expect(flask('upgrade').exit).toBe(1)
    expect(connection.all('SELECT version_num FROM alembic_version')).toEqual([['b2']])
    expect(Object.keys(schemaOf(connection))).toEqual(['lefts', 't1'])
  })
})

test('an open transaction is refused before anything is written', () => {
  flask('init')
  flask('migrate -m one')
  connection.begin()
  const refused = flask('upgrade')
  expect(refused.problem).toMatchObject({
    term: 'InvalidRequestError',
    hint: 'Commit or roll back the session first: db.session.commit().',
  })
  connection.rollback()
  expect(flask('upgrade').exit).toBe(0)
})

test('a script goes along as Python', () => {
  flask('init')
  const path = flask("migrate -m 'initial migration'").open!
  const [script] = readScripts({ [path]: files[path]! }, load)
  expect(exportPython(script!, connection)).toEqual({
    file: 'aaaaaaaaaaa1_initial_migration.py',
    text: `"""initial migration

Revision ID: aaaaaaaaaaa1
Revises: 

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = 'aaaaaaaaaaa1'
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('users',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('username', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )


def downgrade():
    op.drop_table('users')
`,
  })
})

describe('the line', () => {
  test('is split as a shell does', () => {
    expect(words(`flask db migrate -m "a 'b' c" 'd "e"' f\\ g`)).toEqual([
      'flask',
      'db',
      'migrate',
      '-m',
      "a 'b' c",
      'd "e"',
      'f g',
    ])
    expect(words('flask "open')).toBeNull()
  })
  test('is completed', () => {
    expect(complete('fl').map((c) => c.word)).toEqual(['flask'])
    expect(complete('flask db up').map((c) => c.word)).toEqual(['upgrade'])
    expect(complete('flask db migrate --m').map((c) => c.word)).toEqual(['--message'])
    expect(complete('flask db downgrade ', [{ revision: 'a1', message: 'one' }])).toEqual([
      { word: 'base', help: 'Before the first script' },
      { word: 'a1', help: 'one' },
    ])
  })
  test('that is wrong is answered as Flask does', () => {
    flask('init')
    expect(flask('downgrade -1')).toMatchObject({
      exit: 2,
      stderr:
        "Usage: flask db downgrade [OPTIONS] [REVISION]\nTry 'flask db downgrade --help' for help.\n\nError: No such option: -1\n",
    })
    expect(flask('upgrad').stderr).toContain("Error: No such command 'upgrad'.")
    expect(flask('merge').stderr).toContain("Missing argument 'REVISIONS...'.")
    expect(flask('upgrade --help').stdout).toContain('--sql')
  })
})

test('all scripts are told as Python; what reads the database in vain is left to be written by hand', () => {
  flask('init')
  flask('migrate -m first --rev-id a1')
  files['migrations/versions/b2_data.ts'] = `import { type Op } from 'backref'
export const revision = 'b2'
export const downRevision = 'a1'
export function upgrade(op: Op) {
  for (const [id] of op.getBind().execute('SELECT id FROM people')) op.execute('DELETE FROM people WHERE id = ' + id)
}
export function downgrade(op: Op) {
  op.execute('DELETE FROM users')
}
`
  const { told, files: written } = flask('nothing', { ask: { kind: 'python' } })
  if (told?.kind !== 'python') throw new Error('nothing was told')
  expect(written).toEqual({})
  expect(Object.keys(told.files)).toEqual(['migrations/versions/a1_first.py', 'migrations/versions/b2_data.py'])
  expect(told.files['migrations/versions/a1_first.py']).toContain("op.create_table('users',")
  expect(told.files['migrations/versions/b2_data.py']).toMatch(
    /def upgrade\(\):\n {4}# .*no such table: people\n {4}raise NotImplementedError\('to be written by hand/,
  )
  expect(told.files['migrations/versions/b2_data.py']).toContain("def downgrade():\n    op.execute('DELETE FROM users')")
})
