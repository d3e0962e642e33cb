import type { Database } from 'sql.js'
import type { Sqlite } from '../../src/engine/sqlite'
import { type Contestant, userValues } from '../contestant'
import { pragmas } from '../seed'

interface User {
  id: number
  username: string
  visits: number
  roleId: number
  role?: Role
}
interface Role {
  id: number
  name: string
  users: User[]
}
interface Book {
  id: number
  title: string
  pages: number
  authorId: number
}
interface Author {
  id: number
  name: string
  books: Book[]
}

/** The limit: sql.js by hand, every statement prepared once, rows made into plain objects. */
export const raw = (sqlite: Sqlite): Contestant => ({
  name: 'raw sql.js',
  open(bytes) {
    const db: Database = new sqlite.Database(bytes)
    for (const p of pragmas) db.exec(p)
    const userColumns = 'SELECT id, username, visits, role_id FROM users'
    const insert = db.prepare('INSERT INTO entries (username, visits, role_id) VALUES (?, ?, ?)')
    const allUsers = db.prepare(userColumns)
    const someUsers = db.prepare(`${userColumns} WHERE id <= ?`)
    const usersOf = db.prepare(`${userColumns} WHERE role_id = ?`)
    const userById = db.prepare(`${userColumns} WHERE id = ?`)
    const page = db.prepare(`${userColumns} ORDER BY id LIMIT ? OFFSET ?`)
    const count = db.prepare('SELECT count(*) FROM users')
    const allRoles = db.prepare('SELECT id, name FROM roles')
    const allAuthors = db.prepare('SELECT id, name FROM authors')
    const joined = db.prepare(
      'SELECT a.id, a.name, b.id, b.title, b.pages, b.author_id FROM authors a LEFT JOIN books b ON b.author_id = a.id',
    )
    const booksOf = db.prepare(
      `SELECT id, title, pages, author_id FROM books WHERE author_id IN (${Array(100).fill('?').join(', ')})`,
    )
    const update = db.prepare('UPDATE users SET visits = ? WHERE id = ?')
    const users = (statement: typeof allUsers, parameters: number[]): User[] => {
      const found: User[] = []
      statement.bind(parameters)
      while (statement.step()) {
        const r = statement.get() as [number, string, number, number]
        found.push({ id: r[0], username: r[1], visits: r[2], roleId: r[3] })
      }
      statement.reset()
      return found
    }
    const pagesOf = (authors: Iterable<Author>): number => {
      let sum = 0
      for (const a of authors) for (const b of a.books) sum += b.pages + a.id
      return sum
    }
    return {
      reset() {},
      look: (sql) => db.exec(sql)[0]?.values[0]?.[0] as number,
      work: {
        insert() {
          db.exec('BEGIN')
          for (let i = 1; i <= 10_000; i++) {
            const { username, visits, roleId } = userValues(i)
            insert.run([username, visits, roleId])
          }
          db.exec('COMMIT')
          return 0
        },
        load() {
          let sum = 0
          for (const u of users(allUsers, [])) sum += u.visits + u.username.length
          return sum
        },
        lazy() {
          const roles: Role[] = []
          while (allRoles.step()) {
            const r = allRoles.get() as [number, string]
            roles.push({ id: r[0], name: r[1], users: [] })
          }
          allRoles.reset()
          let sum = 0
          for (const role of roles) {
            role.users = users(usersOf, [role.id])
            for (const u of role.users) u.role = role
            for (const u of role.users) sum += u.visits + u.role!.name.length
          }
          return sum
        },
        joined() {
          const authors = new Map<number, Author>()
          while (joined.step()) {
            const r = joined.get() as [number, string, number, string, number, number]
            let author = authors.get(r[0])
            if (author === undefined) {
              author = { id: r[0], name: r[1], books: [] }
              authors.set(r[0], author)
            }
            author.books.push({ id: r[2], title: r[3], pages: r[4], authorId: r[5] })
          }
          joined.reset()
          return pagesOf(authors.values())
        },
        selectin() {
          const authors = new Map<number, Author>()
          while (allAuthors.step()) {
            const r = allAuthors.get() as [number, string]
            authors.set(r[0], { id: r[0], name: r[1], books: [] })
          }
          allAuthors.reset()
          booksOf.bind([...authors.keys()])
          while (booksOf.step()) {
            const r = booksOf.get() as [number, string, number, number]
            authors.get(r[3])!.books.push({ id: r[0], title: r[1], pages: r[2], authorId: r[3] })
          }
          booksOf.reset()
          return pagesOf(authors.values())
        },
        update() {
          const found = users(someUsers, [1000])
          db.exec('BEGIN')
          for (const u of found) {
            u.visits += u.id
            update.run([u.visits, u.id])
          }
          db.exec('COMMIT')
          return 0
        },
        pages() {
          let sum = 0
          for (let n = 0; n < 500; n++) {
            for (const u of users(page, [20, n * 20])) sum += u.id
            count.step()
            sum += count.get()[0] as number
            count.reset()
          }
          return sum
        },
        gets() {
          let sum = 0
          for (let id = 1; id <= 10_000; id++) {
            userById.bind([id])
            userById.step()
            const r = userById.get() as [number, string, number, number]
            userById.reset()
            const user: User = { id: r[0], username: r[1], visits: r[2], roleId: r[3] }
            sum += user.id + user.username.length
          }
          return sum
        },
      },
    }
  },
})
