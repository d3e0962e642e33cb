import { statusText } from './errors'

export interface CookieOptions {
  httponly?: boolean
  /** Seconds. */
  maxAge?: number
  path?: string
}

/** What goes back to the browser. */
export class Response {
  status: number
  body: string
  readonly headers: [string, string][]

  constructor(body = '', status = 200, headers: Record<string, string> | [string, string][] = [], mimetype = 'text/html') {
    this.body = body
    this.status = status
    this.headers = [['Content-Type', `${mimetype}; charset=utf-8`]]
    for (const [name, value] of Array.isArray(headers) ? headers : Object.entries(headers)) this.setHeader(name, value)
  }
  get statusCode(): number {
    return this.status
  }
  get location(): string | null {
    return this.getHeader('Location')
  }
  get mimetype(): string {
    return (this.getHeader('Content-Type') ?? '').split(';')[0]!
  }
  getHeader(name: string): string | null {
    return this.headers.find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1] ?? null
  }
  setHeader(name: string, value: string): void {
    const at = this.headers.findIndex(([each]) => each.toLowerCase() === name.toLowerCase())
    if (at < 0) this.headers.push([name, String(value)])
    else this.headers[at] = [name, String(value)]
  }
  setCookie(name: string, value: string, { httponly = false, maxAge, path = '/' }: CookieOptions = {}): void {
    const age = maxAge === undefined ? '' : `; Max-Age=${maxAge}`
    this.headers.push(['Set-Cookie', `${name}=${encodeURIComponent(value)}${age}${httponly ? '; HttpOnly' : ''}; Path=${path}`])
  }
  deleteCookie(name: string): void {
    this.setCookie(name, '', { maxAge: 0 })
  }
  toString(): string {
    return `<Response ${this.body.length} bytes [${this.status} ${statusText(this.status).toUpperCase()}]>`
  }
}

/** The cookies that a response sets; null takes one away. */
export function cookiesOf(response: Response): [name: string, value: string | null][] {
  return response.headers
    .filter(([name]) => name === 'Set-Cookie')
    .map(([, text]) => {
      const [, name, value] = /^([^=]*)=([^;]*)/.exec(text)!
      return [name!, /; Max-Age=0\b/.test(text) ? null : decodeURIComponent(value!)]
    })
}

/** Sends the browser to another address. @param code 301, 302, 303, 307 or 308 */
export function redirect(location: string, code = 302): Response {
  const shown = escape(location)
  const body = `<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n<p>You should be redirected automatically to the target URL: <a href="${shown}">${shown}</a>. If not, click the link.\n`
  return new Response(body, code, { Location: location })
}

/** An object as a JSON response. */
export const jsonify = (value: unknown): Response => new Response(`${JSON.stringify(value)}\n`, 200, [], 'application/json')

/** Text for use inside HTML. */
export function escape(text: unknown): string {
  return String(text).replace(
    /[&<>"']/g,
    (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' })[char]!,
  )
}
