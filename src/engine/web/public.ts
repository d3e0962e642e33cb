// The types that a learner's app is checked against: what `import { Flask, ... } from 'backref'` gives in the editor.

type Values = Record<string, unknown>
/** What a view may return: HTML, an object (it becomes JSON), a Response, or a body with a status. */
export type ViewResult = string | object | readonly [body: string | object, status: number, headers?: Record<string, string>]
/** Answers an address; the variables of the address come as one object. */
export type View = (args: any) => ViewResult | Promise<ViewResult>

export interface RouteOptions {
  /** `['GET']` when left out. */
  methods?: ('GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE')[]
  /** The name for urlFor(); the view's own name when left out. */
  endpoint?: string
}
export interface Context {
  push(): void
  pop(): void
}

/** An application: its views by address, its configuration, its templates. */
export declare class Flask {
  constructor(name?: string)
  readonly name: string
  /** `SECRET_KEY` signs the session cookie; `WTF_CSRF_ENABLED` is true. */
  readonly config: { SECRET_KEY?: string | null; WTF_CSRF_ENABLED?: boolean; [key: string]: unknown }
  secretKey: string | null
  /** Whether the test client throws what a view throws. */
  testing: boolean
  /** The folder in which relative paths of database URLs begin. */
  readonly instancePath: string
  /** Lets a view function answer an address, such as `/user/<name>` or `/post/<int:id>`. */
  route(rule: string, view: View): View
  route(rule: string, options: RouteOptions, view: View): View
  get(rule: string, view: View): View
  post(rule: string, view: View): View
  put(rule: string, view: View): View
  patch(rule: string, view: View): View
  delete(rule: string, view: View): View
  /** Answers errors: a status (404), a class of errors, or an error's name ('IntegrityError'). */
  errorhandler(what: number | string | (new (...args: any[]) => Error), handler: (error: any) => ViewResult): unknown
  /** Called before each view; what it returns, if anything, is the answer. */
  beforeRequest(work: () => ViewResult | void): void
  afterRequest(work: (response: Response) => Response | void): void
  /** Makes names available in every template. */
  contextProcessor(names: () => Values): unknown
  templateFilter(name: string, filter: (value: any, ...args: any[]) => unknown): void
  /** Makes names available in the shell. */
  shellContextProcessor(names: () => Values): unknown
  makeShellContext(): Values
  appContext(): Context
  appContext<T>(work: () => T): T
  testRequestContext(url: string, options?: { method?: string; data?: Values }): Context
  testRequestContext<T>(url: string, options: { method?: string; data?: Values }, work: () => T): T
  /** A browser without a window: for tests. */
  testClient(): TestClient
}

export interface TestResponse {
  readonly statusCode: number
  readonly text: string
  readonly location: string | null
  readonly headers: Record<string, string>
  readonly json: any
  getJson(): any
  readonly history: TestResponse[]
  /** What a view threw that nobody caught. */
  readonly exception: any
}
type Send = (url: string, options?: { data?: Values; queryString?: Values; followRedirects?: boolean }) => TestResponse
export interface TestClient {
  get: Send
  post: Send
  put: Send
  patch: Send
  delete: Send
  head: Send
  options: Send
  readonly cookies: Record<string, string>
  sessionTransaction(work?: (session: BrowserSession) => void): Values
}

/** Names with one or more values: form fields, arguments of an address. */
export declare class MultiDict implements Iterable<[string, string]> {
  readonly [name: string]: any
  constructor(pairs: Iterable<readonly [string, string]>)
  get(name: string): string | null
  get<D>(name: string, otherwise: D): string | D
  get<T, D>(name: string, otherwise: D, type: (text: string) => T): T | D
  getlist(name: string): string[]
  has(name: string): boolean
  [Symbol.iterator](): Iterator<[string, string]>
}

/** What the browser sent. */
export interface Request {
  readonly method: string
  readonly path: string
  readonly url: string
  readonly queryString: string
  readonly form: MultiDict
  /** What stands after the question mark of the address. */
  readonly args: MultiDict
  readonly values: MultiDict
  readonly cookies: Record<string, string>
  readonly endpoint: string | null
  readonly viewArgs: Values
}
/**
 * The browser's session: a signed cookie, which anybody can read and nobody can forge. It has nothing to do with
 * `db.session`, which talks to the database.
 */
