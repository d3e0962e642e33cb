import { and, asc, count, desc, eq, gt, inArray, like, lte } from 'drizzle-orm'
import { drizzle as over } from 'drizzle-orm/sql-js'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Sqlite } from '../../src/engine/sqlite'
import { type Contestant, userValues } from '../contestant'
import { pragmas } from '../seed'

const userColumns = () => ({
  id: integer().primaryKey(),
  username: text(),
  visits: integer(),
  roleId: integer('role_id'),
})
const roles = sqliteTable('roles', { id: integer().primaryKey(), name: text() })
const users = sqliteTable('users', userColumns())
const entries = sqliteTable('entries', userColumns())
const authors = sqliteTable('authors', { id: integer().primaryKey(), name: text() })
const books = sqliteTable('books', {
  id: integer().primaryKey(),
  title: text(),
  pages: integer(),
  authorId: integer('author_id'),
})

/** Drizzle with its own sql.js driver, synchronous. Its relational queries do not work on that driver: the JOIN is put together by hand. */
export const drizzle = (sqlite: Sqlite): Contestant => ({
  name: 'drizzle',
  open(bytes) {
    const database = new sqlite.Database(bytes)
    for (const p of pragmas) database.exec(p)
    const db = over(database as never)
    return {
      reset() {},
      look: (sql) => database.exec(sql)[0]?.values[0]?.[0] as number,
      work: {
        insert() {
          db.transaction((t) => {
            for (let from = 1; from <= 10_000; from += 1000) {
              t.insert(entries)
                .values(Array.from({ length: 1000 }, (_, i) => userValues(from + i)))
                .run()
            }
          })
          return 0
        },
        load() {
          let sum = 0
          for (const u of db.select().from(users).all()) sum += u.visits! + u.username!.length
          return sum
        },
        lazy() {
          let sum = 0
          for (const role of db.select().from(roles).all()) {
            for (const u of db.select().from(users).where(eq(users.roleId, role.id)).all()) sum += u.visits! + role.name!.length
          }
          return sum
        },
        joined() {
          const rows = db.select().from(authors).leftJoin(books, eq(books.authorId, authors.id)).all()
          const found = new Map<number, { id: number; name: string | null; books: { pages: number | null }[] }>()
          for (const r of rows) {
            let author = found.get(r.authors.id)
            if (author === undefined) {
              author = { ...r.authors, books: [] }
              found.set(author.id, author)
            }
            author.books.push(r.books!)
          }
          let sum = 0
          for (const a of found.values()) for (const b of a.books) sum += b.pages! + a.id
          return sum
        },
        selectin() {
          const found = db.select().from(authors).all()
          const ids = found.map((a) => a.id)
          let sum = 0
          for (const b of db.select().from(books).where(inArray(books.authorId, ids)).all()) sum += b.pages! + b.authorId!
          return sum
        },
        update() {
          db.transaction((t) => {
            for (const u of t.select().from(users).where(lte(users.id, 1000)).all())
              t.update(users)
                .set({ visits: u.visits! + u.id })
                .where(eq(users.id, u.id))
                .run()
          })
          return 0
        },
        pages() {
          let sum = 0
          for (let n = 0; n < 500; n++) {
            for (const u of db
              .select()
              .from(users)
              .orderBy(asc(users.id))
              .limit(20)
              .offset(n * 20)
              .all())
              sum += u.id
            sum += db.select({ total: count() }).from(users).get()!.total
          }
          return sum
        },
        gets() {
          let sum = 0
          for (let id = 1; id <= 10_000; id++) {
            const u = db.select().from(users).where(eq(users.id, id)).get()!
            sum += u.id + u.username!.length
          }
          return sum
        },
        compile() {
          let n = 0
          for (let i = 0; i < 2000; i++) {
            const query = db
              .select()
              .from(users)
              .where(and(like(users.username, `user ${i}%`), gt(users.visits, i)))
            n += query.orderBy(desc(users.id)).limit(10).toSQL().sql.length > 0 ? 1 : 0
          }
          return n
        },
      },
    }
  },
})
