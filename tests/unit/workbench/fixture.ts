import type {
  ColumnInfo,
  EventBody,
  ObjectRef,
  Place,
  Preview,
  Reason,
  SqlValue,
  StatementKind,
  TableInfo,
  TableSnapshot,
  TimelineEvent,
} from '../../../src/protocol'

/** Writes a timeline by hand, event for event, as the lab would record it. */
export class Tape {
  readonly events: TimelineEvent[] = []
  private place: Place | null = null

  at(file: string, line: number): this {
    this.place = { file, line }
    return this
  }

  add(body: EventBody): number {
    const seq = this.events.length
    this.events.push({ ...body, seq, at: seq / 10, place: this.place })
    return seq
  }

  statement(
    statement: StatementKind,
    sql: string,
    parameters: SqlValue[],
    because: Reason,
    more: { rows?: number; changes?: number; error?: string } = {},
  ): number {
    const { rows = 0, changes = 0, error } = more
    return this.add({
      kind: 'statement',
      statement,
      sql,
      parameters: [parameters],
      executions: 1,
      rows,
      changes,
      ms: 0.2,
      because,
      ...(error ? { error } : {}),
    })
  }

  snapshot(phase: 'start' | 'end', tables: TableSnapshot[]): number {
    return this.add({ kind: 'snapshot', phase, tables })
  }

  value(value: Preview): number {
    return this.add({ kind: 'value', endLine: this.place!.line, value })
  }
}

const column = (name: string, type: string, more: Partial<ColumnInfo> = {}): ColumnInfo => ({
  name,
  type,
  nullable: true,
  primaryKey: 0,
  unique: false,
  indexed: false,
  default: null,
  foreignKey: null,
  ...more,
})

export const roles: TableInfo = {
  name: 'roles',
  columns: [column('id', 'INTEGER', { primaryKey: 1, nullable: false }), column('name', 'VARCHAR(64)', { unique: true })],
  indexes: [],
  sql: 'CREATE TABLE roles (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(64) UNIQUE)',
}

export const users: TableInfo = {
  name: 'users',
  columns: [
    column('id', 'INTEGER', { primaryKey: 1, nullable: false }),
    column('username', 'VARCHAR(64)', { unique: true, indexed: true }),
    column('role_id', 'INTEGER', { foreignKey: { table: 'roles', column: 'id' } }),
  ],
  indexes: [],
  sql: 'CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, username VARCHAR(64) UNIQUE, role_id INTEGER REFERENCES roles (id))',
}

export const ref = (id: number, model: 'Role' | 'User', key: number | null): ObjectRef => ({
  id,
  model,
  table: model === 'Role' ? 'roles' : 'users',
  key: key === null ? null : [key],
})

export const model = (object: ObjectRef, text: string): Preview => ({ kind: 'model', text, object })
export const list = (...items: Preview[]): Preview => ({
  kind: 'list',
  text: `[${items.map((item) => item.text).join(', ')}]`,
  items,
  length: items.length,
})

export const modelsText = `export class Role extends db.Model('roles', {
  id: db.Column(db.Integer, { primaryKey: true }),
  name: db.Column(db.String(64), { unique: true }),
  users: db.relationship('User', { backref: 'role' }),
}) {
  toString() { return \`<Role '\${this.name}'>\` }
}

export class User extends db.Model('users', {
  id: db.Column(db.Integer, { primaryKey: true }),
  username: db.Column(db.String(64), { unique: true, index: true }),
  roleId: db.Column(db.Integer, db.ForeignKey('roles.id')),
}) {
  toString() { return \`<User '\${this.username}'>\` }
}
`

export const queryText = `db.createAll()
const admin = new Role({ name: 'Admin' })
const user = new Role({ name: 'User' })
const john = new User({ username: 'john', role: admin })
const susan = new User({ username: 'susan', role: user })
db.session.addAll([john, susan])
db.session.commit()

john.role = user
user.users
User.query.filterBy({ role: user }).all()
`

