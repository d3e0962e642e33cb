import { expect, test } from 'vitest'
import { misplaced, orderOf } from '../../../src/page/course/arrange'
import { parseStep } from '../../../src/page/course/parse'

const step = (items: string) =>
  parseStep(`---\ntitle: a\nwhy: b\ntask: c\narrange:\n  ask: "Order \`them\`"\n  items:\n${items}  because: d\n---\n`, 'f')
    .arrange!
const three = `    - { id: run, say: r, after: { write: nothing is written, read: nobody has read it } }
    - { id: read, say: e, after: { write: nothing to read } }
    - { id: write, say: w }
`

test('what stands before what it needs is found, from the top, with its reason', () => {
  const arrangement = step(three)
  expect(arrangement.ask).toBe('Order <code>them</code>')
  expect(misplaced(arrangement, ['run', 'read', 'write'])).toEqual({ id: 'run', otherwise: 'nothing is written' })
  expect(misplaced(arrangement, ['write', 'run', 'read'])).toEqual({ id: 'run', otherwise: 'nobody has read it' })
  expect(misplaced(arrangement, ['write', 'read', 'run'])).toBeNull()
})

test('any order that breaks no rule works; one of them can be shown', () => {
  const free = step(`${three}    - { id: rest, say: s }\n`)
  expect(misplaced(free, ['rest', 'write', 'read', 'run'])).toBeNull()
  expect(misplaced(free, ['write', 'read', 'rest', 'run'])).toBeNull()
  expect(misplaced(free, orderOf(free))).toBeNull()
  expect(orderOf(free)).toHaveLength(4)
})

test('an item that does not exist is refused, and a circle has no order', () => {
  expect(() => step('    - { id: run, say: r, after: { write: x } }\n')).toThrow('there is no item “write”')
  const circle = step('    - { id: a, say: a, after: { b: x } }\n    - { id: b, say: b, after: { a: x } }\n')
  expect(orderOf(circle)).toEqual([])
})
