import type { CompiledFile, RenameAnswer, StatementKind } from '../../protocol'
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
  /** The database file to begin with, in base64; null for an empty one. */
  database: string | null
}

/** Something that is done by hand once the cells have run. */
export type Action =
  /** The cells are run once more. */
  | { kind: 'run' }
  /**
   * A line for the Migrations panel: `flask …`, or `rm …` with the path of a script. `revision`: the id of the script that it
   * makes, or null where it does not matter.
   */
  | { kind: 'line'; line: string; revision: string | null; answers: RenameAnswer[] }
  /** The browser asks the app for a page or sends a form; `times` 2: from two tabs at once. */
  | { kind: 'visit'; method: 'GET' | 'POST'; url: string; fields: [string, string][]; times: 1 | 2 }
  /** The browser forgets its cookies, as if it were another one, and asks for the page again. */
  | { kind: 'forget' }
  /** Something is typed into the shell. */
  | { kind: 'shell'; text: string }

/** One thing that a step asks for. */
export interface Goal {
  /** In words, as HTML rendered from our own Markdown. */
  say: string
  /** The goal is met when all of them hold. */
  checks: Check[]
}

/** What is counted or read in the timeline of the start's run, to grade a prediction. */
export type Measure =
  /** How many statements were sent; each execution counts. `*` stands for all kinds. */
  | { of: 'statements'; kind: StatementKind | '*'; shape: string | null }
  /** How many rows a table has at the end. */
  | { of: 'rows'; table: string }
  /** The last value shown beside a line. `place` as `query.ts:7`. */
  | { of: 'value'; place: string }
  /** The term of the first error, or `none`. */
  | { of: 'problem' }
  /** The status of the last answer of the app. */
  | { of: 'status' }
  /** How many operations of this kind the migrations ran, as `addColumn users.age`; `*` stands for anything. */
  | { of: 'operations'; shape: string }

/** A question about the run of the code that the step begins with, answered with one tap. */
export interface Prediction {
  ask: string
  /** `value` is compared with the answer, `say` is shown. */
  options: { value: string; say: string }[]
  /** One of the options' values, as the author expects it. */
  answer: string
  /** How the run itself gives the answer; null: the author's counts. */
  measure: Measure | null
  /** What is done after the cells before it is measured. */
  actions: Action[]
  because: string
}

/** Things to be put in order before the work begins. */
export interface Arrangement {
  ask: string
  /** As they lie there at first. `after`: what has to come before, by its id, and what goes wrong otherwise. */
  items: { id: string; say: string; after: { id: string; otherwise: string }[] }[]
  /** What is told when the order works. */
  because: string
}

/** An idea that leads to wrong answers, and what is true. */
export interface Misconception {
  id: string
  idea: string
  truth: string
}

/** All files of a step with an answer in them, and what is done with them. */
export interface Answer {
  name: string
  files: LessonFile[]
  actions: Action[]
}

/** A plausible answer that must not pass; its code is in `wrong/<name>/`. */
export interface WrongAnswer extends Answer {
  /** What its author is told. */
  says: string
  /** The idea behind it, or null. */
  misconception: Misconception | null
  /** A run shows this wrong answer when these hold; empty: when it ends like that of `files`. */
  when: Check[]
}

/** A moment of what was foretold, or of the start's run where nothing was, that is worth a sentence. */
export interface Moment {
  /** The first statement of this shape after the moment before, or the value beside a line, `query.ts:7`. */
  at: { shape: string } | { place: string }
  say: string
}

/** The same code on other data: it has to hold there too. */
export interface Hidden {
  /** They take the place of files of the same name; others are run before the last cell. */
  files: LessonFile[]
  /** Empty: the step's own. */
  goals: Goal[]
  /** What is done with the answer there; null: the same as here. */
  actions: Action[] | null
  /** The database file of the hidden data, in base64; null: as the step begins. */
  database: string | null
}

/** A step with what is on its page from the first moment. Texts are HTML rendered from our own Markdown at build time. */
export interface Step extends Starter {
  /** `5.1` */
  number: string
  module: { id: string; title: string }
  /** Its neighbours in the course, if any. */
  before: StepEntry | null
  after: StepEntry | null
  why: string
  /** What one reads before the first keystroke. */
  intro: string
  task: string
  goals: Goal[]
  /** There is a prediction: what the first run shows is covered until it is made. */
  asks: boolean
  /** The panel in which something is done by hand, if any. */
  panel: 'browser' | 'migrations' | 'shell' | null
  /** The file to be changed, or null when nothing has to be typed. */
  edits: string | null
}

/** What a step's page needs once its first result is there. */
export interface StepMore {
  /** One at a time, each a little more telling. */
  hints: string[]
  solution: LessonFile[]
  /** What is done by hand with it. */
  actions: Action[]
  /** What is told once the goals are met; empty when there is nothing to tell. */
  explain: string
  /** A question to go on with, once the goals are met; empty when there is none. */
  stretch: string
  /** The same in Flask-SQLAlchemy; empty when the step has no counterpart there. */
  python: string
  /** What the Python text printed on the real libraries; empty when it is not recorded. */
  printed: string
  predict: Prediction | null
  arrange: Arrangement | null
  demo: Moment[]
  wrong: WrongAnswer[]
  hidden: Hidden | null
}

/** What is run and done before a step begins, so that there is a database. */
export interface Beginning {
  files: LessonFile[]
  actions: Action[]
}

/** A step as its folder has it: with what only its proof needs. */
export interface WrittenStep extends Step, StepMore {
  /** What the step teaches, as ids of the course's list of claims. */
  claims: string[]
  /** What it shows to be different from what is often said, as ids. */
  verdicts: string[]
  /** Ids of the misconceptions that the step is about. */
  misconceptions: string[]
  /** Other right answers, by name. */
  ways: Answer[]
  /** Makes the database that the step begins with; null: there is none. */
  beginning: Beginning | null
  /** The same for the hidden data. */
  hiddenBeginning: Beginning | null
  /** Limits that the step exceeds (`words`, `lines`, `error`), each with the reason. */
  limits: Record<string, string>
}

/** What the course map and the breadcrumbs know about a step before its page is loaded. */
export interface StepEntry {
  id: string
  number: string
  title: string
}

/** A template of the playground, before it is opened. */
export interface TemplateEntry {
  id: string
  title: string
  /** What one finds there, in a sentence. */
  about: string
}

export interface ModuleEntry {
  id: string
  number: number
  title: string
  /** What one can do after it, in one sentence. */
  about: string
  steps: StepEntry[]
}
