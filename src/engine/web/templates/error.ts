/** What Nunjucks throws: its message begins with lines that name the template, and it knows where it was. */
interface NunjucksError extends Error {
  lineno?: number
  colno?: number
  cause?: unknown
}

const isNunjucks = (thrown: unknown): thrown is NunjucksError =>
  thrown instanceof Error && thrown.name === 'Template render error'

/** What a template's code threw, out of what Nunjucks has put around it, once for each template that includes another. */
export function causeOf(thrown: unknown): unknown {
  return isNunjucks(thrown) && thrown.cause !== undefined ? causeOf(thrown.cause) : thrown
}

/** What Nunjucks says of names that are not there, in Jinja's words. */
const jinja: { pattern: RegExp; name: string; say(found: string): { message: string; hint: string } }[] = [
  {
    pattern: /^Unable to call `(.+?)`, which is undefined or falsey/,
    name: 'UndefinedError',
    say: (found) => ({
      message: `'${found.replace(/\["(\w+)"\]/g, '.$1')}' is undefined`,
      hint: 'Give it to `renderTemplate()`, or to all templates with `app.contextProcessor()`.',
    }),
  },
  {
    pattern: /^filter not found: (.+)/,
    name: 'TemplateAssertionError',
    say: (found) => ({ message: `No filter named '${found}'.`, hint: `Make it with \`app.templateFilter('${found}', …)\`.` }),
  },
]

/** The same error, named and told as Jinja does; its stack stays. */
export function inJinja(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  for (const { pattern, name, say } of jinja) {
    const found = pattern.exec(error.message)?.[1]
    if (found !== undefined) return Object.assign(error, { name, ...say(found) })
  }
  return error
}

/** An error inside a template. Its stack begins with the template's line, above the view's. */
export class TemplateError extends Error {
  override readonly name: string
  readonly hint: string | null

  private constructor(
    name: string,
    message: string,
    hint: string | null,
    /** What the template was doing when its code threw. */
    override readonly cause: unknown,
    where: { template: string; line: number; column: number },
    stack: string,
  ) {
    super(message)
    this.name = name
    this.hint = hint
    const frame = `    at template (templates/${where.template}:${where.line}:${where.column})\n`
    Object.defineProperty(this, 'stack', { writable: true, value: `${name}: ${message}\n${frame}${stack}` })
  }

  /** @param template the one that was asked for; the error may be in one that it extends or includes */
  static of(thrown: unknown, template: string): unknown {
    if (!isNunjucks(thrown)) return thrown
    const { lineno = 0, colno = 0 } = thrown
    const inner = inJinja(causeOf(thrown))
    const cause = isNunjucks(inner) ? undefined : inner
    if (cause instanceof TemplateError || (cause instanceof Error && cause.name === 'TemplateNotFound')) return cause
    const [, named] = /^\((.+?)\)/.exec(thrown.message) ?? []
    const name = named === undefined || named === 'unknown path' ? template : named
    // Errors of running code count lines from 0, errors of reading a template from 1.
    const from = cause instanceof Error ? 1 : 0
    const where = { template: name, line: Math.max(1, lineno + from), column: Math.max(1, colno + from) }
    if (cause instanceof Error) {
      const below = String(cause.stack ?? '').replace(/^[\s\S]*?\n(?=\s+at |[^\n]*@)/, '')
      return new TemplateError(cause.name, cause.message, (cause as { hint?: string | null }).hint ?? null, cause, where, below)
    }
    const message = thrown.message.replace(/^(\s*\([^\n]*\n\s*)+/, '')
    const hint = 'Look at the tags: each {% block %}, {% if %} and {% for %} needs its end.'
    return new TemplateError('TemplateSyntaxError', message, hint, thrown, where, '')
  }
}
