// One line per promise. `@ts-expect-error` fails the build when the error goes away; `is<T>()` when a type drifts.

import type {
  ColumnExpr,
  DynamicQuery,
  Generated,
  KyselyTable,
  Pagination,
  Query,
  RelationExpr,
  RelationList,
  TextExpr,
} from '../../src/engine/db/public'
import { db } from '../../src/engine/db/public'
import { is } from './expect'
import { Comment, Post, Profile, Role, Tag, User } from './models'

// ---- 1. attributes: inferred, nullable unless primaryKey / nullable: false
const john = new User({ username: 'john' })
is<number>()(john.id)
is<string | null>()(john.username)
is<number | null>()(john.roleId)
is<string>()(new Post({ title: 't' }).title)
is<Date>()(new Post({ title: 't' }).createdAt)
// @ts-expect-error typo: Did you mean 'username'?
john.usernme
// @ts-expect-error wrong type
john.username = 5
// @ts-expect-error `null` into NOT NULL
new Post({ title: 't' }).title = null

// ---- 2. relationships: list / scalar / dynamic decided by options and by where the foreign key is
is<RelationList<User>>()(new Role().users)
is<DynamicQuery<Post>>()(john.posts) // lazy: 'dynamic'
is<Profile | null>()(john.profile) // uselist: false
is<RelationList<Tag>>()(new Post({ title: 't' }).tags) // secondary
is<Post>()(new Comment({ text: 'x' }).post) // many-to-one, NOT NULL foreign key
is<User | null>()(new Comment({ text: 'x' }).author) // many-to-one, nullable foreign key
is<RelationList<Comment>>()(new Comment({ text: 'x' }).replies) // self-referential
// @ts-expect-error a dynamic relationship is a query, not a list
john.posts.push(new Post({ title: 't' }))
// @ts-expect-error a Post is not a User
new Role().users.append(new Post({ title: 't' }))

// ---- 3. backrefs: declared only on the other side, typed here
is<Role | null>()(john.role) // Role.users  backref 'role'
is<User | null>()(new Post({ title: 't' }).author) // User.posts  backref 'author'
is<User | null>()(new Profile({ userId: 1 }).user) // one-to-one
is<RelationList<Post>>()(new Tag({ name: 'x' }).posts) // many-to-many
is<DynamicQuery<Comment>>()(new Post({ title: 't' }).comments) // db.backref('comments', { lazy: 'dynamic' })
is<RelationList<Comment>>()(john.comments) // backref of a many-to-one is a list
is<Comment | null>()(new Comment({ text: 'x' }).parent) // self-referential, remoteSide
// @ts-expect-error typo in a backref
john.rolle
// @ts-expect-error a User is not a Role
john.role = john

// ---- 4. constructor keywords
new User()
new User({ username: 'a', role: new Role({ name: 'Admin' }), posts: [new Post({ title: 't' })] })
new Comment({ text: 'x', post: new Post({ title: 't' }) }) // a NOT NULL *foreign key* may come from the relationship
// @ts-expect-error typo: Did you mean 'username'?
new User({ usernme: 'a' })
// @ts-expect-error wrong type
new User({ username: 5 })
// @ts-expect-error a role is a Role, not a string
new User({ role: 'admin' })
// @ts-expect-error `title` is NOT NULL and has no default
new Post({})
// @ts-expect-error ... so the argument itself is required
new Post()
new Post({ title: 'body and createdAt have defaults' })

class Served extends db.Model('served', {
  id: db.Column(db.Integer, { primaryKey: true }),
  n: db.Column(db.Integer, { nullable: false, serverDefault: '0' }),
}) {}
new Served() // the database has a default

// ---- 5. statics are column expressions
is<TextExpr<string | null>>()(User.username)
is<TextExpr<string | null>>()(Role.name) // although every class has a built-in `name`
is<ColumnExpr<number>>()(User.id)
is<RelationExpr<User>>()(Role.users)
User.query.filter(User.username.eq('john'), User.id.in([1, 2])).orderBy(User.username.desc(), User.id)
User.query.filter(User.roleId.eq(Role.id))
// @ts-expect-error typo
User.usrname
// @ts-expect-error wrong type
User.username.eq(5)
// @ts-expect-error like() is for text columns
User.id.like('x%')
// @ts-expect-error == compares objects in JavaScript: "no overlap"
User.query.filter(User.username == 'john')
// @ts-expect-error a string is not a column
User.query.orderBy('username')
// @ts-expect-error a relationship has no order
User.query.orderBy(User.posts)

// ---- 6. queries return the subclass, `query` is a property as in Flask-SQLAlchemy
is<Query<User>>()(User.query)
is<User[]>()(User.query.filterBy({ username: 'john' }).orderBy(User.username).all())
is<User | null>()(User.query.first())
is<string>()(User.query.firstOr404().shout()) // methods of the subclass
is<Pagination<Post>>()(Post.query.paginate({ page: 2, perPage: 20 }))
is<Post[]>()(john.posts.orderBy(Post.title).all())
is<number>()(john.posts.count())
is<User | null>()(db.session.get(User, 1))
is<User[]>()(db.session.query(User).all())
User.query.filterBy({ role: new Role(), roleId: null, id: 1 })
// @ts-expect-error typo: Did you mean 'username'?
User.query.filterBy({ usernam: 'john' })
// @ts-expect-error wrong type
User.query.filterBy({ username: 5 })
// @ts-expect-error a to-many relationship cannot be compared with =
User.query.filterBy({ posts: [] })
// @ts-expect-error may be null
User.query.get(1).username
// @ts-expect-error no such method
User.query.al()

// ---- 7. definitions
// @ts-expect-error option typo: Did you mean 'primaryKey'?
class X1 extends db.Model('x', { id: db.Column(db.Integer, { primarykey: true }) }) {}
// @ts-expect-error a foreign key is 'table.column'
class X2 extends db.Model('x', { id: db.Column(db.Integer, db.ForeignKey('roles')) }) {}
// @ts-expect-error unknown model name
class X3 extends db.Model('x', { users: db.relationship('Usr') }) {}
// @ts-expect-error a class may not exist yet: pass its name or a thunk
class X4 extends db.Model('x', { users: db.relationship(User) }) {}
// @ts-expect-error Did you mean 'dynamic'?
class X5 extends db.Model('x', { users: db.relationship('User', { lazy: 'dynamc' }) }) {}
// @ts-expect-error Did you mean 'backref'?
class X6 extends db.Model('x', { users: db.relationship('User', { backreff: 'x' }) }) {}
// @ts-expect-error a type without db.Column()
class X7 extends db.Model('x', { id: db.Integer }) {}
// @ts-expect-error default of the wrong type
class X8 extends db.Model('x', { n: db.Column(db.Integer, { default: 'zero' }) }) {}
// @ts-expect-error `query` is taken
class X9 extends db.Model('x', { query: db.Column(db.Text) }) {}
// @ts-expect-error an association table, not its name
class X10 extends db.Model('x', { t: db.relationship('Tag', { secondary: 'post_tags' }) }) {}

// ---- 8. session
db.session.addAll([john, new Role()])
// @ts-expect-error not a model
db.session.add('john')
// @ts-expect-error may be null
db.session.delete(User.query.first())

// ---- 9. the same definitions type the raw Kysely layer (column names, as in SQL)
type UsersTable = KyselyTable<(typeof User)['__schema__']>
is<{ id: Generated<number>; username: string | null; role_id: number | null }>()(null! as UsersTable)
