import type { WebRequest } from '../../protocol'
import type { HTTPException } from './errors'
import type { Request } from './request'
import type { Response } from './response'
import type { BrowserSession } from './session'

/** What a script was made of. */
export interface MadeOf {
  file: string
  /** For each line of the script, from the first on, the line of the file, from 1; 0 when there is none. */
  lines: readonly number[]
}

/** What the web part needs of the place where it runs. */
export interface WebHost {
  /** The text of a file, such as `templates/index.html`, or null. */
  readText(path: string): string | null
  /**
   * Runs a classic script that was made of a file: nothing here may use eval.
   * @param made the file, and which of its lines each line of the script comes from; null when it is none of the learner's
   * @returns the addresses by which stacks may name the script
   */
  evaluate(script: string, made: MadeOf | null): string[]
  /** Begins an application context with a `db.session` of its own; the function it gives ends it and removes that session. */
  beginContext(): () => void
  /** Calls `work` when the present session is about to write for the first time, with no transaction of the database open. */
  beforeFirstWrite(work: () => void): () => void
  /** Takes the function that reads an argument of the present request's address (null where there is none). */
  offerArguments(read: (name: string) => string | null): void
  /** What `flask shell` offers by itself: `db` and the models. */
  shellNames(): Record<string, unknown>
}

/** What exists while an app is at work; a request has one of its own. */
export interface Context {
  app: AppOfContext
  /** `g`: anything that the code keeps for the length of the context. */
  g: Record<string, unknown>
  request: Request | null
  session: BrowserSession | null
  /** Messages of flash() that were fetched for this page. */
  flashes: [category: string, message: string][] | null
  end(): void
}

/** As much of an app as its context knows. */
export interface AppOfContext {
  readonly name: string
  readonly config: Record<string, unknown>
}

/** An answer with what a lab wants to show of it. */
export interface Answer {
  response: Response
  /** The exception behind a 500. */
  thrown: { error: unknown } | null
  sessionRefused: boolean
}

export type Handler = (sent: WebRequest) => Answer | Promise<Answer>
export type ErrorHandler = (error: HTTPException | Error) => unknown
