/** An error of the web part's own, under Flask's or Werkzeug's term, with a way out. */
export class WebError extends Error {
  constructor(
    override readonly name: string,
    message: string,
    readonly hint: string,
  ) {
    super(message)
  }
}

/** What ends a request with a status: abort(404). */
export class HTTPException extends Error {
  override readonly name: string
  constructor(
    readonly code: number,
    readonly description: string = descriptions[code] ?? '',
    /** The error behind a 500. */
    readonly original: unknown = null,
    readonly headers: [string, string][] = [],
  ) {
    super(`${code} ${statusText(code)}: ${description}`)
    this.name = statusText(code).replaceAll(/[^A-Za-z]/g, '')
  }
}

const texts: Record<number, string> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  418: "I'm a teapot",
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
}

const descriptions: Record<number, string> = {
  400: 'The browser (or proxy) sent a request that this server could not understand.',
  401: 'The server could not verify that you are authorized to access the URL requested.',
  403: "You don't have the permission to access the requested resource. It is either read-protected or not readable by the server.",
  404: 'The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.',
  405: 'The method is not allowed for the requested URL.',
  409: 'A conflict happened while processing the request. The resource might have been modified while the request was being processed.',
  410: 'The requested URL is no longer available on this server and there is no forwarding address.',
  500: 'The server encountered an internal error and was unable to complete your request. Either the server is overloaded or there is an error in the application.',
}

/** The words of a status code: 404 is `Not Found`. */
export const statusText = (code: number): string => texts[code] ?? 'Unknown'

/**
 * The error as one that ends a request with a status, or null. firstOr404() throws SQLAlchemy's way, under the same name.
 */
export function asHttp(error: unknown): HTTPException | null {
  if (error instanceof HTTPException) return error
  if (error instanceof Error && error.name === 'NotFound')
    return new HTTPException(404, error.message.replace(/^404 Not Found: /, ''), error)
  return null
}

const outside = (what: string, used: string, way: string) =>
  new WebError(
    'RuntimeError',
    `Working outside of ${what} context.\n\nThis typically means that you attempted to use functionality that needed\n${used}.`,
    way,
  )

export const outsideRequest = (): WebError =>
  outside(
    'request',
    'an active HTTP request',
    'request and session exist while a view function answers: use them inside one, or within app.testRequestContext(...).',
  )

export const outsideApp = (): WebError =>
  outside('application', 'the current application', 'Do it inside a view function, or within app.appContext(() => { ... }).')

export const noSecretKey = (): WebError =>
  new WebError(
    'RuntimeError',
    'The session is unavailable because no secret key was set.  Set the secret_key on the application to something unique and secret.',
    "The cookie is signed with it: app.config['SECRET_KEY'] = 'hard to guess string'.",
  )

export const notJson = (type: string): WebError =>
  new WebError(
    'TypeError',
    `Object of type ${type} is not JSON serializable`,
    'The session is a text in a cookie. Put a plain value into it, such as the id of a row.',
  )

export const noCsrfKey = (): WebError =>
  new WebError('RuntimeError', 'A secret key is required to use CSRF.', "Set app.config['SECRET_KEY'] = 'hard to guess string'.")

export const noResponse = (endpoint: string): WebError =>
  new WebError(
    'TypeError',
    `The view function for '${endpoint}' did not return a valid response. The function either returned None or ended without a return statement.`,
    'End each way through the view with return: renderTemplate(...), redirect(...) or a text.',
  )

export const wrongResponse = (endpoint: string, type: string): WebError =>
  new WebError(
    'TypeError',
    `The view function for '${endpoint}' did not return a valid response. The return type must be a string, dict, list, tuple with headers or status, Response instance, but it was a ${type}.`,
    'Return a text, an object (it becomes JSON), or makeResponse(body, status).',
  )

export const endpointTaken = (endpoint: string): WebError =>
  new WebError(
    'AssertionError',
    `View function mapping is overwriting an existing endpoint function: ${endpoint}`,
    "Each view needs a name of its own: name the function, or give { endpoint: '...' }.",
  )

export function buildError(endpoint: string, known: string[], missing: string[]): WebError {
  if (missing.length > 0) {
    const names = missing.map((name) => `'${name}'`).join(', ')
    return new WebError(
      'BuildError',
      `Could not build url for endpoint '${endpoint}'. Did you forget to specify values [${names}]?`,
      `Give them: urlFor('${endpoint}', { ${missing[0]}: ... }).`,
    )
  }
  const near = known.find((name) => name.toLowerCase().startsWith(endpoint.toLowerCase().slice(0, 3)))
  return new WebError(
    'BuildError',
    `Could not build url for endpoint '${endpoint}'.${near ? ` Did you mean '${near}' instead?` : ''}`,
    `An endpoint is the name of a view function. There are: ${known.join(', ') || 'none yet'}.`,
  )
}

export const ruleError = (rule: string, found: string): WebError =>
  new WebError(
    'ValueError',
    `${found} in the URL rule '${rule}'`,
    "A rule looks like '/user/<name>' or '/post/<int:id>': a variable fills a whole part between two slashes.",
  )

export const templateNotFound = (name: string): WebError =>
  new WebError('TemplateNotFound', name, `Add the file templates/${name}.`)

export const noApp = (): WebError =>
  new WebError('NoAppException', 'Could not import an application.', "Make one: const app = new Flask('hello').")

export const asyncMeanwhile = (): WebError =>
  new WebError(
    'TypeError',
    'Two requests at the same time need views that answer at once; this one is async.',
    'Leave out async: everything in db.session answers at once.',
  )

export const notCalled = (field: string): WebError =>
  new WebError(
    'TypeError',
    `A validator of the field '${field}' was not called.`,
    'Write DataRequired() instead of DataRequired.',
  )
