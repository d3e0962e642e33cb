import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { courseFiles } from '../../../scripts/vite/lessons'
import { keepLessons, moreOf, pageOf, readLessons } from '../../../scripts/vite/read-lessons'

const { modules, steps, starters } = readLessons('lessons')

test('the course is read in its order, and every step can be reached', () => {
  expect(modules.map((m) => m.number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(modules.flatMap((m) => m.steps.map((s) => s.id))).toEqual(steps.map((s) => s.id))
  expect(new Set(steps.map((s) => s.id)).size).toBe(steps.length)
  expect(starters[0]?.id).toBe('play/blank')
  expect(starters.every((s) => s.id.startsWith('play/'))).toBe(true)
})

describe.each(steps)('$id', (step) => {
  test('is cut into what its page has at once and what it needs later', () => {
    const later = moreOf(step)
    expect(Object.keys(pageOf(step)).filter((key) => key in later)).toEqual([])
    expect('ways' in later || 'claims' in later).toBe(false)
  })

  test('is ready to run without a transpiler', () => {
    expect(step.compiled.map((f) => f.name)).toEqual(step.files.map((f) => f.name))
    expect(step.base).toMatch(/^[0-9a-f]{8}$/)
  })
})

describe('a course that is written wrongly', () => {
  const folders: string[] = []
  const copy = () => {
    const root = mkdtempSync(join(tmpdir(), 'course-'))
    folders.push(root)
    const folder = join(root, 'lessons')
    // One module is enough to be written wrongly, and is read sooner than all of them.
    cpSync('lessons', folder, { recursive: true, filter: (path) => !/^lessons.\d\d-(?!relationships)/.test(path) })
    return folder
  }
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
  })
  const step = '05-relationships/01-one-role-many-users'
  const id = 'relationships/one-role-many-users'

  test('says which file cannot be read', () => {
    const folder = copy()
    writeFileSync(join(folder, step, 'query.ts'), 'const = 1')
    expect(() => readLessons(folder)).toThrow(/one-role-many-users\/query\.ts:1: /)
  })

  test('a folder without a text is no step yet', () => {
    const folder = copy()
    rmSync(join(folder, step, 'step.md'))
    expect(readLessons(folder).steps.map((s) => s.id)).not.toContain(id)
  })

  test('earlier versions are kept for links, and not to be changed by hand', async () => {
    const folder = copy()
    const { base } = readLessons(folder).steps.find((s) => s.id === id) ?? {}
    keepLessons(folder, readLessons(folder))
    writeFileSync(join(folder, step, 'query.ts'), 'db.createAll()')
    const { steps, past } = readLessons(folder)
    expect(steps.find((s) => s.id === id)?.base).not.toBe(base)
    expect(past[base ?? '']?.map((f) => f.name)).toEqual(['models.ts', 'query.ts'])
    expect((await courseFiles(readLessons(folder))).get(`past/${base}`)).toContain('db.session.commit()')
    writeFileSync(join(folder, 'past', `${base}.json`), '[]')
    expect(() => readLessons(folder)).toThrow('changed by hand')
  })

  test('a step takes from the one before what it has not, as that one ends', () => {
    const folder = copy()
    const module = join(folder, '05-relationships')
    const next = join(module, '02-next')
    for (const name of readdirSync(module)) if (!step.endsWith(name)) rmSync(join(module, name), { recursive: true })
    cpSync(join(folder, step), next, { recursive: true })
    for (const name of ['models.ts', 'query.ts', 'solution']) rmSync(join(next, name), { recursive: true })
    expect(existsSync(join(next, 'query.ts'))).toBe(false)
    const [first, second] = readLessons(folder).steps.filter((s) => s.module.id === 'relationships')
    expect(second?.files.find((f) => f.name === 'models.ts')).toEqual(first?.files.find((f) => f.name === 'models.ts'))
    expect(second?.files.find((f) => f.name === 'query.ts')).toEqual(first?.solution[0])
  })
})
