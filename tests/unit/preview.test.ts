import { describe, expect, it } from 'vitest'
import { type Describer, preview, printed } from '../../src/engine/lab/preview'

const none: Describer = { describe: () => null, querySql: () => null, modelName: () => null }
const text = (value: unknown) => preview(value, none).text

class Point {
  x = 1
  constructor(readonly y = 2) {}
}
class Named {
  toString() {
    return "<Named 'n'>"
  }
}

describe('preview', () => {
  it.each<[unknown, string]>([
    [undefined, 'undefined'],
    [null, 'null'],
    [-0, '-0'],
    [12n, '12n'],
    ["it's\n", "'it\\'s\\n'"],
    [Symbol('s'), 'Symbol(s)'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Date(Number.NaN), 'Invalid Date'],
    [new Uint8Array([1, 255]), "x'01ff'"],
    [[1, [2, ['a', [3, []]]]], "[1, [2, ['a', [...]]]]"],
    [{ a: 1, b: { c: [] } }, '{ a: 1, b: { c: [] } }'],
    [{}, '{}'],
    [new Point(), 'Point { y: 2, x: 1 }'],
    [[new Named()], "[<Named 'n'>]"],
    [new Map([['k', 1]]), "Map { 'k': 1 }"],
    [new Set([1, 2]), '{1, 2}'],
    [Point, "<class 'Point'>"],
    [Math.max, '<function max>'],
    [new TypeError('no'), 'TypeError: no'],
    [Promise.resolve(1), 'Promise {}'],
  ])('%o', (value, expected) => {
    expect(text(value).replace('x: 1, y: 2', 'y: 2, x: 1')).toBe(expected)
  })

  it('prints strings without quotes', () => {
    expect(printed('a b', none).text).toBe('a b')
  })

  it('shows mapped objects, classes and queries as the database layer describes them', () => {
    const user = {}
    const query = {}
    const describer: Describer = {
      describe: (value) =>
        value === user ? { object: { id: 1, model: 'User', table: 'users', key: [1] }, text: "<User 'susan'>" } : null,
      querySql: (value) => (value === query ? 'SELECT 1' : null),
      modelName: (value) => (value === Point ? 'User' : null),
    }
    const shown = preview([user, query, Point], describer)
    expect(shown.text).toBe("[<User 'susan'>, SELECT 1, <class 'User'>]")
    expect(shown.items?.[0]).toMatchObject({ kind: 'model', object: { id: 1 } })
  })

  it('survives values that fight back', () => {
    const cycle: unknown[] = []
    cycle.push(cycle, { cycle })
    expect(text(cycle)).toBe('[[...], { cycle: [...] }]')
    expect(
      text({
        get boom() {
          throw new Error('touched')
        },
      }),
    ).toBe('{ boom: (getter) }')
    expect(
      text({
        toString() {
          throw new Error('no')
        },
      }),
    ).toBe('<unreadable: no>')
    expect(
      text({
        toString() {
          throw {
            get message() {
              throw 1
            },
          }
        },
      }),
    ).toMatch(/^<unreadable: /)
    const hostile = new Proxy(
      {},
      {
        ownKeys() {
          throw new Error('trap')
        },
        getPrototypeOf() {
          throw new Error('trap')
        },
      },
    )
    expect(text(hostile)).toBe('<unreadable: trap>')
    expect(
      text(
        new Proxy([1], {
          get() {
            throw new Error('trap')
          },
        }),
      ),
    ).toBe('<unreadable: trap>')
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    expect(text(proxy)).toMatch(/^<unreadable/)
    const error = new Error('x')
    Object.defineProperty(error, 'message', {
      get() {
        throw 1
      },
    })
    expect(text(error)).toBe('an error that cannot be read')
  })

  it('stays small whatever it is given', () => {
    const size = (value: unknown) => JSON.stringify(preview(value, none)).length
    expect(size('x'.repeat(1e7))).toBeLessThan(2500)
    expect(size(Array.from({ length: 1e5 }, (_, i) => ({ i, list: Array(1000).fill('long text '.repeat(100)) })))).toBeLessThan(
      200_000,
    )
    expect(size(Object.fromEntries(Array.from({ length: 1e4 }, (_, i) => [`key${i}`, i])))).toBeLessThan(20_000)
    let deep: unknown = 1
    for (let i = 0; i < 1e5; i++) deep = [deep]
    expect(size(deep)).toBeLessThan(1000)
    expect(preview(Array(1e6).fill(0), none)).toMatchObject({ truncated: true, length: 1e6 })
  }, 20_000)
})
