import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readLink, type Shared, type Starts, writeLink } from '../../../src/page/store/share'
import { readShareFile, shareFile } from '../../../src/page/store/share-file'

const models = Array.from({ length: 15 }, (_, i) => `  column${i}: db.Column(db.String(${i}), { unique: true }),`).join('\n')
const start = [
  { name: 'models.ts', text: `export class Role extends db.Model('roles', {\n${models}\n}) {}` },
  { name: 'query.ts', text: 'db.createAll()\n\nRole.query.all()' },
]
const base = '00ab12ff'
const shared: Shared = { id: 'relationships/one-role-many-users', base, files: start, position: null }
const known: Starts = {
  at: async (id, asked) => (id === shared.id && asked === base ? start : null),
  now: async (id) => (id === shared.id ? start : null),
}

const file = fc.record({ name: fc.string(), text: fc.string({ unit: 'binary', maxLength: 2000 }) })
const edited = fc.record({
  name: fc.constant('query.ts'),
  text: fc.string({ unit: 'grapheme' }).map((s) => `${start[1]?.text}\n${s}`),
})
const anyShared = fc.record({
  id: fc.constant(shared.id),
  base: fc.constant(base),
  files: fc.oneof(fc.array(file, { maxLength: 4 }), fc.tuple(fc.constant(start[0] ?? { name: '', text: '' }), edited)),
  position: fc.option(fc.nat(20_000)),
})

describe('a link', () => {
  test('gives back what it was made from', async () => {
    await fc.assert(
      fc.asyncProperty(anyShared, async (state) => {
        expect(await readLink(await writeLink(state, start), known)).toEqual({ kind: 'whole', shared: state })
      }),
      { numRuns: 300 },
    )
  })

  test('needs few characters for what the step begins with', async () => {
    const untouched = await writeLink(shared, start)
    expect(untouched.length).toBeLessThan(110)
    expect(untouched).toMatch(/^1\.[\w-]+$/)
    const changed = [start[0], { name: 'query.ts', text: `${start[1]?.text}\nRole.query.count()` }] as Shared['files']
    expect((await writeLink({ ...shared, files: changed, position: 41 }, start)).length).toBeLessThan(150)
  })

  test('that was damaged never throws and never gives another content', async () => {
    const link = await writeLink({ ...shared, position: 12 }, start)
    const damage = fc.oneof(
      fc.nat(link.length - 1).map((at) => link.slice(0, at)),
      fc.nat(link.length - 1).map((at) => link.slice(0, at) + link.slice(at + 1)),
      fc
        .tuple(fc.nat(link.length - 1), fc.string({ minLength: 1, maxLength: 3 }))
        .map(([at, s]) => link.slice(0, at) + s + link.slice(at + 1)),
      fc.tuple(fc.nat(link.length), fc.string()).map(([at, s]) => link.slice(0, at) + s + link.slice(at)),
      fc.string(),
      fc.string().map((s) => `1.${s}`),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => `1.${Buffer.from(bytes).toString('base64url')}`),
    )
    await fc.assert(
      fc.asyncProperty(damage, async (fragment) => {
        const read = await readLink(fragment, known)
        if (read.kind === 'whole') expect(read.shared).toEqual({ ...shared, position: 12 })
      }),
      { numRuns: 2000 },
    )
  })

  test('that was cut off still shows the text before the cut', async () => {
    const text = Array.from({ length: 60 }, (_, i) => `const value${i * 7919} = ${i ** 5} // ${(i * 48271) % 9973}`).join('\n')
    const link = await writeLink({ ...shared, files: [{ name: 'query.ts', text }] }, start)
    const read = await readLink(link.slice(0, Math.floor(link.length * 0.6)), known)
    expect(read.kind).toBe('damaged')
    expect(read.kind === 'damaged' && read.id).toBe(shared.id)
    const rescued = (read.kind === 'damaged' && read.rescued) || ''
    expect(rescued.length).toBeGreaterThan(300)
    expect(text.startsWith(rescued.slice(0, 300))).toBe(true)
  })

  test('of a later version is named so', async () => {
    expect(await readLink('2.AbCd', known)).toEqual({ kind: 'strange', version: '2' })
  })

  test('from a lesson that has changed is not guessed at', async () => {
    const link = await writeLink({ ...shared, base: '99999999' }, [{ name: 'query.ts', text: 'something else '.repeat(9) }])
    expect((await readLink(link, known)).kind).toBe('stale')
  })

  test('from a step that does not exist is damaged', async () => {
    const link = await writeLink({ ...shared, id: 'no/such' }, start)
    expect((await readLink(link, known)).kind).toBe('damaged')
  })

  test('survives a reader that fails', async () => {
    const link = await writeLink(shared, start)
    const offline = () => Promise.reject(new Error('offline'))
    expect((await readLink(link, { at: offline, now: offline })).kind).toBe('damaged')
  })
})

describe('a shared file', () => {
  test('gives back what it was made from', () => {
    fc.assert(fc.property(anyShared, (state) => void expect(readShareFile(shareFile(state))).toEqual(state)))
  })

  test.each([
    ['', 'not a shared file of Backref, or it is cut off'],
    ['{"a":1}', 'not a shared file of Backref'],
    ['null', 'not a shared file of Backref'],
    ['{"backref":7}', 'of version 7'],
    ['{"backref":1,"id":"x"}', 'damaged'],
  ])('%j is refused in words', (text, message) => {
    expect(readShareFile(text)).toContain(message)
  })

  test('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readShareFile(text)))
  })
})
