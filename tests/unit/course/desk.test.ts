import { expect, test, vi } from 'vitest'
import { Store } from '../../../src/page/store'
import { memoryBackend } from '../../../src/page/store/backend'
import { Desk } from '../../../src/page/ui/desk'

// Node 20 has no navigator; without its locks every tab may write.
vi.stubGlobal('navigator', {})

const start = [{ name: 'query.ts', text: 'start' }]
const own = [{ name: 'query.ts', text: 'own' }]
const bytes = Uint8Array.of(1, 2, 3)

/** A desk with a draft and a database file on it. */
async function used() {
  const store = await Store.open(
    () => {},
    async () => memoryBackend(),
  )
  await store.saveDraft('a/b', { files: own, base: '00000000', updated: 1, database: bytes })
  const starter = {
    id: 'a/b',
    title: '',
    files: start,
    cells: ['query.ts'],
    compiled: [],
    base: '00000000',
    url: 'sqlite:///data.sqlite',
    database: null,
  }
  return Desk.open({ starter, store, foreign: null, onChange: () => {} })
}

test.each([
  ['code', start, bytes],
  ['data', own, null],
  ['both', start, null],
] as const)('to begin %s again leaves the rest, and can be undone', async (what, files, database) => {
  const desk = await used()
  await desk.startFresh(what)
  expect(desk.files).toEqual(files)
  expect(desk.database).toEqual(database)
  expect(desk.hasAside).toBe(true)
  await desk.bringBack()
  expect(desk.files).toEqual(own)
  expect(desk.database).toEqual(bytes)
  await desk.close()
})

test('what is taken away besides the draft comes back with it, also when there is no draft', async () => {
  const desk = await used()
  let back = 0
  await desk.startFresh('both', async () => void (back += 1))
  await desk.bringBack()
  expect([desk.files, desk.hasAside, back]).toEqual([own, false, 1])
  await desk.startFresh()
  await desk.bringBack()
  expect([desk.hasAside, back]).toEqual([false, 1])
  await desk.startFresh()
  await desk.startFresh()
  expect(desk.hasAside).toBe(true)
  await desk.close()
})
