import { DataSource, EntitySchema, LessThanOrEqual, Like, MoreThan } from 'typeorm'
import { type Contestant, userValues } from '../contestant'
import { pragmas } from '../seed'

interface Role {
  id: number
  name: string
  users: User[]
}
interface User {
  id: number
  username: string
  visits: number
  roleId: number
  role: Role
}
interface Author {
  id: number
  name: string
  books: Book[]
}
interface Book {
  id: number
  title: string
  pages: number
  authorId: number
  author: Author
}

const id = { type: 'integer', primary: true, generated: 'increment' } as const
const text = { type: 'varchar', length: 64, nullable: true } as const
const number = { type: 'integer', nullable: true } as const
const key = (name: string) => ({ ...number, name })
const userColumns = { id, username: text, visits: number, roleId: key('role_id') }

const Roles = new EntitySchema<Role>({
  name: 'Role',
  tableName: 'roles',
  columns: { id, name: text },
  relations: { users: { type: 'one-to-many', target: 'User', inverseSide: 'role' } },
})
const Users = new EntitySchema<User>({
  name: 'User',
  tableName: 'users',
  columns: userColumns,
  relations: { role: { type: 'many-to-one', target: 'Role', joinColumn: { name: 'role_id' }, inverseSide: 'users' } },
})
const Entries = new EntitySchema<Omit<User, 'role'>>({ name: 'Entry', tableName: 'entries', columns: userColumns })
const Authors = new EntitySchema<Author>({
  name: 'Author',
  tableName: 'authors',
  columns: { id, name: text },
  relations: { books: { type: 'one-to-many', target: 'Book', inverseSide: 'author' } },
})
const Books = new EntitySchema<Book>({
  name: 'Book',
  tableName: 'books',
  columns: { id, title: text, pages: number, authorId: key('author_id') },
  relations: { author: { type: 'many-to-one', target: 'Author', joinColumn: { name: 'author_id' }, inverseSide: 'books' } },
})

/** TypeORM with its sql.js driver. Its second-SELECT loading compares all pairs (16 s for `selectin`), so that is left out. */
export const typeorm = (): Contestant => ({
  name: 'typeorm',
  async open(bytes) {
    const source = new DataSource({
      type: 'sqljs',
      database: bytes,
      autoSave: false,
      entities: [Roles, Users, Entries, Authors, Books],
    })
    await source.initialize()
    for (const p of pragmas) await source.query(p)
    const { manager } = source
    const sum = (authors: Author[]) => authors.reduce((all, a) => a.books.reduce((s, b) => s + b.pages + a.id, all), 0)
    return {
      reset() {},
      async look(sql) {
        const rows: Record<string, number>[] = await source.query(sql)
        return Object.values(rows[0] ?? {})[0]!
      },
      work: {
        async insert() {
          const all: Omit<User, 'role'>[] = []
          for (let i = 1; i <= 10_000; i++) all.push(manager.create(Entries, userValues(i)))
          await manager.transaction((t) => t.save(Entries, all, { chunk: 1000 }))
          return 0
        },
        async load() {
          let total = 0
          for (const u of await manager.find(Users)) total += u.visits + u.username.length
          return total
        },
        async lazy() {
          let total = 0
          for (const role of await manager.find(Roles)) {
            for (const u of await manager.findBy(Users, { roleId: role.id })) total += u.visits + role.name.length
          }
          return total
        },
        joined: async () => sum(await manager.find(Authors, { relations: { books: true } })),
        async update() {
          const found = await manager.findBy(Users, { id: LessThanOrEqual(1000) })
          for (const u of found) u.visits += u.id
          await manager.transaction((t) => t.save(Users, found))
          return 0
        },
        async pages() {
          let total = 0
          for (let n = 0; n < 500; n++) {
            const [items, count] = await manager.findAndCount(Users, { order: { id: 'ASC' }, take: 20, skip: n * 20 })
            for (const u of items) total += u.id
            total += count
          }
          return total
        },
        async gets() {
          let total = 0
          for (let n = 1; n <= 10_000; n++) {
            const u = await manager.findOneByOrFail(Users, { id: n })
            total += u.id + u.username.length
          }
          return total
        },
        compile() {
          let n = 0
          for (let i = 0; i < 2000; i++) {
            const query = manager
              .createQueryBuilder(Users, 'u')
              .setFindOptions({ where: { username: Like(`user ${i}%`), visits: MoreThan(i) }, order: { id: 'DESC' }, take: 10 })
            n += query.getQueryAndParameters()[0].length > 0 ? 1 : 0
          }
          return n
        },
      },
    }
  },
})
