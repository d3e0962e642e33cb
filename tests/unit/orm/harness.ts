import { nodeSqlite } from '../../../scripts/sqlite'
import type { Db } from '../../../src/engine/db'
import { createDb } from '../../../src/engine/db'
import { Connection, type StatementRecord } from '../../../src/engine/sqlite'

const sqlite = await nodeSqlite()

export interface Scene {
  db: Db
  connection: Connection
  /** Statements since the last call: SQL in one line with its parameters; BEGIN, COMMIT and ROLLBACK too. */
  log(): string[]
}

/** A fresh database with the notes' models. */
export function scene(foreignKeys = true): Scene & { Role: any; User: any } {
  const { db, connection, log } = empty(foreignKeys)
  class Role extends (db.Model('roles', {
    id: db.Column(db.Integer, { primaryKey: true }),
    name: db.Column(db.String(64), { unique: true }),
    users: db.relationship('User', { backref: 'role' }),
  }) as any) {
    toString() {
      return `<Role '${(this as any).name}'>`
    }
  }
  class User extends (db.Model('users', {
    id: db.Column(db.Integer, { primaryKey: true }),
    username: db.Column(db.String(64), { unique: true, index: true }),
    roleId: db.Column(db.Integer, db.ForeignKey('roles.id')),
  }) as any) {
    toString() {
      return `<User '${(this as any).username}'>`
    }
  }
  db.register(Role as any)
  db.register(User as any)
  db.createAll()
  log()
  return { db, connection, log, Role, User }
}

export function empty(foreignKeys = true): Scene {
  const connection = Connection.open(sqlite, null, { foreignKeys })
  const lines: string[] = []
  connection.listener = {
    statement(r: StatementRecord) {
      const text = r.sql.replace(/\s+/g, ' ').trim()
      for (const p of r.parameters)
        lines.push(p.length ? `${text} ${JSON.stringify(p, (_, v) => (typeof v === 'bigint' ? `${v}n` : v))}` : text)
    },
    transaction: (action, name) => lines.push(name ? `${action.toUpperCase()} ${name}` : action.toUpperCase()),
  }
  const { db } = createDb(connection, { SQLALCHEMY_DATABASE_URI: 'sqlite://' })
  return { db, connection, log: () => lines.splice(0) }
}
