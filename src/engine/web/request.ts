import type { WebRequest } from '../../protocol'
import { MultiDict } from './multi-dict'

/** An address split into its parts. */
export interface Address {
  /** Decoded, such as `/user/john`. */
  path: string
  query: string
}

/** Splits `/user/john?page=2#top`, with or without a host in front. */
export function splitAddress(url: string): Address {
  const [, path, query] = /^(?:[a-z]+:\/\/[^/?#]*)?([^?#]*)(?:\?([^#]*))?/i.exec(url)!
  return { path: decoded(path || '/'), query: query ?? '' }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** `request`: what the browser sent. */
export class Request {
  readonly method: string
  readonly path: string
  readonly queryString: string
  /** The fields of the form. */
  readonly form: MultiDict
  /** What stands after the question mark of the address. */
  readonly args: MultiDict
  readonly cookies: Record<string, string>
  readonly headers: Record<string, string>
  /** The name of the view that answers, and the variables of its address. */
  endpoint: string | null = null
  viewArgs: Record<string, unknown> = {}

  constructor(sent: WebRequest) {
    const { path, query } = splitAddress(sent.url)
    this.method = sent.method.toUpperCase()
    this.path = path
    this.queryString = query
    this.form = new MultiDict(sent.form)
    this.args = new MultiDict(new URLSearchParams(query))
    this.cookies = { ...sent.cookies }
    this.headers = { Host: 'localhost' }
  }
  /** Arguments and form fields together. */
  get values(): MultiDict {
    return new MultiDict([...this.args, ...this.form])
  }
  get url(): string {
    return `http://localhost${this.fullPath.replace(/\?$/, '')}`
  }
  get baseUrl(): string {
    return `http://localhost${encodeURI(this.path)}`
  }
  get fullPath(): string {
    return `${encodeURI(this.path)}?${this.queryString}`
  }
  toString(): string {
    return `<Request '${this.url}' [${this.method}]>`
  }
}
