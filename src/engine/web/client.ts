import type { WebRequest } from '../../protocol'
import { statusText, WebError } from './errors'
import type { Answer, AppOfContext } from './host'
import { cookiesOf } from './response'
import { BrowserSession, readSession, sessionCookie, sessionProxy, writeSession } from './session'

export interface ClientOptions {
  /** Fields of the form. */
  data?: Record<string, unknown>
  queryString?: Record<string, unknown>
  followRedirects?: boolean
}

/** What a test client got. */
export interface ClientResponse {
  statusCode: number
  status: string
  text: string
  headers: Record<string, string>
  location: string | null
  json: unknown
  getData(options?: { asText?: boolean }): string
  getJson(): unknown
  /** The redirects that led here. */
  history: ClientResponse[]
  /** What a view threw that nobody caught; with TESTING set, it is thrown here too. */
  exception: unknown
}

type Send = (url: string, options?: ClientOptions) => ClientResponse
export interface Client {
  get: Send
  post: Send
  put: Send
  patch: Send
  delete: Send
  head: Send
  options: Send
  cookies: Record<string, string>
  /** Reads the session; with a function, changes it too. */
  sessionTransaction(work?: (session: Record<string, unknown>) => void): Record<string, unknown>
}

/**
 * A browser without a window: it keeps cookies, and follows redirects when told to.
 * @param secret the key that signs the session cookie, or null
 */
export function createClient(
  app: AppOfContext,
  handle: (sent: WebRequest) => Answer | Promise<Answer>,
  secret: string | null,
): Client {
  const cookies: Record<string, string> = {}
  const sendOnce = (method: string, url: string, { data = {}, queryString }: ClientOptions): Answer => {
    const query = queryString
      ? `?${pairs(queryString)
          .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
          .join('&')}`
      : ''
    const answer = handle({ method, url: url + query, form: pairs(data), cookies })
    if (answer instanceof Promise)
      throw new WebError(
        'TypeError',
        `An async view answers later: ${String(app)}'s test client takes views that answer at once.`,
        'Leave out async, or open the address in the browser view.',
      )
    for (const [name, value] of cookiesOf(answer.response)) {
      if (value === null) delete cookies[name]
      else cookies[name] = value
    }
    const { TESTING, PROPAGATE_EXCEPTIONS = TESTING } = app.config
    if (answer.thrown && PROPAGATE_EXCEPTIONS) throw answer.thrown.error
    return answer
  }
  const send = (method: string, url: string, options: ClientOptions = {}): ClientResponse => {
    const history: ClientResponse[] = []
    let answer = sendOnce(method, url, options)
    for (
      let { response } = answer;
      options.followRedirects && response.location !== null && history.length < 20;
      { response } = answer
    ) {
      history.push(view(answer, []))
      const again = response.status === 307 || response.status === 308
      answer = sendOnce(again ? method : 'GET', response.location, again ? options : {})
    }
    return view(answer, history)
  }
  const by =
    (method: string): Send =>
    (url, options) =>
      send(method, url, options)
  return {
    get: by('GET'),
    post: by('POST'),
    put: by('PUT'),
    patch: by('PATCH'),
    delete: by('DELETE'),
    head: by('HEAD'),
    options: by('OPTIONS'),
    cookies,
    sessionTransaction(work) {
      const session = readSession(cookies[sessionCookie], secret)
      if (work) {
        const changed = new BrowserSession(session.data, secret)
        work(sessionProxy(() => changed) as Record<string, unknown>)
        const value = secret === null ? null : writeSession(changed, secret)
        if (value === null) delete cookies[sessionCookie]
        else cookies[sessionCookie] = value
        return changed.data
      }
      return session.data
    },
  }
}

/** Fields or arguments as a browser sends them: each value of a list on its own. */
export const pairs = (values: Record<string, unknown>): [string, string][] =>
  Object.entries(values).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each): [string, string] => [name, String(each)]),
  )

function view({ response, thrown }: Answer, history: ClientResponse[]): ClientResponse {
  const getJson = () => (response.mimetype === 'application/json' ? (JSON.parse(response.body) as unknown) : null)
  return {
    statusCode: response.status,
    status: `${response.status} ${statusText(response.status).toUpperCase()}`,
    text: response.body,
    headers: Object.fromEntries(response.headers),
    location: response.location,
    get json() {
      return getJson()
    },
    getData: () => response.body,
    getJson,
    history,
    exception: thrown?.error ?? null,
  }
}
