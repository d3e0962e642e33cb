import type { WebRequest } from '../../protocol'
import { after } from './after'
import { type Client, type ClientOptions, createClient, pairs } from './client'
import type { Contexts } from './context'
import { ErrorHandlers, errorPage } from './error-handlers'
import { HTTPException, noResponse, WebError, wrongResponse } from './errors'
import { type Flash, readFlashes } from './flash'
import type { Answer, Context, ErrorHandler, WebHost } from './host'
import { Request, splitAddress } from './request'
import { jsonify, Response } from './response'
import { UrlMap, type View } from './routing'
import { type BrowserSession, readSession, sessionCookie, writeSession } from './session'
import { type TemplateSource, Templates } from './templates/templates'

export interface RouteOptions {
  methods?: string[]
  /** The name for urlFor(); the view's own name when left out. */
  endpoint?: string
}
type Names = () => Record<string, unknown>

/** What all apps of one workspace share. */
export interface Surroundings {
  host: WebHost
  contexts: Contexts
  /** Told of each app that is made; the last one answers the browser. */
  created(app: Flask): void
}

/** An application: its views by address, its configuration, its templates. */
export class Flask {
  readonly config: Record<string, unknown> = { DEBUG: false, TESTING: false, SECRET_KEY: null, WTF_CSRF_ENABLED: true }
  /** Where files of the app are kept that are no code; a page has no folders, so no file is there. */
  readonly instancePath = '/home/flasky/instance'
  readonly urlMap = new UrlMap()
  private readonly templates: Templates
  private readonly before: (() => unknown)[] = []
  private readonly after: ((response: Response) => Response | undefined)[] = []
  private readonly errors = new ErrorHandlers()
  private readonly templateNames: Names[] = []
  private readonly shellNames: Names[] = []

  constructor(
    private readonly surroundings: Surroundings,
    readonly name: string,
  ) {
    this.templates = new Templates(surroundings.host)
    this.route('/static/<path:filename>', { endpoint: 'static' }, ({ filename }) => this.staticFile(String(filename)))
    surroundings.created(this)
  }

  get secretKey(): unknown {
    return this.config.SECRET_KEY
  }
  set secretKey(key: unknown) {
    this.config.SECRET_KEY = key
  }
  /** Whether the test client throws what a view throws. */
  get testing(): boolean {
    return Boolean(this.config.TESTING)
  }
  set testing(on: boolean) {
    this.config.TESTING = on
  }
  /** Templates by name, instead of the files in `templates/`. */
  get jinjaLoader(): TemplateSource | null {
    return this.templates.source
  }
  set jinjaLoader(source: TemplateSource | null) {
    this.templates.source = source
  }
  get jinjaEnv(): object {
    return this.templates.environment
  }

  /**
   * Lets a view function answer an address. @param rule such as `/user/<name>` or `/post/<int:id>`
   * @throws WebError ValueError (the rule), AssertionError (the endpoint has a view)
   */
  route(rule: string, options: RouteOptions | View, view?: View): View {
    const answer = typeof options === 'function' ? options : view
    if (typeof answer !== 'function')
      throw new WebError(
        'TypeError',
        `The route '${rule}' has no view function.`,
        "app.route('/', { methods: ['GET', 'POST'] }, () => 'Hello!')",
      )
    const { methods = ['GET'], endpoint = answer.name || endpointOf(rule) } = typeof options === 'function' ? {} : options
    this.urlMap.add(rule, methods, endpoint, answer)
    return answer
  }
  get(rule: string, view: View): View {
    return this.route(rule, { methods: ['GET'] }, view)
  }
  post(rule: string, view: View): View {
    return this.route(rule, { methods: ['POST'] }, view)
  }
  put(rule: string, view: View): View {
    return this.route(rule, { methods: ['PUT'] }, view)
  }
  patch(rule: string, view: View): View {
    return this.route(rule, { methods: ['PATCH'] }, view)
  }
  delete(rule: string, view: View): View {
    return this.route(rule, { methods: ['DELETE'] }, view)
  }

