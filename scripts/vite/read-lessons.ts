import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { LessonError } from '../../src/page/course/lesson-error'
import { parseStep, readYaml, text } from '../../src/page/course/parse'
import type { LessonFile, ModuleEntry, Starter, Step } from '../../src/page/course/step'
import { compile } from '../../src/page/runner/transpile'
import type { CompiledFile } from '../../src/protocol'

/** Everything under `lessons/`, read. */
export interface Lessons {
  modules: ModuleEntry[]
  steps: Step[]
  /** What the playground begins with. */
  starters: Starter[]
  /** The few lines that the home page shows at work. */
  home: Starter
  /** Files that links were made from and that have changed since, by their base. */
  past: Record<string, LessonFile[]>
}

/**
 * Reads the course from its folder:
 * `course.yaml` lists the modules; `<nn-module>/<nn-step>/` holds `step.md`, the step's files and `solution/`;
 * `playground/<nn-name>/` holds the playground's templates, `home/` what the home page runs, `past/` files of earlier versions.
 * A step has its own files and, where it lacks `models.ts` or `query.ts`, those that the step before ends with.
 * @throws LessonError with the file and what is wrong in it
 */
export function readLessons(root: string): Lessons {
  const plan = readYaml(readFileSync(join(root, 'course.yaml'), 'utf8'), 'course.yaml')
  const folders = numbered(root)
  const modules = entries(plan.modules).map((entry): ModuleEntry => {
    const id = text(entry, 'id', 'course.yaml')
    return { id, number: Number(entry.number), title: text(entry, 'title', id), about: text(entry, 'about', id), steps: [] }
  })
  const steps = folders.flatMap(({ number, name, path }) => {
    const module = modules.find((m) => m.id === name)
    if (!module) throw new LessonError(`${path}: course.yaml has no module “${name}”.`)
    if (module.number !== number) throw new LessonError(`${path}: course.yaml gives this module the number ${module.number}.`)
    const read = readSteps(path, module)
    module.steps = read.map(({ id, number, title }) => ({ id, number, title }))
    return read
  })
  const starters = numbered(join(root, 'playground')).map(({ name, path }): Starter => {
    const files = readFiles(path)
    const title = files.find((f) => f.name === 'title.txt')?.text.trim()
    if (!title) throw new LessonError(`${path}: title.txt is missing.`)
    const code = files.filter((f) => f.name !== 'title.txt')
    return { id: `play/${name}`, title, ...starter(code, null, 'sqlite://', path) }
  })
  const homePath = join(root, 'home')
  return {
    modules,
    steps,
    starters,
    home: { id: 'home', title: 'Home', ...starter(readFiles(homePath), null, 'sqlite://', homePath) },
    past: readPast(join(root, 'past')),
  }
}

/**
 * Writes down the files that every step and template begins with now, so that a link made from them can be read when they have
 * changed. Run with each release: `KEEP_LESSONS=1 npm run build`, and commit `lessons/past`.
 */
export function keepLessons(root: string, { steps, starters, past }: Lessons): void {
  const folder = join(root, 'past')
  mkdirSync(folder, { recursive: true })
  for (const { base, files } of [...steps, ...starters]) {
    if (!(base in past)) writeFileSync(join(folder, `${base}.json`), `${JSON.stringify(files, null, 2)}\n`)
  }
}

function readSteps(path: string, module: ModuleEntry): Step[] {
  let before: LessonFile[] = []
  return numbered(path).map((folder): Step => {
    const own = readFiles(folder.path)
    const source = own.find((f) => f.name === 'step.md')
    if (!source) throw new LessonError(`${folder.path}: step.md is missing.`)
    const { cells, url, ...words } = parseStep(source.text, relative(join(path, '..'), join(folder.path, 'step.md')))
    const solution = own.filter((f) => f.name.startsWith('solution/')).map((f) => ({ ...f, name: f.name.slice(9) }))
    const files = own.filter((f) => f.name !== 'step.md' && !/^(solution|wrong|ways)\//.test(f.name))
    const all = overlay(before, files)
    before = overlay(all, solution)
    return {
      id: `${module.id}/${folder.name}`,
      number: `${module.number}.${folder.number}`,
      module: { id: module.id, title: module.title },
      ...words,
      solution,
      ...starter(all, cells, url, folder.path),
    }
  })
}

function starter(files: LessonFile[], cells: string[] | null, url: string, path: string) {
  const evaluated = cells ?? ['models.ts', 'query.ts'].filter((name) => files.some((f) => f.name === name))
  for (const name of evaluated) {
    if (!files.some((f) => f.name === name)) throw new LessonError(`${path}: ${name} is a cell, yet there is no such file.`)
  }
  return { files, cells: evaluated, compiled: compiled(files, path), base: baseOf(files), url }
}

function baseOf(files: LessonFile[]): string {
  return createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 8)
}

function readPast(folder: string): Record<string, LessonFile[]> {
  const past: Record<string, LessonFile[]> = {}
  for (const path of filesUnder(folder)) {
    const files = JSON.parse(readFileSync(path, 'utf8')) as LessonFile[]
    const base = basename(path, '.json')
    if (base !== baseOf(files)) throw new LessonError(`${path}: changed by hand. Its name must be the base of its files, ${baseOf(files)}.`)
    past[base] = files
  }
  return past
}

function compiled(files: LessonFile[], path: string): CompiledFile[] {
  const { files: ready, problem } = compile(files)
  if (problem) throw new LessonError(`${path}/${problem.file}:${problem.line}: ${problem.message}`)
  return ready
}

/** `over`'s files, and those of `under` that it lacks; in a fixed order. */
function overlay(under: LessonFile[], over: LessonFile[]): LessonFile[] {
  const kept = under.filter((f) => !over.some((o) => o.name === f.name))
  const order = ['models.ts', 'query.ts']
  const rank = (name: string) => (order.indexOf(name) + order.length + 1) % (order.length + 1)
  return [...kept, ...over].sort((a, b) => rank(a.name) - rank(b.name) || a.name.localeCompare(b.name))
}

/** Folders named `05-relationships`, in their order. */
function numbered(path: string): { number: number; name: string; path: string }[] {
  return readdirSync(path)
    .map((entry) => ({ entry, match: /^(\d+)-(.+)$/.exec(entry) }))
    .filter(({ entry, match }) => match && statSync(join(path, entry)).isDirectory())
    .map(({ entry, match }) => ({ number: Number(match?.[1]), name: match?.[2] ?? '', path: join(path, entry) }))
    .sort((a, b) => a.number - b.number)
}

function readFiles(path: string): LessonFile[] {
  return filesUnder(path).map((file) => ({
    name: relative(path, file).split(sep).join('/'),
    text: readFileSync(file, 'utf8').replace(/\r\n/g, '\n').replace(/\n$/, ''),
  }))
}

/** All files in a folder and its folders, sorted; none when it does not exist. */
export function filesUnder(path: string): string[] {
  if (!existsSync(path)) return []
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile())
    .sort()
}

function entries(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value as Record<string, unknown>[]
  throw new LessonError('course.yaml: “modules” must be a list.')
}
