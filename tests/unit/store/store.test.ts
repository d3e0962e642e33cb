import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Backend, memoryBackend } from '../../../src/page/store/backend'
import { Keeper, type SaveState } from '../../../src/page/store/keeper'
import { mostBytes, mostKept, withPassed } from '../../../src/page/store/kept'
import { type Draft, Store } from '../../../src/page/store/store'

const draft = (text: string): Draft => ({ files: [{ name: 'query.ts', text }], base: 'aaaaaaaa', updated: 1 })
const never = () => expect.unreachable('no trouble was expected')
const open = (backend: Backend = memoryBackend(), onTrouble: (trouble: string) => void = never) =>
  Store.open(onTrouble, async () => backend)

/** A disk that works until it is full. */
function fillingUp(): Backend & { full: boolean } {
  const backend = memoryBackend()
  const disk = {
    ...backend,
    full: false,
    write: (...args: Parameters<Backend['write']>) =>
      disk.full ? Promise.reject(new DOMException('no more', 'QuotaExceededError')) : backend.write(...args),
  }
  return disk
}

describe('the store', () => {
  test('keeps drafts, progress and settings', async () => {
    const store = await open()
    await store.saveDraft('a/b', draft('1'))
    await store.solve('a/b', 5)
    await store.solve('a/b', 9)
    await store.set('last step', 'a/b')
    expect(await store.draft('a/b')).toEqual(draft('1'))
    expect(await store.draft('a/c')).toBeNull()
    expect([...(await store.progress())]).toEqual([['a/b', { solved: 5 }]])
    expect(await store.setting('last step')).toBe('a/b')
  })

  test('forgets a step and what was set for it, and remembers it again', async () => {
    const store = await open()
    await store.solve('a/b', 5)
    await store.set('predicted a/b', '2')
    const bringBack = await store.forget('a/b', ['predicted a/b', 'never set'])
    expect([[...(await store.progress())], await store.setting('predicted a/b')]).toEqual([[], null])
    await bringBack()
    expect([...(await store.progress())]).toEqual([['a/b', { solved: 5 }]])
    expect(await store.setting('predicted a/b')).toBe('2')
    expect(await store.setting('never set')).toBeNull()
  })

  test('brings back the draft that was put aside, and back again', async () => {
    const store = await open()
    await store.saveDraft('a', draft('old'))
    await store.putAside('a')
    expect(await store.draft('a')).toBeNull()
    await store.saveDraft('a', draft('new'))
    expect(await store.bringBack('a')).toEqual(draft('old'))
    expect(await store.draft('a')).toEqual(draft('old'))
    expect(await store.bringBack('a')).toEqual(draft('new'))
    expect(await store.bringBack('nothing')).toBeNull()
  })

  test('that is blocked says so once and goes on in memory', async () => {
    const trouble = vi.fn()
    const store = await Store.open(trouble, () => Promise.reject(new DOMException('denied', 'SecurityError')))
    await store.saveDraft('a', draft('1'))
    expect(await store.draft('a')).toEqual(draft('1'))
    expect(trouble).toHaveBeenCalledTimes(1)
    expect(store.trouble).toContain('does not let this page store')
  })

  test('that fills up keeps what it had and what comes', async () => {
    const disk = fillingUp()
    const trouble = vi.fn()
    const store = await open(disk, trouble)
    await store.saveDraft('a', draft('1'))
    disk.full = true
    await store.saveDraft('b', draft('2'))
    await store.saveDraft('b', draft('3'))
    expect(await store.draft('a')).toEqual(draft('1'))
    expect(await store.draft('b')).toEqual(draft('3'))
    expect(trouble).toHaveBeenCalledTimes(1)
    expect(trouble.mock.calls[0]?.[0]).toContain('full')
  })

  test('ignores what is not a draft', async () => {
    const backend = memoryBackend()
    await backend.write([
      { shelf: 'drafts', key: 'a', value: { files: 'x', base: 'y' } },
      { shelf: 'progress', key: 'a', value: 'yes' },
    ])
    const store = await open(backend)
    expect(await store.draft('a')).toBeNull()
    expect((await store.progress()).size).toBe(0)
  })
})

