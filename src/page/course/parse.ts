import MarkdownIt from 'markdown-it'
import { type Token, tokens } from './highlight'
import { LessonError } from './lesson-error'
import { readActions } from './parse-actions'
import { readChecks } from './parse-check'
import { readArrangement, readLimits, readMoment, readPrediction, readWrong, type WrittenWrong } from './parse-extras'
import type { Action, Arrangement, Goal, Moment, Prediction } from './step'
import { list, readYaml, text } from './yaml'

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
  stretch: string
  python: string
  claims: string[]
  verdicts: string[]
  misconceptions: string[]
  predict: Prediction | null
  arrange: Arrangement | null
  demo: Moment[]
  wrong: WrittenWrong[]
  /** What holds on other data, when it is not the goals themselves. */
  hiddenGoals: Goal[]
  limits: Record<string, string>
  /** What is done with the solution once the cells have run. */
  actions: Action[]
  /** What is done before the step begins, so that there is a database; null: nothing. */
  before: Action[] | null
  /** Files that are missing come from the step before. */
  inherits: boolean
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
  'arrange',
  'demo',
  'wrong',
  'hidden',
  'limits',
  'do',
  'before',
  'inherits',
  'stretch',
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

/** One line of Markdown as HTML. */
export function inline(source: string): string {
  return markdown.renderInline(source)
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
    why: inline(text(head, 'why', file)),
    task: inline(text(head, 'task', file)),
    goals: list(head, 'goals', file).map((goal) => readGoal(goal, file)),
    hints: list(head, 'hints', file).map((hint) => inline(String(hint))),
    url: head.url === undefined ? 'sqlite://' : text(head, 'url', file),
    cells: head.cells === undefined ? null : list(head, 'cells', file).map(String),
    intro: markdown.render(sections.get('') ?? ''),
    explain: markdown.render(sections.get(explainHeading) ?? ''),
    stretch: head.stretch === undefined ? '' : inline(text(head, 'stretch', file)),
    python: markdown.render(sections.get(pythonHeading) ?? ''),
    claims: list(head, 'claims', file).map(String),
    verdicts: list(head, 'verdicts', file).map(String),
    misconceptions: list(head, 'misconceptions', file).map(String),
    predict: head.predict === undefined ? null : readPrediction(head.predict, file, inline),
    arrange: head.arrange === undefined ? null : readArrangement(head.arrange, file, inline),
    demo: list(head, 'demo', file).map((one) => readMoment(one, file, inline)),
    wrong: list(head, 'wrong', file).map((one) => readWrong(one, file, inline)),
    hiddenGoals: list(head, 'hidden', file).map((goal) => readGoal(goal, file)),
    limits: head.limits === undefined ? {} : readLimits(head.limits, file),
    actions: readActions(head.do, `${file}: do`),
    before: head.before === undefined ? null : readActions(head.before, `${file}: before`),
    inherits: head.inherits !== false,
  }
}

function readGoal(source: unknown, file: string): Goal {
  if (typeof source !== 'object' || source === null) throw new LessonError(`${file}: a goal needs “say” and at least one check.`)
  const { say, ...rest } = source as Record<string, unknown>
  if (typeof say !== 'string') throw new LessonError(`${file}: a goal without “say”.`)
  const checks = readChecks(rest, `${file}: goal “${say}”`)
  if (checks.length === 0) throw new LessonError(`${file}: goal “${say}” has no check.`)
  return { say: inline(say), checks }
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