  /** Answers errors: a status (404), a class of errors, or an error's name ('IntegrityError'). */
  errorhandler(what: number | string | (new (...args: never[]) => Error), handler: ErrorHandler): ErrorHandler {
    this.errors.add(what, handler)
    return handler
  }
  /** Called before each view; what it returns (if anything) is the answer. */
  beforeRequest(work: () => unknown): void {
    this.before.push(work)
  }
  afterRequest(work: (response: Response) => Response | undefined): void {
    this.after.push(work)
  }
  /** Makes names available in every template. */
  contextProcessor(names: Names): Names {
    this.templateNames.push(names)
    return names
  }
  templateFilter(name: string, filter: (...args: never[]) => unknown): void {
    this.templates.environment.addFilter(name, filter as (...args: unknown[]) => unknown)
  }
  /** Makes names available in the shell. */
  shellContextProcessor(names: Names): Names {
    this.shellNames.push(names)
    return names
  }
  /** The names of the shell: the app, `g`, `db`, all models, and what the processors give. */
  makeShellContext(): Record<string, unknown> {
    const { host, contexts } = this.surroundings
    return Object.assign({ app: this, g: contexts.g, ...host.shellNames() }, ...this.shellNames.map((names) => names()))
  }

  /** An application context, by hand (push and pop) or for the length of a function. */
  appContext<T>(work: () => T): T
  appContext(): { push(): void; pop(): void }
  appContext<T>(work?: () => T): T | { push(): void; pop(): void } {
    return this.within(() => this.begin(null, null), work)
  }
  /** A context as a request to `url` has it. */
  testRequestContext<T>(
    url: string,
    { method = 'GET', data = {} }: { method?: string } & Pick<ClientOptions, 'data'> = {},
    work?: () => T,
  ): T | { push(): void; pop(): void } {
    return this.within(() => {
      const { request, session } = this.read({ method, form: pairs(data), cookies: {}, url })
      return this.begin(request, session)
    }, work)
  }
  /** A browser without a window: for tests. */
  testClient(): Client {
    return createClient(this, (sent) => this.handle(sent), this.secret)
  }

  /** Answers a request. Never throws for what a view throws. */
  handle(sent: WebRequest): Answer | Promise<Answer> {
    const { contexts } = this.surroundings
    const { request, session, refused } = this.read(sent)
    const context = this.begin(request, session)
    contexts.push(context)
    let thrown: Answer['thrown'] = null
    const end = (response: Response): Answer => {
      try {
        for (const work of this.after) response = work(response) ?? response
        this.saveSession(response, session, request.cookies)
      } finally {
        contexts.pop(context)
      }
      if (request.method === 'HEAD') response.body = ''
      return { response, thrown, sessionRefused: refused }
    }
    const failed = (error: unknown): unknown => {
      const answer = this.errors.answerTo(error)
      if (!answer.expected) thrown = { error }
      return answer.value
    }
    const lastly = (error: unknown): Response => {
      thrown = { error }
      return errorPage(new HTTPException(500, undefined, error))
    }
    return after(
      () => this.dispatch(request),
      failed,
      (value) =>
        after(
          () => this.makeResponse(value, request.endpoint ?? request.path),
          (error) => this.makeResponse(failed(error), request.endpoint ?? request.path),
          end,
          (error) => end(lastly(error)),
        ),
      (error) => end(lastly(error)),
    )
  }

  /** Renders a file of `templates/` with these values. */
  renderTemplate(name: string, values: object): string {
    return this.templates.render(name, { ...this.namesForTemplates(), ...values })
  }
  renderTemplateString(text: string, values: object): string {
    return this.templates.renderText(text, { ...this.namesForTemplates(), ...values })
  }

