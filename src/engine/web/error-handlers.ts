import { asHttp, HTTPException, statusText } from './errors'
import type { ErrorHandler } from './host'
import { escape, Response } from './response'

type What = number | string | (new (...args: never[]) => Error)

/** What an app answers to errors: by a status (404), a class of errors, or an error's name ('IntegrityError'). */
export class ErrorHandlers {
  private readonly list: { what: What; handler: ErrorHandler }[] = []

  add(what: What, handler: ErrorHandler): void {
    this.list.push({ what, handler })
  }

  /** What a registered handler (or Flask's own page) says to an error; expected when it is no accident. */
  answerTo(error: unknown): { value: unknown; expected: boolean } {
    const http = asHttp(error)
    const named = this.list.find(({ what }) =>
      typeof what === 'function'
        ? error instanceof what
        : typeof what === 'string' && error instanceof Error && error.name === what,
    )
    if (named) return { value: named.handler(error as Error), expected: true }
    const ending = http ?? new HTTPException(500, undefined, error)
    const coded = this.list.find(({ what }) => what === ending.code)
    return { value: coded ? withStatus(coded.handler(ending), ending.code) : ending, expected: http !== null }
  }
}

/** A handler's answer keeps the error's status unless it gives one of its own. */
const withStatus = (value: unknown, code: number): unknown => (typeof value === 'string' ? [value, code] : value)

/** Flask's own page for an error. */
export function errorPage(error: HTTPException): Response {
  if (error.code >= 300 && error.code < 400) return new Response('', error.code, error.headers)
  const title = `${error.code} ${statusText(error.code)}`
  return new Response(
    `<!doctype html>\n<html lang=en>\n<title>${escape(title)}</title>\n<h1>${escape(statusText(error.code))}</h1>\n<p>${escape(error.description)}</p>\n`,
    error.code,
    error.headers,
  )
}
