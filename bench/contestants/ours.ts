import { createDb } from '../../src/engine/db'
import { Mirror } from '../../src/engine/lab/mirror'
import { Places } from '../../src/engine/lab/places'
import { Recorder } from '../../src/engine/lab/recorder'
import { Timeline } from '../../src/engine/lab/timeline'
import { Connection, type Sqlite } from '../../src/engine/sqlite'
import { defaultLimits, type EventBody } from '../../src/protocol'
import { type Contestant, userValues } from '../contestant'

// biome-ignore lint/suspicious/noExplicitAny: the models are made at run time
type Dynamic = any

/** Our ORM; `recording`: with everything that happens put on a timeline and posted, as in a run on the page. */
export const ours = (sqlite: Sqlite, recording: boolean): Contestant => ({
  name: recording ? 'ours, recording' : 'ours',
  open(bytes) {
    const connection = Connection.open(sqlite, bytes)
    let timeline: Timeline | null = null
    const emit = recording ? (body: EventBody) => timeline!.add(body) : null
    const { db, registry } = createDb(
      connection,
      { SQLALCHEMY_DATABASE_URI: 'sqlite://' },
      emit as ((body: EventBody) => void) | null,
    )
    const id = () => db.Column(db.Integer, { primaryKey: true })
    const user = { id: id(), username: db.Column(db.String(64)), visits: db.Column(db.Integer) }
    const Role: Dynamic = class Role extends db.Model('roles', {
      id: id(),
      name: db.Column(db.String(64)),
      users: db.relationship('User', { backref: 'role' }),
    }) {}
    const User: Dynamic = class User extends db.Model('users', {
      ...user,
      roleId: db.Column(db.Integer, db.ForeignKey('roles.id')),
    }) {}
    const Author: Dynamic = class Author extends db.Model('authors', {
      id: id(),
      name: db.Column(db.String(64)),
      books: db.relationship('Book', { backref: 'author' }),
    }) {}
    const Book: Dynamic = class Book extends db.Model('books', {
      id: id(),
      title: db.Column(db.String(64)),
      pages: db.Column(db.Integer),
      authorId: db.Column(db.Integer, db.ForeignKey('authors.id')),
    }) {}
    const Entry: Dynamic = class Entry extends db.Model('entries', { ...user, id: id(), roleId: db.Column(db.Integer) }) {}
    for (const model of [Role, User, Author, Book, Entry]) db.register(model)

    let recorder: Recorder | null = null
    let channel: MessageChannel | null = null
    /** A new run: its own timeline and mirror. The other end of the channel takes nothing out. */
    function record(): void {
      recorder?.stop()
      channel?.port1.close()
      channel = new MessageChannel()
      const { port1 } = channel
      const places = new Places()
      timeline = new Timeline(
        (events) => port1.postMessage(events),
        () => places.current(),
        Number.POSITIVE_INFINITY,
        () => {},
      )
      const mirror = new Mirror(connection, defaultLimits.snapshotRows)
      mirror.snapshot(200)
      recorder = new Recorder({
        connection,
        mirror,
        add: (body, place) => timeline!.add(body, place),
        place: () => places.current(),
        repeats: defaultLimits.repeats,
        beforeStatement: () => timeline!.tick(),
      })
      registry.followed = 0
      recorder.start()
    }

    const pagesOf = (authors: Dynamic[]): number => {
      let sum = 0
      for (const a of authors) for (const b of a.books) sum += b.pages + a.id
      return sum
    }
    return {
      reset() {
        db.session.remove()
        if (recording) record()
      },
      look: (sql) => connection.quietly(sql)[0]?.[0] as number,
      work: {
        insert() {
          for (let i = 1; i <= 10_000; i++) db.session.add(new Entry(userValues(i)))
          db.session.commit()
          return 0
        },
        load() {
          let sum = 0
          for (const u of User.query.all()) sum += u.visits + u.username.length
          return sum
        },
        lazy() {
          let sum = 0
          for (const role of Role.query.all()) for (const u of role.users) sum += u.visits + u.role.name.length
          return sum
        },
        joined: () => pagesOf(Author.query.options(db.joinedload(Author.books)).all()),
        selectin: () => pagesOf(Author.query.options(db.selectinload(Author.books)).all()),
        update() {
          for (const u of User.query.filter(User.id.le(1000)).all()) u.visits += u.id
          db.session.commit()
          return 0
        },
        pages() {
          let sum = 0
          for (let page = 1; page <= 500; page++) {
            const found = User.query.orderBy(User.id).paginate({ page, perPage: 20 })
            for (const u of found.items) sum += u.id
            sum += found.total
          }
          return sum
        },
        gets() {
          let sum = 0
          for (let n = 1; n <= 10_000; n++) {
            const u = db.session.get(User, n) as Dynamic
            sum += u.id + u.username.length
          }
          return sum
        },
        compile() {
          let n = 0
          for (let i = 0; i < 2000; i++) {
            const query = User.query
              .filter(User.username.like(`user ${i}%`), User.visits.gt(i))
              .orderBy(User.id.desc())
              .limit(10)
            n += String(query).length > 0 ? 1 : 0
          }
          return n
        },
      },
    }
  },
})