  /** What a view returned, as a response. @throws WebError TypeError */
  makeResponse(value: unknown, endpoint: string): Response {
    if (value instanceof Response) return value
    if (value instanceof HTTPException) return errorPage(value)
    if (typeof value === 'string' || value instanceof String) return new Response(String(value))
    if (Array.isArray(value) && value.length <= 3 && typeof value[1] === 'number') {
      const response = this.makeResponse(value[0], endpoint)
      response.status = value[1]
      for (const [name, text] of Object.entries((value[2] ?? {}) as Record<string, string>)) response.setHeader(name, text)
      return response
    }
    if (value === null || value === undefined) throw noResponse(endpoint)
    if (typeof value === 'object') return jsonify(value)
    throw wrongResponse(endpoint, typeof value)
  }

  toString(): string {
    return `<Flask '${this.name}'>`
  }

  private get secret(): string | null {
    const { SECRET_KEY } = this.config
    return typeof SECRET_KEY === 'string' && SECRET_KEY !== '' ? SECRET_KEY : null
  }

  private read(sent: WebRequest): { request: Request; session: BrowserSession; refused: boolean } {
    const request = new Request(sent)
    const cookie = request.cookies[sessionCookie]
    const session = readSession(cookie, this.secret)
    return { request, session, refused: cookie !== undefined && Object.keys(session.data).length === 0 }
  }

  private begin(request: Request | null, session: BrowserSession | null): Context {
    const { contexts, host } = this.surroundings
    const around = contexts.innermost
    // As in Flask, a request within an application context of the same app goes on in that one, with its db.session.
    const shared = request !== null && around?.app === this && around.request === null
    return { app: this, g: shared ? around.g : {}, request, session, flashes: null, end: shared ? () => {} : host.beginContext() }
  }

  private within<T>(open: () => Context, work: (() => T) | undefined): T | { push(): void; pop(): void } {
    const { contexts } = this.surroundings
    let context: Context | null = null
    const hand = {
      push: () => contexts.push((context = open())),
      pop: () => context && contexts.pop(context),
    }
    if (work === undefined) return hand
    hand.push()
    try {
      return work()
    } finally {
      hand.pop()
    }
  }

  private dispatch(request: Request): unknown {
    const { rule, args } = this.urlMap.match(request.method, request.path)
    request.endpoint = rule.endpoint
    request.viewArgs = args
    for (const work of this.before) {
      const early = work()
      if (early !== undefined && early !== null) return early
    }
    if (request.method === 'OPTIONS') return new Response('', 200, { Allow: rule.methods.join(', ') })
    return rule.view(args)
  }

  private saveSession(response: Response, session: BrowserSession, cookies: Record<string, string>): void {
    if (!session.modified || this.secret === null) return
    const value = writeSession(session, this.secret)
    if (value !== null) response.setCookie(sessionCookie, value, { httponly: true })
    else if (sessionCookie in cookies) response.deleteCookie(sessionCookie)
    response.setHeader('Vary', 'Cookie')
  }

  private namesForTemplates(): Record<string, unknown> {
    const { contexts } = this.surroundings
    const { request, session, g } = contexts
    const names = {
      config: this.config,
      request: contexts.innermost?.request ? request : undefined,
      session: contexts.innermost?.session ? session : undefined,
      g,
      urlFor: (endpoint: string, values: Record<string, unknown> = {}) => this.urlMap.build(endpoint, values),
      getFlashedMessages: (options?: Flash) => readFlashes(contexts.current(), options),
    }
    return Object.assign(
      { ...names, url_for: names.urlFor, get_flashed_messages: names.getFlashedMessages },
      ...this.templateNames.map((given) => given()),
    )
  }

  private staticFile(name: string): Response {
    const text = this.surroundings.host.readText(`static/${name}`)
    if (text === null) throw new HTTPException(404)
    return new Response(
      text,
      200,
      [],
      { css: 'text/css', js: 'text/javascript', html: 'text/html' }[name.split('.').at(-1)!] ?? 'text/plain',
    )
  }
}

/** `users_name` of `/users/<name>`: the name of a view that has none. */
const endpointOf = (rule: string) =>
  splitAddress(rule)
    .path.replace(/<(?:[^:<>]*:)?([^<>]+)>/g, '$1')
    .split('/')
    .filter(Boolean)
    .join('_') || 'index'
