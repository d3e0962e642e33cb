import { expect, test } from 'vitest'
import { scene } from './harness'

const writes = (lines: string[]) => lines.filter((l) => /^(INSERT|UPDATE|DELETE)/.test(l))

/** Two roles, john has the first, susan the second; nothing of it is in the session. */
function staff(foreignKeys = true) {
  const s = scene(foreignKeys)
  const { db, Role, User } = s
  const [admin, user] = [new Role({ name: 'Admin' }), new Role({ name: 'User' })]
  db.session.addAll([new User({ username: 'john', role: admin }), new User({ username: 'susan', role: user })])
  db.session.commit()
  db.session.remove()
  s.log()
  const users = () => s.connection.quietly('SELECT id, username, role_id FROM users ORDER BY id')
  return { ...s, users }
}

test('a delete mark survives being put into a list: the commit flushes once more', () => {
  const { db, Role, User, log, users } = staff()
  const [admin, susan] = [Role.query.get(1), User.query.get(2)]
  void admin.users.length
  db.session.delete(susan)
  admin.users.append(susan)
  log()
  db.session.commit()
  expect(writes(log())).toEqual([
    'UPDATE users SET role_id = ? WHERE users.id = ? [1,2]',
    'DELETE FROM users WHERE users.id = ? [2]',
  ])
  expect(users()).toEqual([[1, 'john', 1]])
  expect(db.inspect(susan).state).toBe('detached')
})

test('refresh() drops the changes of its object and flushes those of the others', () => {
  const { db, User, log, users } = staff()
  const [john, susan] = [User.query.get(1), User.query.get(2)]
  john.username = 'jack'
  susan.username = 'sue'
  log()
  db.session.refresh(susan)
  expect(log()).toEqual([
    'UPDATE users SET username = ? WHERE users.id = ? ["jack",1]',
    'SELECT users.id, users.username, users.role_id FROM users WHERE users.id = ? [2]',
  ])
  expect(susan.username).toBe('susan')
  db.session.commit()
  expect(users()).toEqual([
    [1, 'jack', 1],
    [2, 'susan', 2],
  ])
})

test('execute(update()) and execute(delete()) tell the objects in memory', () => {
  const { db, User, users } = staff()
  const [john, susan] = [User.query.get(1), User.query.get(2)]
  expect(db.session.execute(db.update(User).where(User.id.eq(1)).values({ username: 'jack' })).rowcount).toBe(1)
  expect(john.username).toBe('jack')
  db.session.execute(db.delete(User).where(User.username.eq('susan')))
  expect(db.inspect(susan).state).toBe('deleted')
  db.session.commit()
  expect(users()).toEqual([[1, 'jack', 1]])
})

test('bulk inserts send the columns that were set, all rows as one executemany', () => {
  const { db, Role, User, log, users } = staff()
  const made = [new User({ username: 'a' }), new User({ username: 'b' })]
  db.session.bulkSaveObjects(made)
  expect(made.map((u) => db.inspect(u).state)).toEqual(['transient', 'transient'])
  db.session.execute(db.insert(Role), [{ name: 'r1' }, { name: 'r2' }])
  expect(writes(log())).toEqual([
    'INSERT INTO users (username) VALUES (?) ["a"]',
    'INSERT INTO users (username) VALUES (?) ["b"]',
    'INSERT INTO roles (name) VALUES (?) ["r1"]',
    'INSERT INTO roles (name) VALUES (?) ["r2"]',
  ])
  db.session.commit()
  expect(users().slice(2)).toEqual([
    [3, 'a', null],
    [4, 'b', null],
  ])
})

test('selectinload asks for objects that were in the session before, every key once and in order', () => {
  const { db, Role, User, log } = staff()
  const kept = User.query.orderBy(User.id).all()
  void kept[1].role
  log()
  User.query.options(db.selectinload(User.role)).orderBy(User.id.desc()).all()
  expect(log()[1]).toBe('SELECT roles.id AS roles_id, roles.name AS roles_name FROM roles WHERE roles.id IN (?, ?) [1,2]')
  expect(kept.map((u: any) => u.role.name)).toEqual(['Admin', 'User'])
  expect(log()).toEqual([])
  expect(Role.query.count()).toBe(2)
})

test('the opposite of a boolean condition compares with the other truth', () => {
  const { db } = staff()
  class Bill extends (db.Model('bills', {
    id: db.Column(db.Integer, { primaryKey: true }),
    paid: db.Column(db.Boolean),
  }) as any) {}
  db.register(Bill as any)
  const B = Bill as any
  expect(String(B.query.filter(db.not(B.paid)))).toContain('WHERE bills.paid = 0')
  expect(String(B.query.filter(db.not(db.not(B.paid))))).toContain('WHERE bills.paid = 1')
})

test('a model takes one object of keywords', () => {
  const { User } = staff()
  expect(() => new User('x')).toThrow('__init__() takes 1 positional argument but 2 were given')
})
