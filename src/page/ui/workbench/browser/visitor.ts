import type { WebRequest, WebResponse } from '../../../../protocol'

/** Lets the learner's app answer requests. */
export type Visit = (requests: WebRequest[]) => Promise<WebResponse[]>

/** What the browser shows: an answer and the address that it came from. */
export interface Shown {
  url: string
  response: WebResponse
}

const redirects = new Set([301, 302, 303, 307, 308])
const mostRedirects = 20
/** The app is always at home; other hosts cannot be reached. */
const origin = 'http://localhost'

/** A browser without a screen: cookies, history, redirects. */
export class Visitor {
  readonly cookies = new Map<string, string>()
  /** The page on show, or null before the first one. */
  shown: Shown | null = null
  /** Why nothing was answered, in words. */
  trouble: string | null = null
  loading = false
  private readonly history: string[] = []
  private at = -1
  /** Counts what was asked for: only the last one counts. */
  private turn = 0

  constructor(
    private readonly visit: Visit,
    private readonly changed: () => void,
  ) {}

  get url(): string {
    return this.history[this.at] ?? '/'
  }
  get canGoBack(): boolean {
    return this.at > 0
  }
  get canGoForward(): boolean {
    return this.at < this.history.length - 1
  }

  /** Goes to an address, as typed or as a link has it. */
  open(address: string): Promise<void> {
    return this.follow(address, 'GET', [])
  }
  back(): Promise<void> {
    return this.travel(-1)
  }
  forward(): Promise<void> {
    return this.travel(1)
  }
  reload(): Promise<void> {
    return this.send(this.url, 'GET', [], 'stay')
  }

  /** Sends a form. @param times 2: from two tabs at the same time; the first one's answer is shown */
  async submit(action: string, method: string, fields: [string, string][], times: 1 | 2): Promise<void> {
    if (method.toUpperCase() === 'GET') {
      const query = new URLSearchParams(fields).toString()
      return this.follow(`${(action || this.url).replace(/[?#].*$/, '')}?${query}`, 'GET', [])
    }
    return this.follow(action || this.url, 'POST', fields, times)
  }

  private async follow(address: string, method: string, form: [string, string][], times: 1 | 2 = 1): Promise<void> {
    const target = this.resolve(address)
    if (target === null) {
      this.trouble = `${address} is not an address of this app, and no other site can be reached from here.`
      return this.changed()
    }
    return this.send(target, method, form, 'push', times)
  }

  private travel(by: number): Promise<void> {
    const to = this.at + by
    if (to < 0 || to >= this.history.length) return Promise.resolve()
    this.at = to
    return this.send(this.url, 'GET', [], 'stay')
  }

  private async send(
    url: string,
    method: string,
    form: [string, string][],
    history: 'push' | 'stay',
    times: 1 | 2 = 1,
  ): Promise<void> {
    const turn = ++this.turn
    this.loading = true
    this.trouble = null
    this.changed()
    try {
      const { answer, address } = await this.chain({ url, method, form }, times)
      if (turn !== this.turn) return
      if (history === 'push') {
        this.history.splice(this.at + 1, Number.POSITIVE_INFINITY, address)
        this.at = this.history.length - 1
      } else this.history[Math.max(0, this.at)] = address
      if (this.at < 0) this.at = 0
      this.shown = { url: address, response: answer }
    } catch (error) {
      if (turn === this.turn) this.trouble = error instanceof Error ? error.message : String(error)
    } finally {
      if (turn === this.turn) {
        this.loading = false
        this.changed()
      }
    }
  }

  /** Sends a request and goes where its answers lead. @throws Error when there is no answer, or no end of redirects */
  private async chain(first: Omit<WebRequest, 'cookies'>, times: 1 | 2): Promise<{ answer: WebResponse; address: string }> {
    let next = first
    for (let hop = 0; hop <= mostRedirects; hop++) {
      const request = { ...next, cookies: Object.fromEntries(this.cookies) }
      const [answer, ...others] = await this.visit(hop === 0 && times === 2 ? [request, request] : [request])
      if (answer === undefined) throw new Error('There was no answer: run the code first. It has to make an app: new Flask(…).')
      for (const each of [...others, answer]) this.keep(each)
      const location = answer.headers.find(([name]) => name === 'Location')?.[1]
      const target = location !== undefined && redirects.has(answer.status) ? this.resolve(location, next.url) : null
      if (target === null) return { answer, address: next.url }
      const same = answer.status === 307 || answer.status === 308
      next = same ? { ...next, url: target } : { url: target, method: 'GET', form: [] }
    }
    throw new Error(`The app sent the browser on more than ${mostRedirects} times: do two views redirect to each other?`)
  }

  private keep({ cookies }: WebResponse): void {
    for (const [name, value] of cookies) {
      if (value === null) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
  }

  /** Path and query of an address; null when it is one of another site. */
  private resolve(address: string, base = this.url): string | null {
    try {
      const url = new URL(address.trim(), origin + base)
      return url.origin === origin ? url.pathname + url.search : null
    } catch {
      return null
    }
  }
}
