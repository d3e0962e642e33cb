import type { Sqlite } from '../src/engine/sqlite'
import { userValues } from './contestant'

const schema = `
CREATE TABLE roles (id INTEGER PRIMARY KEY, name VARCHAR(64));
CREATE TABLE users (id INTEGER PRIMARY KEY, username VARCHAR(64), visits INTEGER, role_id INTEGER REFERENCES roles (id));
CREATE INDEX ix_users_role_id ON users (role_id);
CREATE TABLE authors (id INTEGER PRIMARY KEY, name VARCHAR(64));
CREATE TABLE books (id INTEGER PRIMARY KEY, title VARCHAR(64), pages INTEGER, author_id INTEGER REFERENCES authors (id));
CREATE INDEX ix_books_author_id ON books (author_id);
CREATE TABLE entries (id INTEGER PRIMARY KEY, username VARCHAR(64), visits INTEGER, role_id INTEGER);
`

/** The database that every contestant starts from, as the bytes of a file. */
export function seed(sqlite: Sqlite): Uint8Array {
  const database = new sqlite.Database()
  database.exec(schema)
  const fill = (sql: string, count: number, values: (i: number) => (string | number)[]) => {
    const statement = database.prepare(sql)
    for (let i = 1; i <= count; i++) statement.run([i, ...values(i)])
    statement.free()
  }
  database.exec('BEGIN')
  fill('INSERT INTO roles VALUES (?, ?)', 1000, (i) => [`role ${i}`])
  fill('INSERT INTO users VALUES (?, ?, ?, ?)', 10_000, (i) => Object.values(userValues(i)))
  fill('INSERT INTO authors VALUES (?, ?)', 100, (i) => [`author ${i}`])
  fill('INSERT INTO books VALUES (?, ?, ?, ?)', 10_000, (i) => [`book ${i}`, i % 300, (i % 100) + 1])
  database.exec('COMMIT')
  const bytes = database.export()
  database.close()
  return bytes
}

/** What our Connection sets, for everybody: without it every statement locks a file that nobody else can open. */
export const pragmas = ['locking_mode=EXCLUSIVE', 'journal_mode=MEMORY', 'synchronous=OFF', 'foreign_keys=OFF'].map(
  (p) => `PRAGMA ${p}`,
)
