import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { LessonError } from '../../src/page/course/lesson-error'
import { inline, parseStep } from '../../src/page/course/parse'
import { readActions } from '../../src/page/course/parse-actions'
import type {
  Action,
  Beginning,
  LessonFile,
  Misconception,
  ModuleEntry,
  Starter,
  Step,
  StepMore,
  WrittenStep,
} from '../../src/page/course/step'
import { list, readYaml, text } from '../../src/page/course/yaml'
import { compile } from '../../src/page/runner/transpile'
import type { CompiledFile } from '../../src/protocol'

/** Everything under `lessons/`, read. */
export interface Lessons {
  modules: ModuleEntry[]
  steps: WrittenStep[]
  misconceptions: Misconception[]
  /** What the playground begins with. */
  starters: (Starter & { about: string })[]
  /** The few lines that the home page shows at work. */
  home: Starter
  /** Files that links were made from and that have changed since, by their base. */
  past: Record<string, LessonFile[]>
}

/**
 * Reads the course from its folder:
 * `course.yaml` lists the modules, `misconceptions.yaml` the cards; `<nn-module>/<nn-step>/` holds `step.md`, the step's files,
 * `solution/`, `ways/`, `wrong/` and `hidden/`;
 * `playground/<nn-name>/` holds the playground's templates, `home/` what the home page runs, `past/` files of earlier versions.
 * A folder without `step.md` is no step yet. A step has its own files and, where it lacks `models.ts` or `query.ts`, those that the step before ends with.
 * @throws LessonError with the file and what is wrong in it
 */
