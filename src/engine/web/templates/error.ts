/** What Nunjucks throws: its message begins with lines that name the template, and it knows where it was. */
interface NunjucksError extends Error {
  lineno?: number
  colno?: number
  cause?: unknown
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
    where: { template: string; line: number; column: number } | null,
    stack: string,
  ) {
    super(message)
    this.name = name
    this.hint = hint
    const frame = where === null ? '' : `    at template (templates/${where.template}:${where.line}:${where.column})\n`
    Object.defineProperty(this, 'stack', { value: `${name}: ${message}\n${frame}${stack}` })
  }

  /** @param template the one that was asked for; the error may be in one that it extends or includes */
  static of(thrown: unknown, template: string): unknown {
    if (!(thrown instanceof Error) || thrown instanceof TemplateError) return thrown
    const { lineno, colno, cause } = thrown as NunjucksError
    if (cause instanceof TemplateError) return cause
    const told = /^\((.+?)\)(?: \[Line (\d+)(?:, Column (\d+))?\])?\n\s*/.exec(thrown.message)
    if (told === null && lineno === undefined) return thrown
    const named = [...thrown.message.matchAll(/^\s*\((.+?)\)/gm)]
      .map((match) => match[1]!)
      .filter((name) => name !== 'unknown path')
    const message = thrown.message.replace(/^(\s*\([^\n]*\)[^\n]*\n\s*)+/, '')
    const where =
      lineno === undefined
        ? null
        : { template: named.at(-1) ?? template, line: Math.max(1, lineno), column: Math.max(1, colno ?? 1) }
    if (cause instanceof Error && cause.name === 'TemplateNotFound') return cause
    if (cause instanceof Error) {
      const below = String(cause.stack ?? '').replace(/^.*\n(?=\s+at |[^\n]*@)/s, '')
      return new TemplateError(cause.name, cause.message, (cause as { hint?: string | null }).hint ?? null, cause, where, below)
    }
    const stack = String(new Error().stack ?? '')
      .split('\n')
      .slice(1)
      .join('\n')
    return new TemplateError(
      'TemplateSyntaxError',
      message.replace(/^(Template render error|Error): /, ''),
      'Look at the tags on this line: each {% block %}, {% if %} and {% for %} needs its end.',
      thrown,
      where,
      stack,
    )
  }
}
