import nunjucks from 'nunjucks'

/** A thing that is HTML when a template shows it; without this, text is escaped. */
export interface Markup {
  toHtml(): string
}
/** A thing that a template can call as if it were a function: `{{ form.name(size=32) }}`. */
export interface Callable {
  callFromTemplate(args: unknown[]): unknown
}

type Lookup = (of: unknown, name: unknown, ...more: unknown[]) => unknown
interface Runtime {
  memberLookup: Lookup
  callWrap(called: unknown, name: string, context: unknown, args: unknown[]): unknown
  suppressValue(value: unknown, autoescape: boolean): unknown
  markSafe(text: string): unknown
}

const has = <T>(value: unknown, method: keyof T & string): value is T =>
  typeof value === 'object' && value !== null && typeof (value as Record<string, unknown>)[method] === 'function'

/** Python's methods of dicts, lists and strings that templates use. */
const dictMethods: Record<string, (of: Record<string, unknown>) => (...args: never[]) => unknown> = {
  get:
    (of) =>
    (name: string, otherwise: unknown = null) =>
      of[name] ?? otherwise,
  items: (of) => () => Object.entries(of),
  keys: (of) => () => Object.keys(of),
  values: (of) => () => Object.values(of),
}
const textMethods: Record<string, (of: string) => (...args: never[]) => unknown> = {
  upper: (of) => () => of.toUpperCase(),
  lower: (of) => () => of.toLowerCase(),
  strip: (of) => () => of.trim(),
  title: (of) => () => of.replace(/\p{L}+/gu, (word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase()),
  capitalize: (of) => () => of.charAt(0).toUpperCase() + of.slice(1).toLowerCase(),
  startswith: (of) => (start: string) => of.startsWith(start),
  endswith: (of) => (end: string) => of.endsWith(end),
}

const camel = (name: string) => name.replace(/(?<=[a-z\d])_([a-z\d])/g, (_, letter: string) => letter.toUpperCase())
const isPlain = (of: object) => Object.getPrototypeOf(of) === Object.prototype || Object.getPrototypeOf(of) === null

/**
 * Lets Nunjucks read what a Jinja template of Python says: `form.hidden_tag()` calls hiddenTag(), `d.items()` works on a plain
 * object, form fields are called and shown as HTML.
 */
export function speakJinja(): void {
  const runtime = nunjucks.runtime as unknown as Runtime
  const { callWrap, suppressValue } = runtime
  runtime.memberLookup = (of, key) => {
    if (of === null || of === undefined) return undefined
    const object = Object(of) as Record<string, unknown>
    const given = String(key)
    // What a learner's template can reach are values, never the ways to make code of text.
    if (given === 'constructor' || given === '__proto__') return undefined
    const name = given in object ? given : camel(given)
    const value = object[name]
    if (typeof value === 'function') return (...args: unknown[]) => value.apply(of, args)
    if (value !== undefined) return value
    if (typeof of === 'string') return textMethods[given]?.(of)
    if (typeof of === 'object' && isPlain(of)) return dictMethods[given]?.(object)
    return undefined
  }
  runtime.callWrap = (called, name, context, args) =>
    has<Callable>(called, 'callFromTemplate') ? called.callFromTemplate(args) : callWrap(called, name, context, args)
  runtime.suppressValue = (value, autoescape) =>
    has<Markup>(value, 'toHtml') ? value.toHtml() : suppressValue(value, autoescape)
}

/** Text that is HTML already. */
export const markSafe = (html: string): unknown => (nunjucks.runtime as unknown as Runtime).markSafe(html)
