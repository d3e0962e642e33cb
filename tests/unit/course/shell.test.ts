import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diffLines } from '../../../src/page/ui/diff'
import { addressOf, parseRoute } from '../../../src/page/ui/route'

describe('an address', () => {
  test.each([
    ['', { kind: 'home' }],
    ['#', { kind: 'home' }],
    ['#/', { kind: 'home' }],
    ['#/learn/relationships/one-role-many-users', { kind: 'step', id: 'relationships/one-role-many-users' }],
    ['#/play', { kind: 'play', id: 'play' }],
    ['#/play/flasky-app', { kind: 'play', id: 'play/flasky-app' }],
    ['#/play/flasky-app/more', { kind: 'unknown', path: '/play/flasky-app/more' }],
    ['#s=1.abc', { kind: 'link', fragment: '1.abc' }],
    ['#/learn/relationships', { kind: 'unknown', path: '/learn/relationships' }],
    ['#nowhere', { kind: 'unknown', path: 'nowhere' }],
  ])('%j leads to its page', (hash, route) => {
    expect(parseRoute(hash)).toEqual(route)
  })

  test('of a step leads back to it', () => {
    expect(parseRoute(addressOf('a/b'))).toEqual({ kind: 'step', id: 'a/b' })
    expect(parseRoute(addressOf('play/flasky'))).toEqual({ kind: 'play', id: 'play/flasky' })
  })
})

describe('a comparison', () => {
  test('names the lines of either side only', () => {
    expect(diffLines('a\nb\nc', 'a\nx\nc')).toEqual([
      { kind: 'same', text: 'a' },
      { kind: 'gone', text: 'b' },
      { kind: 'new', text: 'x' },
      { kind: 'same', text: 'c' },
    ])
  })

  test('holds both texts, whole and in order', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '', 'c'), { maxLength: 12 }).map((lines) => lines.join('\n'))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after)
        const without = (kind: string) => lines.filter((l) => l.kind !== kind).map((l) => l.text)
        expect(without('new').join('\n')).toBe(before)
        expect(without('gone').join('\n')).toBe(after)
      }),
    )
  })
})
