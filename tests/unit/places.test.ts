import { expect, it } from 'vitest'
import { Places } from '../../src/engine/lab/places'

function places(): Places {
  const known = new Places()
  for (const file of ['models.ts', 'app/my file.ts']) {
    known.base(file)
    known.alias(file.replace(' ', '%20'), file)
  }
  known.alias('blob:null/1-2', 'models.ts')
  return known
}

it.each([
  [
    'Chromium',
    `Error: at models.ts:1:1
    at Query.all (blob:null/9-9:1:12345)
    at get User.role [as role] (models.ts:6:10)
    at new User (models.ts:8:3)
    at async load (app/my%20file.ts:2:4)
    at models.ts:12:1`,
    [
      ['models.ts', 6, 'get User.role'],
      ['models.ts', 8, 'new User'],
      ['app/my file.ts', 2, 'load'],
      ['models.ts', 12, null],
    ],
  ],
  [
    'Firefox',
    `all@blob:null/9-9:1:12345
load@models.ts:6:10
async*@app/my%20file.ts:2:4
@models.ts:12:1`,
    [
      ['models.ts', 6, 'load'],
      ['app/my file.ts', 2, null],
      ['models.ts', 12, null],
    ],
  ],
  [
    'WebKit',
    `all@blob:null/9-9:1:12345
load@blob:null/1-2:6:10
@blob:null/1-2:12:1
importScripts@[native code]`,
    [
      ['models.ts', 6, 'load'],
      ['models.ts', 12, null],
    ],
  ],
])('reads stacks as %s writes them', (_, stack, frames) => {
  expect(
    places()
      .frames(stack)
      .map(({ file, line, name }) => [file, line, name]),
  ).toEqual(frames)
})

it('is not misled by what is no stack', () => {
  expect(places().frames(undefined)).toEqual([])
  expect(places().frames({ toString: () => 'models.ts:1:1' })).toEqual([])
  expect(places().frames('x'.repeat(1e6))).toEqual([])
})

it('goes on with the noted line when exact places are used up', () => {
  const known = new Places(1)
  known.reset()
  const base = known.base('query.ts')
  known.position.p = base + 7
  expect(known.current()).toEqual({ file: 'query.ts', line: 7 })
  known.position.p = base + 8
  expect(known.current()).toEqual({ file: 'query.ts', line: 8 })
})

it('leaves out a constructor that nobody wrote, and keeps one that somebody did', () => {
  const known = new Places()
  known.base('models.ts', 'class Role extends db.Model() {}\nclass User extends db.Model() {\n  constructor() { super() }\n}')
  known.base('query.ts', 'new Role()\nnew User()')
  const lines = (stack: string) => known.frames(stack).map(({ file, line }) => `${file}:${line}`)
  expect(lines('Error\n    at new Role (models.ts:1:1)\n    at query.ts:1:1')).toEqual(['query.ts:1'])
  expect(lines('Role@models.ts:1:1\n@query.ts:1:1')).toEqual(['query.ts:1'])
  expect(lines('Error\n    at new User (models.ts:3:19)\n    at query.ts:2:1')).toEqual(['models.ts:3', 'query.ts:2'])
})

it('leaves out the function around a cell, which WebKit names where it begins', () => {
  const known = new Places()
  known.base('query.ts', 'nope\nnope', 20)
  known.alias('blob:null/1-2', 'query.ts')
  const lines = (stack: string) => known.frames(stack).map(({ line }) => line)
  expect(lines('@blob:null/1-2:2:5\n@blob:null/1-2:1:20\nevaluate@blob:null/9-9:18:6071')).toEqual([2])
  expect(lines('@blob:null/1-2:1:25\n@blob:null/1-2:1:20')).toEqual([1])
})
