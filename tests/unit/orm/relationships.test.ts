import { expect, test } from 'vitest'
import { empty, scene } from './harness'

/** Posts that form a tree and share tags. */
function blog() {
  const s = empty()
  const { db } = s
  const taggings = db.Table('taggings', {
    postId: db.Column(db.Integer, db.ForeignKey('posts.id'), { primaryKey: true }),
    tagId: db.Column(db.Integer, db.ForeignKey('tags.id'), { primaryKey: true }),
  })
  class Post extends (db.Model('posts', {
    id: db.Column(db.Integer, { primaryKey: true }),
    title: db.Column(db.Text),
    parentId: db.Column(db.Integer, db.ForeignKey('posts.id')),
    tags: db.relationship('Tag', { secondary: taggings, backref: 'posts' }),
    children: db.relationship('Post', { backref: db.backref('parent', { remoteSide: 'id' }) }),
  }) as any) {}
  class Tag extends (db.Model('tags', {
    id: db.Column(db.Integer, { primaryKey: true }),
    name: db.Column(db.Text),
  }) as any) {}
  db.register(Post as any)
  db.register(Tag as any)
  db.createAll()
  s.log()
  return { ...s, Post: Post as any, Tag: Tag as any }
}

const sent = (lines: string[]) => lines.filter((l) => /^(INSERT|UPDATE|DELETE)/.test(l))

test('a tree with tags is written level by level, links last, and deleted leaves first', () => {
  const { db, Post, Tag, log } = blog()
  const a = new Post({ title: 'a', tags: [new Tag({ name: 't1' }), new Tag({ name: 't2' })] })
  const b = new Post({ title: 'b', parent: a })
  const c = new Post({ title: 'c', parent: b })
  db.session.add(c)
  db.session.commit()
  expect(sent(log())).toEqual([
    'INSERT INTO tags (name) VALUES (?) ["t1"]',
    'INSERT INTO tags (name) VALUES (?) ["t2"]',
    'INSERT INTO posts (title, parent_id) VALUES (?, ?) ["a",null]',
    'INSERT INTO posts (title, parent_id) VALUES (?, ?) ["b",1]',
    'INSERT INTO posts (title, parent_id) VALUES (?, ?) ["c",2]',
    'INSERT INTO taggings (post_id, tag_id) VALUES (?, ?) [1,1]',
    'INSERT INTO taggings (post_id, tag_id) VALUES (?, ?) [1,2]',
  ])
  a.tags.pop()
  a.tags.append(new Tag({ name: 't3' }))
  db.session.commit()
  expect(sent(log())).toEqual([
    'INSERT INTO tags (name) VALUES (?) ["t3"]',
    'DELETE FROM taggings WHERE taggings.post_id = ? AND taggings.tag_id = ? [1,2]',
    'INSERT INTO taggings (post_id, tag_id) VALUES (?, ?) [1,3]',
  ])
  for (const post of [a, b, c]) db.session.delete(post)
  db.session.commit()
  expect(sent(log())).toEqual([
    'DELETE FROM taggings WHERE taggings.post_id = ? AND taggings.tag_id = ? [1,1]',
    'DELETE FROM taggings WHERE taggings.post_id = ? AND taggings.tag_id = ? [1,3]',
    'DELETE FROM posts WHERE posts.id = ? [3]',
    'DELETE FROM posts WHERE posts.id = ? [2]',
    'DELETE FROM posts WHERE posts.id = ? [1]',
  ])
})

test('two rows that need each other are refused with the reason', () => {
  const { db, Post } = blog()
  const a = new Post({ title: 'a' })
  const b = new Post({ title: 'b', parent: a })
  a.parent = b
  db.session.addAll([a, b])
  expect(() => db.session.commit()).toThrow(/Circular dependency detected/)
})

test('a changed primary key shows in loaded children, their rows are left alone', () => {
  const { db, Role, User, log } = scene(false)
  const role = new Role({ name: 'a' })
  const user = new User({ username: 'x', role })
  db.session.add(user)
  db.session.commit()
  expect([role.users.length, user.roleId]).toEqual([1, 1])
  log()
  role.id = 7
  db.session.flush()
  expect(log()).toEqual(['UPDATE roles SET id = ? WHERE roles.id = ? [7,1]'])
  expect(user.roleId).toBe(7)
  db.session.commit()
  expect(log()).toEqual(['COMMIT'])
})

test('a list is changed by index and length as by append and remove', () => {
  const { Role, User } = scene()
  const role = new Role({ name: 'r' })
  const [a, b] = [new User({ username: 'a' }), new User({ username: 'b' })]
  role.users.push(a)
  role.users[0] = b
  expect([a.role, b.role]).toEqual([null, role])
  role.users.length = 0
  expect(b.role).toBeNull()
  expect(Array.isArray(role.users.map((u: unknown) => u))).toBe(true)
})

test('columns of a joined relationship are labelled by their alias, as SQLAlchemy writes them', () => {
  const { db, Role } = scene()
  const joined = Role.query.options(db.joinedload(Role.users))
  expect(String(joined)).toMatch(
    /users_1.id AS users_1_id, users_1.username AS users_1_username, users_1.role_id AS users_1_role_id/,
  )
  expect(String(joined.limit(2))).toMatch(
    /anon_1.roles_id AS anon_1_roles_id, anon_1.roles_name AS anon_1_roles_name, users_1.id AS users_1_id/,
  )
  expect(String(Role.query.join(Role.users).options(db.containsEager(Role.users)))).toMatch(/users.id AS users_id/)
})