export interface BrowserSession {
  [name: string]: any
  get(name: string, otherwise?: unknown): any
  pop(name: string, otherwise?: unknown): any
  setdefault(name: string, value?: unknown): any
  clear(): void
}
export declare class Response {
  constructor(body?: string, status?: number, headers?: Record<string, string>, mimetype?: string)
  status: number
  body: string
  readonly location: string | null
  getHeader(name: string): string | null
  setHeader(name: string, value: string): void
  setCookie(name: string, value: string, options?: { httponly?: boolean; maxAge?: number; path?: string }): void
  deleteCookie(name: string): void
}
export declare class HTTPException extends Error {
  constructor(code: number, description?: string)
  readonly code: number
  readonly description: string
}

export declare const request: Request
export declare const session: BrowserSession
/** Anything that is kept for the length of a request. */
export declare const g: Record<string, any>
export declare const currentApp: Flask
/** Sends the browser to another address. */
export declare function redirect(location: string, code?: 301 | 302 | 303 | 307 | 308): Response
/** The address of a view: urlFor('user', { name: 'john' }). */
export declare function urlFor(endpoint: string, values?: Values): string
/** Renders a file of `templates/`. */
export declare function renderTemplate(name: string, values?: Values): string
export declare function renderTemplateString(text: string, values?: Values): string
export declare function makeResponse(body?: string | object, status?: number, headers?: Record<string, string>): Response
export declare function jsonify(value: unknown): Response
/** Ends the request with a status: abort(404). */
export declare function abort(code: number, description?: string): never
/**
 * Two pieces of work at the same time, such as requests of two test clients: the second one is done at the moment when the
 * first is about to write.
 */
export declare function simultaneously<A, B>(first: () => A, second: () => B): [A, B]
/** A message for the next page. */
export declare function flash(message: string, category?: string): void
export declare function getFlashedMessages(options?: { withCategories?: boolean; categoryFilter?: string[] }): any[]
/** HTML that templates show as it is. */
export declare function Markup(html: string): object

/** Checks a field. */
export type Validator = (form: any, field: any) => void
interface Makes<A extends unknown[]> {
  (...args: A): Validator
  new (...args: A): Validator
}
interface Message {
  message?: string
}
interface Bounds extends Message {
  min?: number
  max?: number
}
export declare const DataRequired: Makes<[options?: Message]>
export declare const InputRequired: Makes<[options?: Message]>
/** Lets a field be empty. */
export declare const Optional: Makes<[]>
export declare const Length: Makes<[bounds: Bounds]>
export declare const NumberRange: Makes<[bounds: Bounds]>
export declare const EqualTo: Makes<[field: string, options?: Message]>
export declare const Regexp: Makes<[pattern: string | RegExp, options?: Message]>
export declare const Email: Makes<[options?: Message]>
export declare const AnyOf: Makes<[values: unknown[], options?: Message]>
export declare const NoneOf: Makes<[values: unknown[], options?: Message]>
/** What a validator throws: the words for the visitor. */
export declare class ValidationError extends Error {}
/** The same, and no further validator is asked. */
export declare class StopValidation extends Error {}

export interface FieldOptions {
  validators?: Validator[]
  /** Value of a form that has not been sent. */
  default?: unknown
  description?: string
  /** HTML attributes. */
  renderKw?: Values
  /** Choices of a SelectField or RadioField. */
  choices?: (string | number | readonly [value: string | number, label: string])[]
  coerce?: (text: string) => unknown
}
interface FieldOf<T> {
  readonly name: string
  readonly type: string
  /** What was sent. */
  data: T
  errors: string[]
  readonly label: { readonly text: string }
}
interface MakesField<T> {
  new (label?: string, options?: FieldOptions): FieldOf<T>
}
export declare const StringField: MakesField<string>
export declare const EmailField: MakesField<string>
export declare const PasswordField: MakesField<string>
export declare const HiddenField: MakesField<string>
export declare const TextAreaField: MakesField<string>
export declare const IntegerField: MakesField<number | null>
export declare const BooleanField: MakesField<boolean>
export declare const SubmitField: MakesField<boolean>
export declare const SelectField: MakesField<any>
export declare const RadioField: MakesField<any>

/** A form: declare its fields as class fields. */
export declare class FlaskForm {
  /** @param given an object with values for a form that has not been sent */
  constructor(given?: object | null)
  readonly data: Values
  readonly errors: Record<string, string[]>
  isSubmitted(): boolean
  validate(): boolean
  /** Whether the form was sent and nothing is wrong with it. */
  validateOnSubmit(): boolean
  populateObj(object: object): void
}