describe('databases beside a draft', () => {
  const database = (...bytes: number[]) => Uint8Array.from(bytes)
  const passed = (revision: string, ...bytes: number[]) => ({ revisions: [revision], database: database(...bytes) })

  test('are written with it, all or nothing, and go where it goes', async () => {
    const written: string[][] = []
    const memory = memoryBackend()
    const backend: Backend = {
      ...memory,
      write: (changes) => {
        written.push(changes.map(({ shelf }) => shelf))
        return memory.write(changes)
      },
    }
    const store = await open(backend)
    await store.saveDraft('a', draft('1'), [passed('a1', 1), passed('b2', 2)])
    expect(written).toEqual([['drafts', 'databases']])
    expect(await store.kept('a')).toEqual([
      { ...passed('b2', 2), at: 1 },
      { ...passed('a1', 1), at: 1 },
    ])
    await store.saveDraft('a', draft('2'))
    expect(await store.kept('a')).toHaveLength(2)
    await store.putAside('a')
    expect(await store.kept('a')).toEqual([])
    await store.saveDraft('a', draft('3'), [passed('c3', 3)])
    await store.bringBack('a')
    expect((await store.kept('a')).map(({ revisions }) => revisions)).toEqual([['b2'], ['a1']])
    await store.bringBack('a')
    expect((await store.kept('a')).map(({ revisions }) => revisions)).toEqual([['c3']])
    await store.deleteDraft('a')
    expect(await store.kept('a')).toEqual([])
  })

  test('are kept once for the same content, and only so many and so large', () => {
    const once = withPassed(withPassed([], [passed('a', 1), passed('b', 2)], 1), [passed('a', 1)], 2)
    expect(once.map(({ revisions: [revision], at }) => [revision, at])).toEqual([
      ['a', 2],
      ['b', 1],
    ])
    const many = Array.from({ length: mostKept + 5 }, (_, n) => passed(`r${n}`, n))
    expect(withPassed([], many, 1).map(({ revisions }) => revisions[0])).toEqual(
      many
        .slice(5)
        .map(({ revisions }) => revisions[0])
        .reverse(),
    )
    const large = [0, 1, 2].map((n) => ({ revisions: [`${n}`], database: new Uint8Array(mostBytes / 2).fill(n) }))
    expect(withPassed([], large, 1).map(({ revisions }) => revisions[0])).toEqual(['2', '1'])
  })
})

describe('the keeper', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
  afterEach(() => vi.useRealTimers())
  const start = [{ name: 'query.ts', text: 'start' }]
  const typed = (text: string) => [{ name: 'query.ts', text }]

  async function keeping() {
    const store = await open()
    const states: SaveState[] = []
    return { store, states, keeper: new Keeper(store, 'a', { files: start }, 'bbbbbbbb', (state) => states.push(state)) }
  }

  test('saves within half a second, also while typing goes on', async () => {
    const { store, keeper, states } = await keeping()
    for (let i = 0; i < 6; i += 1) {
      keeper.change(typed(`text ${i}`))
      await vi.advanceTimersByTimeAsync(90)
    }
    expect((await store.draft('a'))?.files[0]?.text).toMatch(/^text [3-5]$/)
    await vi.advanceTimersByTimeAsync(500)
    expect((await store.draft('a'))?.files).toEqual(typed('text 5'))
    expect((await store.draft('a'))?.base).toBe('bbbbbbbb')
    expect(states.at(-1)).toBe('saved')
  })

  test('saves at once when asked', async () => {
    const { store, keeper } = await keeping()
    keeper.change(typed('x'))
    await keeper.flush()
    expect((await store.draft('a'))?.files).toEqual(typed('x'))
  })

  test('deletes the draft when the text is the lesson’s again', async () => {
    const { store, keeper, states } = await keeping()
    keeper.change(typed('x'))
    await keeper.flush()
    keeper.change(start)
    await keeper.flush()
    expect(await store.draft('a')).toBeNull()
    expect(states.at(-1)).toBe('untouched')
  })

  test('keeps a database file together with the files it belongs to', async () => {
    const { store, keeper } = await keeping()
    const database = new Uint8Array([1, 2, 3])
    keeper.change(start, database)
    await keeper.flush()
    expect(await store.draft('a')).toMatchObject({ files: start, database })
    await store.putAside('a')
    expect((await store.draft('a', 'aside'))?.database).toEqual(database)
    keeper.change(start, null)
    await keeper.flush()
    expect(await store.draft('a')).toBeNull()
  })

  test('writes nothing more once the draft is another’s', async () => {
    const { store, keeper } = await keeping()
    keeper.change(typed('x'))
    keeper.drop()
    await vi.advanceTimersByTimeAsync(1000)
    await keeper.flush()
    expect(await store.draft('a')).toBeNull()
  })
})
