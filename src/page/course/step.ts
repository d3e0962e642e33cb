import type { CompiledFile } from '../../protocol'
import type { Check } from './checks/check'

/** A file of a lesson: `models.ts`, `query.ts`, `templates/index.html`. */
export interface LessonFile {
  name: string
  text: string
}

/** Code to begin with: of a lesson's step or of the playground. */
export interface Starter {
  /** `relationships/one-role-many-users`; the playground's begin with `play/`. */
  id: string
  title: string
  files: LessonFile[]
  /** Which files a run evaluates, in order. */
  cells: string[]
  /** `files`, ready to run: the page needs no transpiler while they are unchanged. */
  compiled: CompiledFile[]
  /** Eight hexadecimal digits that change with `files`. */
  base: string
  /** The database URL that a run answers to. */
  url: string
}

/** One thing that a step asks for. */
export interface Goal {
  /** In words, as HTML rendered from our own Markdown. */
  say: string
  /** The goal is met when all of them hold. */
  checks: Check[]
}

/** A question before the first run, answered with one tap; true for the code that the step begins with. */
export interface Prediction {
  ask: string
  options: string[]
  /** One of `options`. */
  answer: string
  because: string
}

/** A plausible answer that must not pass; its code is in `wrong/<name>/`. */
export interface WrongAnswer {
  name: string
  /** What its author is told. */
  says: string
  /** The card that names the idea behind it, or null. */
  misconception: string | null
}

/** A step with everything on its page. Texts are HTML rendered from our own Markdown at build time. */
export interface Step extends Starter {
  /** `5.1` */
  number: string
  module: { id: string; title: string }
  why: string
  /** What one reads before the first keystroke. */
  intro: string
  task: string
  goals: Goal[]
  /** One at a time, each a little more telling. */
  hints: string[]
  solution: LessonFile[]
  /** What is told once the goals are met; empty when there is nothing to tell. */
  explain: string
  /** The same in Flask-SQLAlchemy; empty when the step has no counterpart there. */
  python: string
  /** What the step teaches, as ids of the course's list of claims. */
  claims: string[]
  /** What it shows to be different from what is often said, as ids. */
  verdicts: string[]
  misconceptions: string[]
  predict: Prediction | null
  wrong: WrongAnswer[]
  /** Limits that the step exceeds (`words`, `lines`), each with the reason. */
  limits: Record<string, string>
}

/** What the course map and the breadcrumbs know about a step before its page is loaded. */
export interface StepEntry {
  id: string
  number: string
  title: string
}

export interface ModuleEntry {
  id: string
  number: number
  title: string
  /** What one can do after it, in one sentence. */
  about: string
  steps: StepEntry[]
}
