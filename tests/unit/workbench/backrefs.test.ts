import { expect, test } from 'vitest'
import { backrefsIn, isBackref } from '../../../src/page/ui/workbench/monaco/backrefs'

const models = `
class Role extends db.Model('roles', {
  plain: db.relationship('Thing', { lazy: 'select' }),
  users: db.relationship('User', { lazy: 'dynamic', backref: 'role' }),
  posts: db.relationship("Post", {
    backref: db.backref('owner', { lazy: 'joined' }),
  }),
}) {}`

test('what backrefs add to classes is known by class and name', () => {
  const backrefs = backrefsIn([models, 'User.role'])
  expect([...backrefs]).toEqual(['User.role', 'Post.owner'])
  const told = (text: unknown) => isBackref(text, backrefs)
  expect(told("Property 'role' does not exist on type 'typeof User'.")).toBe(true)
  expect(told("Property 'role' does not exist on type 'typeof User'. Did you mean 'roleId'?")).toBe(true)
  expect(told("Property 'rol' does not exist on type 'typeof User'. Did you mean 'roleId'?")).toBe(false)
  expect(told("Property 'role' does not exist on type 'typeof Post'.")).toBe(false)
  expect(told("Property 'role' does not exist on type 'User'.")).toBe(false)
  expect(told({ messageText: 'a chain' })).toBe(false)
})
