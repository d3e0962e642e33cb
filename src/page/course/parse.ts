import MarkdownIt from 'markdown-it'
import { parse as parseYaml } from 'yaml'
import { type Token, tokens } from './highlight'
import { LessonError } from './lesson-error'
import { readCheck } from './parse-check'
import type { Goal, Prediction, WrongAnswer } from './step'

/** A `step.md`, read: what the folder's other files do not say. */
export interface StepText {
  title: string
  why: string
  task: string
  goals: Goal[]
  hints: string[]
  url: string
  /** Null: the usual ones that the step has. */
  cells: string[] | null
  intro: string
  explain: string
  python: string
  claims: string[]
  verdicts: string[]
  misconceptions: string[]
  predict: Prediction | null
  wrong: WrongAnswer[]
  limits: Record<string, string>
}

const explainHeading = 'What really happened'
const pythonHeading = 'In Flask-SQLAlchemy'
const known = [
  'title',
  'why',
  'task',
  'goals',
  'hints',
  'url',
  'cells',
  'claims',
  'verdicts',
  'misconceptions',
  'predict',
  'wrong',
  'limits',
]

const markdown = new MarkdownIt({ html: false, typographer: false })
// A wide listing scrolls by itself, so it must be reachable by keyboard.
markdown.renderer.rules.fence = (parsed, i) => {
  const token = parsed[i]
  const language = token?.info.trim() || 'text'
  const text = tokens(token?.content ?? '', language)
    .map(coloured)
    .join('')
  return `<pre tabindex="0" class="code" data-language="${markdown.utils.escapeHtml(language)}"><code>${text}</code></pre>\n`
}

function coloured({ kind, text }: Token): string {
  const safe = markdown.utils.escapeHtml(text)
  return kind ? `<span class="token-${kind}">${safe}</span>` : safe
}

/**
 * Reads a `step.md`: YAML front matter, then the text before the first keystroke, then the sections
 * `# What really happened` and `# In Flask-SQLAlchemy`, which both may be missing.
 * @param source the file's text
 * @param file its name, for messages
 * @throws LessonError
 */
export function parseStep(source: string, file: string): StepText {
  const match = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/.exec(source)
  if (!match) throw new LessonError(`${file}: begins without front matter. Expected: ---, YAML, ---, then Markdown.`)
  const head = readYaml(match[1] ?? '', file)
  for (const key of Object.keys(head)) {
    if (!known.includes(key)) throw new LessonError(`${file}: unknown entry “${key}”. Known ones: ${known.join(', ')}.`)
  }
  const sections = splitSections(match[2] ?? '', file)
  return {
    title: text(head, 'title', file),
    why: markdown.renderInline(text(head, 'why', file)),
    task: markdown.renderInline(text(head, 'task', file)),
    goals: list(head, 'goals', file).map((goal) => readGoal(goal, file)),
    hints: list(head, 'hints', file).map((hint) => markdown.renderInline(String(hint))),
    url: head.url === undefined ? 'sqlite://' : text(head, 'url', file),
    cells: head.cells === undefined ? null : list(head, 'cells', file).map(String),
    intro: markdown.render(sections.get('') ?? ''),
    explain: markdown.render(sections.get(explainHeading) ?? ''),
    python: markdown.render(sections.get(pythonHeading) ?? ''),
    claims: list(head, 'claims', file).map(String),
    verdicts: list(head, 'verdicts', file).map(String),
    misconceptions: list(head, 'misconceptions', file).map(String),
    predict: head.predict === undefined ? null : readPrediction(head.predict, file),
    wrong: list(head, 'wrong', file).map((one) => readWrong(one, file)),
    limits: head.limits === undefined ? {} : readLimits(head.limits, file),
  }
}

/** Reads a YAML mapping. `file` names it in messages. Throws LessonError. */
export function readYaml(source: string, file: string): Record<string, unknown> {
  let value: unknown
  try {
    value = parseYaml(source)
  } catch (error) {
    throw new LessonError(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new LessonError(`${file}: expected entries like “title: One role, many users”.`)
  }
  return value as Record<string, unknown>
}

/** A text entry of a mapping. Throws LessonError when it is missing. */
export function text(from: Record<string, unknown>, key: string, file: string): string {
  const value = from[key]
  if (typeof value !== 'string' || value.trim() === '') throw new LessonError(`${file}: “${key}” is missing; expected a text.`)
  return value.trim()
}

function list(from: Record<string, unknown>, key: string, file: string): unknown[] {
  const value = from[key] ?? []
  if (!Array.isArray(value)) throw new LessonError(`${file}: “${key}” must be a list.`)
  return value
}

function readGoal(source: unknown, file: string): Goal {
  if (typeof source !== 'object' || source === null) throw new LessonError(`${file}: a goal needs “say” and at least one check.`)
  const { say, ...rest } = source as Record<string, unknown>
  if (typeof say !== 'string') throw new LessonError(`${file}: a goal without “say”.`)
  const checks = Object.entries(rest).flatMap(([kind, data]) => {
    return (Array.isArray(data) ? data : [data]).map((one) => readCheck(kind, one, `${file}: goal “${say}”`))
  })
  if (checks.length === 0) throw new LessonError(`${file}: goal “${say}” has no check.`)
  return { say: markdown.renderInline(say), checks }
}

function readPrediction(source: unknown, file: string): Prediction {
  const place = `${file}: predict`
  const from = entries(source, place, ['ask', 'options', 'answer', 'because'])
  const options = list(from, 'options', place).map(String)
  const answer = text(from, 'answer', place)
  if (!options.includes(answer)) throw new LessonError(`${place}: the answer “${answer}” is none of the options.`)
  return { ask: text(from, 'ask', place), options, answer, because: text(from, 'because', place) }
}

function readWrong(source: unknown, file: string): WrongAnswer {
  const place = `${file}: wrong`
  const from = entries(source, place, ['name', 'says', 'misconception'])
  const misconception = from.misconception === undefined ? null : text(from, 'misconception', place)
  return { name: text(from, 'name', place), says: text(from, 'says', place), misconception }
}

function readLimits(source: unknown, file: string): Record<string, string> {
  const place = `${file}: limits`
  const from = entries(source, place, ['words', 'lines'])
  return Object.fromEntries(Object.keys(from).map((key) => [key, text(from, key, place)]))
}

/** A mapping with no other entries than the known ones. */
function entries(source: unknown, place: string, expected: string[]): Record<string, unknown> {
  if (typeof source !== 'object' || source === null || Array.isArray(source)) throw new LessonError(`${place}: expected entries.`)
  const unknown = Object.keys(source).find((key) => !expected.includes(key))
  if (unknown) throw new LessonError(`${place}: unknown entry “${unknown}”. Known ones: ${expected.join(', ')}.`)
  return source as Record<string, unknown>
}

/** Cuts a text at its level-one headings; what comes before the first is under ''. */
function splitSections(body: string, file: string): Map<string, string> {
  const sections = new Map<string, string>()
  let heading = ''
  let lines: string[] = []
  let fenced = false
  for (const line of body.split(/\r?\n/)) {
    if (line.startsWith('```')) fenced = !fenced
    const title = fenced ? null : /^# (.+)$/.exec(line)?.[1]?.trim()
    if (!title) {
      lines.push(line)
      continue
    }
    if (title !== explainHeading && title !== pythonHeading) {
      throw new LessonError(`${file}: unknown section “# ${title}”. Known ones: “${explainHeading}”, “${pythonHeading}”.`)
    }
    sections.set(heading, lines.join('\n'))
    heading = title
    lines = []
  }
  return sections.set(heading, lines.join('\n'))
}
