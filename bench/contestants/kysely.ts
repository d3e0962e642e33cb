import { CompiledQuery, type DatabaseConnection, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { Database, Statement } from 'sql.js'
import type { Sqlite } from '../../src/engine/sqlite'
import { type Contestant, userValues } from '../contestant'
import { pragmas } from '../seed'

interface User {
  id: number
  username: string
  visits: number
  role_id: number
}
interface Tables {
  users: User
  entries: Omit<User, 'id'>
  roles: { id: number; name: string }
  authors: { id: number; name: string }
  books: { id: number; title: string; pages: number; author_id: number }
}

/** Kysely alone, awaited as it is meant to be used. Statements are prepared once, which favours it. A query builder: it makes rows, not objects. */
export const kysely = (sqlite: Sqlite): Contestant => ({
  name: 'kysely',
  open(bytes) {
    const database = new sqlite.Database(bytes)
    for (const p of pragmas) database.exec(p)
    const db = kyselyOver(database)
    const sumBooks = (rows: { id: number; pages: number }[]) => rows.reduce((sum, r) => sum + r.pages + r.id, 0)
    return {
      reset() {},
      look: (sql) => database.exec(sql)[0]?.values[0]?.[0] as number,
      work: {
        async insert() {
          await db.transaction().execute(async (t) => {
            for (let from = 1; from <= 10_000; from += 1000) {
              const rows = Array.from({ length: 1000 }, (_, i) => userValues(from + i))
              await t
                .insertInto('entries')
                .values(rows.map(({ roleId, ...rest }) => ({ ...rest, role_id: roleId })))
                .execute()
            }
          })
          return 0
        },
        async load() {
          let sum = 0
          for (const u of await db.selectFrom('users').selectAll().execute()) sum += u.visits + u.username.length
          return sum
        },
        async lazy() {
          let sum = 0
          for (const role of await db.selectFrom('roles').selectAll().execute()) {
            const users = await db.selectFrom('users').selectAll().where('role_id', '=', role.id).execute()
            for (const u of users) sum += u.visits + role.name.length
          }
          return sum
        },
        async joined() {
          const rows = await db
            .selectFrom('authors')
            .leftJoin('books', 'books.author_id', 'authors.id')
            .select(['authors.id', 'authors.name', 'books.id as book_id', 'books.title', 'books.pages', 'books.author_id'])
            .execute()
          const authors = new Map<number, { id: number; name: string; books: { id: number; title: string; pages: number }[] }>()
          for (const r of rows) {
            let author = authors.get(r.id)
            if (author === undefined) {
              author = { id: r.id, name: r.name, books: [] }
              authors.set(r.id, author)
            }
            author.books.push({ id: r.book_id!, title: r.title!, pages: r.pages! })
          }
          let sum = 0
          for (const a of authors.values()) for (const b of a.books) sum += b.pages + a.id
          return sum
        },
        async selectin() {
          const authors = await db.selectFrom('authors').selectAll().execute()
          const ids = authors.map((a) => a.id)
          const books = await db.selectFrom('books').selectAll().where('author_id', 'in', ids).execute()
          return sumBooks(books.map((b) => ({ id: b.author_id, pages: b.pages })))
        },
        async update() {
          await db.transaction().execute(async (t) => {
            for (const u of await t.selectFrom('users').selectAll().where('id', '<=', 1000).execute())
              await t
                .updateTable('users')
                .set({ visits: u.visits + u.id })
                .where('id', '=', u.id)
                .execute()
          })
          return 0
        },
        async pages() {
          let sum = 0
          for (let n = 0; n < 500; n++) {
            for (const u of await db
              .selectFrom('users')
              .selectAll()
              .orderBy('id')
              .limit(20)
              .offset(n * 20)
              .execute())
              sum += u.id
            const { total } = await db
              .selectFrom('users')
              .select((e) => e.fn.countAll<number>().as('total'))
              .executeTakeFirstOrThrow()
            sum += total
          }
          return sum
        },
        async gets() {
          let sum = 0
          for (let id = 1; id <= 10_000; id++) {
            const u = await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
            sum += u.id + u.username.length
          }
          return sum
        },
        compile() {
          let n = 0
          for (let i = 0; i < 2000; i++) {
            const query = db.selectFrom('users').selectAll().where('username', 'like', `user ${i}%`).where('visits', '>', i)
            n += query.orderBy('id', 'desc').limit(10).compile().sql.length > 0 ? 1 : 0
          }
          return n
        },
      },
    }
  },
})

function kyselyOver(database: Database): Kysely<Tables> {
  const prepared = new Map<string, { statement: Statement; names: string[] }>()
  const connection: DatabaseConnection = {
    async executeQuery<R>({ sql, parameters }: CompiledQuery) {
      let known = prepared.get(sql)
      if (known === undefined) {
        const statement = database.prepare(sql)
        known = { statement, names: statement.getColumnNames() }
        prepared.set(sql, known)
      }
      const { statement, names } = known
      const rows: R[] = []
      statement.bind(parameters as never)
      while (statement.step()) {
        const values = statement.get()
        const row: Record<string, unknown> = {}
        for (let i = 0; i < names.length; i++) row[names[i]!] = values[i]
        rows.push(row as R)
      }
      statement.reset()
      return { rows }
    },
    // biome-ignore lint/correctness/useYield: Kysely asks for a generator
    async *streamQuery(): AsyncIterableIterator<never> {
      throw new Error('not used')
    },
  }
  const send = (sql: string) => (c: DatabaseConnection) => c.executeQuery(CompiledQuery.raw(sql)).then(() => {})
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createDriver: () => ({
        init: async () => {},
        acquireConnection: async () => connection,
        beginTransaction: send('BEGIN'),
        commitTransaction: send('COMMIT'),
        rollbackTransaction: send('ROLLBACK'),
        releaseConnection: async () => {},
        destroy: async () => {},
      }),
    },
  })
}
