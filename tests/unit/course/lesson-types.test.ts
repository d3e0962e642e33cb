import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { collectEditorTypes } from '../../../scripts/vite/editor-types'
import { readLessons } from '../../../scripts/vite/read-lessons'
import type { LessonFile, WrittenStep } from '../../../src/page/course/step'
import { sharing } from '../../../src/page/ui/workbench/monaco/sharing'

const root = mkdtempSync(join(tmpdir(), 'lesson-types-'))
const compilerOptions = {
  strict: true,
  target: 'ESNext',
  module: 'ESNext',
  moduleResolution: 'Bundler',
  lib: ['es2023'],
  types: [],
  noEmit: true,
  skipLibCheck: true,
}
const globals = "declare const console: Record<'log' | 'info' | 'warn' | 'error' | 'debug', (...values: unknown[]) => void>\n"
const { steps } = readLessons('lessons')

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

beforeAll(async () => {
  for (const [path, text] of Object.entries(await collectEditorTypes())) put(join(root, path), text)
  put(join(root, 'globals.d.ts'), globals)
}, 120_000)

afterAll(() => rmSync(root, { recursive: true }))

/** What the compiler says about files as the editor shows them, one project for each entry. */
function complaints(projects: Record<string, LessonFile[]>): Promise<string[]> {
  const include = ['**/*', join(root, 'globals.d.ts'), join(root, 'src/engine/db/editor.d.ts')]
  const folders = Object.entries(projects).map(([name, files]) => {
    const folder = join(root, 'steps', name)
    for (const { name, text } of files) if (name.endsWith('.ts')) put(join(folder, name), text + sharing(name, text))
    put(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }))
    return folder
  })
  const compiler = resolve('node_modules/.bin/tsc')
  return new Promise((done) => {
    execFile(compiler, ['-b', '--pretty', 'false', ...folders], { cwd: join(root, 'steps'), maxBuffer: 1e7 }, (error, said) =>
      done(error && said === '' ? [error.message] : said.split('\n').filter((line) => line !== '')),
    )
  })
}

/** The start, unless its error is the lesson, and all right answers. */
function answers(step: WrittenStep): [name: string, files: LessonFile[]][] {
  const solution = step.files.map((file) => step.solution.find((f) => f.name === file.name) ?? file)
  const added = step.solution.filter((f) => !step.files.some((file) => file.name === f.name))
  const right = [{ name: 'solution', files: [...solution, ...added] }, ...step.ways]
  const start = 'error' in step.limits ? [] : [{ name: 'start', files: step.files }]
  return [...start, ...right].map(({ name, files }) => [`${step.id}/${name}`, files])
}

test('every start and every right answer of the course pleases the type checker', { timeout: 300_000 }, async () => {
  const projects = Object.fromEntries(steps.flatMap(answers))
  expect(Object.keys(projects).length).toBeGreaterThan(200)
  expect(await complaints(projects)).toEqual([])
})

test('a name that a model lacks is found', { timeout: 60_000 }, async () => {
  const { files } = steps.find(({ id }) => id === 'session/flush')!
  const planted = files.map((file) => ({ ...file, text: file.text.replace("{ username: 'john'", "{ nickname: 'john'") }))
  expect(await complaints({ planted })).toEqual([expect.stringContaining("'nickname' does not exist")])
})