export function readLessons(root: string): Lessons {
  const plan = readYaml(readFileSync(join(root, 'course.yaml'), 'utf8'), 'course.yaml')
  const folders = numbered(root)
  const misconceptions = readMisconceptions(root)
  const modules = entries(plan.modules).map((entry): ModuleEntry => {
    const id = text(entry, 'id', 'course.yaml')
    return { id, number: Number(entry.number), title: text(entry, 'title', id), about: text(entry, 'about', id), steps: [] }
  })
  const steps = folders.flatMap(({ number, name, path }) => {
    const module = modules.find((m) => m.id === name)
    if (!module) throw new LessonError(`${path}: course.yaml has no module “${name}”.`)
    if (module.number !== number) throw new LessonError(`${path}: course.yaml gives this module the number ${module.number}.`)
    const read = readSteps(path, module, misconceptions)
    module.steps = read.map(({ id, number, title }) => ({ id, number, title }))
    return read
  })
  linkNeighbours(steps)
  const starters = numbered(join(root, 'playground')).map(({ name, path }) => {
    const files = readFiles(path)
    const said = (file: string) => files.find((f) => f.name === file)?.text.trim()
    const [title, about] = [said('title.txt'), said('about.txt')]
    if (!title || !about) throw new LessonError(`${path}: ${title ? 'about' : 'title'}.txt is missing.`)
    const code = files.filter((f) => !f.name.endsWith('.txt'))
    return { id: `play/${name}`, title, about, ...starter(code, null, said('url.txt') ?? 'sqlite://', path) }
  })
  const homePath = join(root, 'home')
  return {
    modules,
    steps,
    misconceptions,
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

function linkNeighbours(steps: WrittenStep[]): void {
  const entry = (step: WrittenStep | undefined) => step && { id: step.id, number: step.number, title: step.title }
  for (const [i, step] of steps.entries()) {
    step.before = entry(steps[i - 1]) ?? null
    step.after = entry(steps[i + 1]) ?? null
  }
}

/** What the page of a step has from the first moment. */
export function pageOf({
  number,
  module,
  before,
  after,
  why,
  intro,
  task,
  goals,
  asks,
  panel,
  edits,
  ...rest
}: WrittenStep): Step {
  return { number, module, before, after, why, intro, task, goals, asks, panel, edits, ...starterOf(rest) }
}

/** What the page of a step loads after its first result. */
export function moreOf({
  hints,
  solution,
  actions,
  explain,
  stretch,
  python,
  printed,
  predict,
  arrange,
  demo,
  wrong,
  hidden,
}: WrittenStep): StepMore {
  return { hints, solution, actions, explain, stretch, python, printed, predict, arrange, demo, wrong, hidden }
}

function starterOf({ id, title, files, cells, compiled, base, url, database }: Starter): Starter {
  return { id, title, files, cells, compiled, base, url, database }
}

const notOwn = /^(solution|wrong|ways|hidden|before)\/|^(step\.md|python\.out|python-setup\.py)$/

function readSteps(path: string, module: ModuleEntry, cards: Misconception[]): WrittenStep[] {
  let before: LessonFile[] = []
  return numbered(path).flatMap((folder): WrittenStep[] => {
    const own = readFiles(folder.path)
    const source = own.find((f) => f.name === 'step.md')
    if (!source) return []
    const file = relative(join(path, '..'), join(folder.path, 'step.md'))
    const { cells, url, wrong, hiddenGoals, before: beforehand, inherits, ...words } = parseStep(source.text, file)
    const solution = filesIn(own, 'solution')
    const all = overlay(
      inherits ? before : [],
      own.filter((f) => !notOwn.test(f.name)),
    )
    before = overlay(all, solution)
    const hidden = filesIn(own, 'hidden')
    const actionsIn = (folder: string) => {
      const list = own.find((f) => f.name === `${folder}/${doneByHand}`)
      return list ? readActions(readYaml(`do:\n${list.text}`, file).do, `${file}: ${folder}/${doneByHand}`) : null
    }
    const earlier = filesIn(own, 'before')
    const beginning = beginningOf(all, earlier, beforehand)
    const otherwise = filesIn(own, 'hidden/before')
    const step: WrittenStep = {
      id: `${module.id}/${folder.name}`,
      number: `${module.number}.${folder.number}`,
      module: { id: module.id, title: module.title },
      before: null,
      after: null,
      ...words,
      // A prediction about what is done later shows nothing of its answer at first.
      asks: words.predict?.actions.length === 0,
      misconceptions: [...new Set([...words.misconceptions, ...wrong.flatMap((w) => w.misconception ?? [])])],
      solution,
      edits: solution.find((f) => all.some(({ name }) => name === f.name))?.name ?? null,
      panel: panelOf([...words.actions, ...(beginning?.actions ?? [])]),
      ways: foldersIn(own, 'ways').map((name) => ({
        name,
        files: overlay(all, filesIn(own, `ways/${name}`)),
        actions: actionsIn(`ways/${name}`) ?? words.actions,
      })),
      wrong: wrong.map(({ misconception, ...answer }) => {
        const actions = actionsIn(`wrong/${answer.name}`)
        const changed = filesIn(own, `wrong/${answer.name}`)
        if (changed.length === 0 && !actions) throw new LessonError(`${file}: wrong/${answer.name}/ has no file.`)
        const card = cards.find(({ id }) => id === misconception) ?? null
        return { ...answer, misconception: card, files: overlay(all, changed), actions: actions ?? words.actions }
      }),
      beginning,
      hiddenBeginning: otherwise.length > 0 ? beginningOf(all, overlay(earlier, otherwise), beforehand) : null,
      hidden:
        hidden.length > 0 || actionsIn('hidden') || otherwise.length > 0
          ? { files: hidden, goals: hiddenGoals, actions: actionsIn('hidden'), database: null }
          : null,
      printed: own.find((f) => f.name === 'python.out')?.text ?? '',
      ...starter(all, cells, url, folder.path),
    }
    return [step]
  })
}

/** What is done with an answer, beside its files. */
const doneByHand = 'do.yaml'

/** What makes the database that a step begins with, if it has one. */
function beginningOf(all: LessonFile[], earlier: LessonFile[], actions: Action[] | null): Beginning | null {
  if (earlier.length === 0 && actions === null) return null
  return { files: overlay(all, earlier), actions: actions ?? [{ kind: 'run' }] }
}

function panelOf(actions: Action[]): Step['panel'] {
  if (actions.some(({ kind }) => kind === 'visit')) return 'browser'
  if (actions.some(({ kind }) => kind === 'line')) return 'migrations'
  return actions.some(({ kind }) => kind === 'shell') ? 'shell' : null
}

/** The files of a folder inside a step's folder that are code. */
function filesIn(own: LessonFile[], folder: string): LessonFile[] {
  return own
    .filter((f) => f.name.startsWith(`${folder}/`))
    .map((f) => ({ ...f, name: f.name.slice(folder.length + 1) }))
    .filter((f) => f.name !== doneByHand && !(folder === 'hidden' && f.name.startsWith('before/')))
}

function foldersIn(own: LessonFile[], folder: string): string[] {
  return [...new Set(own.filter((f) => f.name.startsWith(`${folder}/`)).map((f) => f.name.split('/')[1] ?? ''))]
}

function readMisconceptions(root: string): Misconception[] {
  const file = 'misconceptions.yaml'
  const cards = readYaml(readFileSync(join(root, file), 'utf8'), file)
  return list(cards, 'cards', file).map((card) => {
    const { id, idea, truth } = card as Record<string, unknown>
    return {
      id: text({ id }, 'id', file),
      idea: inline(text({ idea }, 'idea', file)),
      truth: inline(text({ truth }, 'truth', file)),
    }
  })
}

function starter(files: LessonFile[], cells: string[] | null, url: string, path: string) {
  const evaluated = cells ?? ['models.ts', 'query.ts'].filter((name) => files.some((f) => f.name === name))
  for (const name of evaluated) {
    if (!files.some((f) => f.name === name)) throw new LessonError(`${path}: ${name} is a cell, yet there is no such file.`)
  }
  return { files, cells: evaluated, compiled: compiled(files, path), base: baseOf(files), url, database: null }
}

function baseOf(files: LessonFile[]): string {
  return createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 8)
}

function readPast(folder: string): Record<string, LessonFile[]> {
  const past: Record<string, LessonFile[]> = {}
  for (const path of filesUnder(folder)) {
    const files = JSON.parse(readFileSync(path, 'utf8')) as LessonFile[]
    const base = basename(path, '.json')
    if (base !== baseOf(files))
      throw new LessonError(`${path}: changed by hand. Its name must be the base of its files, ${baseOf(files)}.`)
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
