import { expect, test } from 'vitest'
import { scene } from './harness'

test('the session of the notes, from create_all to delete', () => {
  const { db, Role, User, log } = scene()
  const admin = new Role({ name: 'Admin' })
  const mod = new Role({ name: 'Moderator' })
  const user = new Role({ name: 'User' })
  const john = new User({ username: 'john', role: admin })
  const susan = new User({ username: 'susan', role: user })
  const david = new User({ username: 'david', role: user })
  expect(admin.id).toBeNull()
  db.session.addAll([admin, mod, user, john, susan, david])
  expect(log()).toEqual([])
  db.session.commit()
  expect(log()).toEqual([
    'BEGIN',
    'INSERT INTO roles (name) VALUES (?) ["Admin"]',
    'INSERT INTO roles (name) VALUES (?) ["Moderator"]',
    'INSERT INTO roles (name) VALUES (?) ["User"]',
    'INSERT INTO users (username, role_id) VALUES (?, ?) ["john",1]',
    'INSERT INTO users (username, role_id) VALUES (?, ?) ["susan",3]',
    'INSERT INTO users (username, role_id) VALUES (?, ?) ["david",3]',
    'COMMIT',
  ])
  expect(admin.id).toBe(1)
  expect(log()).toEqual(['BEGIN', 'SELECT roles.id AS roles_id, roles.name AS roles_name FROM roles WHERE roles.id = ? [1]'])
  expect(String(User.query.filterBy({ role: user }))).toBe(
    'SELECT users.id AS users_id, users.username AS users_username, users.role_id AS users_role_id \nFROM users \nWHERE ? = users.role_id',
  )
  expect(User.query.filterBy({ role: user }).all().map(String)).toEqual(["<User 'susan'>", "<User 'david'>"])
  db.session.delete(mod)
  db.session.commit()
  log()
  expect(user.users.map(String)).toEqual(["<User 'susan'>", "<User 'david'>"])
  expect(log()).toEqual([
    'BEGIN',
    'SELECT roles.id AS roles_id, roles.name AS roles_name FROM roles WHERE roles.id = ? [3]',
    'SELECT users.id AS users_id, users.username AS users_username, users.role_id AS users_role_id FROM users WHERE ? = users.role_id [3]',
  ])
  expect(susan.role).toBe(user)
  expect(log()).toEqual([])
  expect(Role.query.count()).toBe(2)
})