/** One role, many users: two roles and two users are made, then john moves to another role. */
export function oneRoleManyUsers(): TimelineEvent[] {
  const tape = new Tape()
  tape.snapshot('start', [])
  tape.add({ kind: 'cell', phase: 'start', cell: 'models.ts' })
  tape.add({ kind: 'cell', phase: 'end', cell: 'models.ts' })
  tape.add({ kind: 'cell', phase: 'start', cell: 'query.ts' })

  tape.at('query.ts', 1)
  for (const table of [roles, users]) {
    const made = tape.statement('ddl', table.sql, [], { kind: 'ddl', detail: table.name })
    tape.add({ kind: 'schema', name: table.name, table, rows: [], total: 0, statement: made })
  }
  const pending = (object: ObjectRef, text: string, line: number) =>
    tape.at('query.ts', line).add({ kind: 'state', object, from: 'transient', to: 'pending', because: 'add()', text })
  pending(ref(1, 'Role', null), "<Role 'Admin'>", 6)
  pending(ref(2, 'Role', null), "<Role 'User'>", 6)
  pending(ref(3, 'User', null), "<User 'john'>", 6)
  pending(ref(4, 'User', null), "<User 'susan'>", 6)

  tape.at('query.ts', 7)
  tape.add({ kind: 'transaction', action: 'begin' })
  tape.add({
    kind: 'flush',
    because: { kind: 'flush' },
    plan: [
      { action: 'insert', table: 'roles', objects: [ref(1, 'Role', null), ref(2, 'Role', null)], count: 2, because: '' },
      {
        action: 'sync',
        table: 'users',
        objects: [ref(3, 'User', null), ref(4, 'User', null)],
        count: 2,
        because: 'users.role_id needs roles.id',
      },
      { action: 'insert', table: 'users', objects: [ref(3, 'User', null), ref(4, 'User', null)], count: 2, because: '' },
    ],
  })
  const insertRoles = tape.statement(
    'insert',
    'INSERT INTO roles (name) VALUES (?), (?) RETURNING id',
    ['Admin', 'User'],
    { kind: 'flush' },
    { changes: 2, rows: 2 },
  )
  tape.add({
    kind: 'rows',
    table: 'roles',
    total: 2,
    statement: insertRoles,
    changes: [
      { key: 1, before: null, after: [1, 'Admin'] },
      { key: 2, before: null, after: [2, 'User'] },
    ],
  })
  const insertUsers = tape.statement(
    'insert',
    'INSERT INTO users (username, role_id) VALUES (?, ?), (?, ?) RETURNING id',
    ['john', 1, 'susan', 2],
    { kind: 'flush' },
    { changes: 2, rows: 2 },
  )
  tape.add({
    kind: 'rows',
    table: 'users',
    total: 2,
    statement: insertUsers,
    changes: [
      { key: 1, before: null, after: [1, 'john', 1] },
      { key: 2, before: null, after: [2, 'susan', 2] },
    ],
  })
  const persistent = (object: ObjectRef, text: string) =>
    tape.add({ kind: 'state', object, from: 'pending', to: 'persistent', because: 'flush', text })
  persistent(ref(1, 'Role', 1), "<Role 'Admin'>")
  persistent(ref(2, 'Role', 2), "<Role 'User'>")
  persistent(ref(3, 'User', 1), "<User 'john'>")
  persistent(ref(4, 'User', 2), "<User 'susan'>")
  tape.add({ kind: 'transaction', action: 'commit' })

  tape.at('query.ts', 9)
  tape.add({ kind: 'transaction', action: 'begin' })
  tape.statement(
    'select',
    'SELECT users.id, users.username, users.role_id FROM users WHERE users.id = ?',
    [1],
    { kind: 'refresh', detail: 'User' },
    { rows: 1 },
  )
  tape.add({
    kind: 'attribute',
    object: ref(3, 'User', 1),
    key: 'role',
    old: model(ref(1, 'Role', 1), "<Role 'Admin'>"),
    new: model(ref(2, 'Role', 2), "<Role 'User'>"),
  })
  tape.at('query.ts', 10)
  tape.add({
    kind: 'flush',
    because: { kind: 'autoflush' },
    plan: [{ action: 'update', table: 'users', objects: [ref(3, 'User', 1)], count: 1, because: 'role changed' }],
  })
  const update = tape.statement(
    'update',
    'UPDATE users SET role_id = ? WHERE users.id = ?',
    [2, 1],
    { kind: 'autoflush' },
    { changes: 1 },
  )
  tape.add({
    kind: 'rows',
    table: 'users',
    total: 2,
    statement: update,
    changes: [{ key: 1, before: [1, 'john', 1], after: [1, 'john', 2] }],
  })
  tape.statement(
    'select',
    'SELECT users.id, users.username, users.role_id FROM users WHERE users.role_id = ?',
    [2],
    { kind: 'lazy load', detail: 'Role.users' },
    { rows: 2 },
  )
  const both = list(model(ref(3, 'User', 1), "<User 'john'>"), model(ref(4, 'User', 2), "<User 'susan'>"))
  tape.value(both)
  tape.at('query.ts', 11)
  tape.statement(
    'select',
    'SELECT users.id, users.username, users.role_id FROM users WHERE users.role_id = ?',
    [2],
    { kind: 'query' },
    { rows: 2 },
  )
  tape.value(both)
  tape.at('query.ts', 1)
  tape.add({ kind: 'cell', phase: 'end', cell: 'query.ts' })
  tape.snapshot('end', [
    {
      table: roles,
      total: 2,
      rows: [
        { key: 1, values: [1, 'Admin'] },
        { key: 2, values: [2, 'User'] },
      ],
    },
    {
      table: users,
      total: 2,
      rows: [
        { key: 1, values: [1, 'john', 2] },
        { key: 2, values: [2, 'susan', 2] },
      ],
    },
  ])
  return tape.events
}
