import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import type { TimelineEvent, WebResponse } from '../../../../protocol'
import { TimelinePanel } from '../panels/panel'
import { placeLink } from '../panels/place-link'
import { withCode } from '../panels/problem-card'
import { sqlList } from '../panels/sql-list'
import type { TimelineChange } from '../timeline'
import { count, milliseconds } from '../words'
import './browser.css'
import { type Act, harmless, isHeard, watchPage } from './page-frame'
import { type RequestEntry, requestsOf } from './requests'
import { forgeSessionCookie, readSessionCookie } from './session-cookie'
import { Visitor } from './visitor'

const listed = 100

/** A browser for the learner's app: address bar, page, cookies, and the requests with the SQL that each one caused. */
export class BrowserPanel extends TimelinePanel {
  static override properties = { ...TimelinePanel.properties, twice: { state: true }, scripts: { state: true } }
  /** Forms are sent from two tabs at the same time. */
  private twice = false
  /**
   * Listeners are deaf in a frame without scripts (WebKit): then the frame may run them, and its policy alone keeps it from
   * doing so.
   */
  private scripts = false
  private readonly visitor = new Visitor(
    (requests) => this.context.visit(requests),
    () => this.requestUpdate(),
  )
  /** The answer that was drawn last. */
  private seen: WebResponse | null = null
  private page: { of: WebResponse; html: string; number: number } | null = null
  private readonly sizes = new ResizeObserver(() => this.openFirst())
  /** The first event of the run whose app was asked for a page. */
  private asked: TimelineEvent | undefined

  override connectedCallback(): void {
    super.connectedCallback()
    this.sizes.observe(this)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.sizes.disconnect()
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed)
    const response = this.visitor.shown?.response ?? null
    if (response === this.seen) return
    this.seen = response
    this.closest('.panel')?.scrollTo({ top: 0 })
  }

  protected override changed(change: TimelineChange): void {
    if (change === 'events') this.openFirst()
    super.changed(change)
  }

  override render(): TemplateResult {
    const { visitor } = this
    return html`
      <form class="browser-bar" @submit=${this.go}>
        <button type="button" title="Back" aria-label="Back" ?disabled=${!visitor.canGoBack} @click=${() => visitor.back()}>←</button>
        <button type="button" title="Forward" aria-label="Forward" ?disabled=${!visitor.canGoForward} @click=${() => visitor.forward()}>→</button>
        <button type="button" title="Reload" aria-label="Reload" @click=${() => visitor.reload()}>↻</button>
        <label><span class="unseen">Address</span><span class="host" aria-hidden="true">localhost</span><input name="address" .value=${visitor.url} autocomplete="off" spellcheck="false" autocapitalize="off"></label>
        <button type="submit">Go</button>
      </form>
      ${this.answer()}
      ${this.cookieList()}
      ${this.requestList()}
    `
  }

  private answer(): TemplateResult {
    const { shown, trouble } = this.visitor
    if (trouble !== null) return html`<p class="browser-trouble" role="alert">${trouble}</p>`
    if (shown === null) return html`<p class="empty">Run the code, and the app's first page appears here.</p>`
    const { response } = shown
    if (response.problem) return debuggerPage(response)
    if (this.page?.of !== response) {
      this.page = { of: response, html: documentOf(response), number: (this.page?.number ?? 0) + 1 }
    }
    const sandbox = `allow-same-origin allow-forms${this.scripts ? ' allow-scripts' : ''}`
    // A new frame for each page: going on in the same one would add to the history of the whole page.
    return html`<p class="browser-status"><b data-status=${Math.floor(response.status / 100)}>${response.status}</b> ${response.statusText}${
      response.sessionRefused
        ? html` · <span class="refused">The session cookie's signature does not fit: the app did not believe it.</span>`
        : nothing
    }</p>
    ${keyed(
      `${this.page.number} ${sandbox}`,
      html`<iframe class="browser-page" title="Page of the app" sandbox=${sandbox} srcdoc=${this.page.html} @load=${this.loaded}></iframe>`,
    )}`
  }

  private cookieList(): TemplateResult {
    const { cookies } = this.visitor
    return html`<details class="browser-cookies">
      <summary>${count(cookies.size, 'cookie')}</summary>
      ${[...cookies].map(([name, value]) => this.cookie(name, value))}
      <p class="explain">The <b>session</b> of the app is this cookie: the browser keeps it, each browser its own. Everybody can read it;
        its signature can be made only with the app's <code>SECRET_KEY</code>, so nobody else can change it. <code>db.session</code> is
        something else: the app's conversation with the database, new for each request and removed at its end.</p>
      ${cookies.size > 0 ? html`<button type="button" @click=${this.clearCookies}>Forget the cookies</button>` : nothing}
    </details>`
  }

  private cookie(name: string, value: string): TemplateResult {
    const read = readSessionCookie(value)
    if (read === null) return html`<p class="cookie"><b>${name}</b> <code>${value}</code></p>`
    const forge = (event: Event) => {
      event.preventDefault()
      const input = (event.target as HTMLFormElement).elements.namedItem('values') as HTMLInputElement
      this.visitor.cookies.set(name, forgeSessionCookie(read, input.value))
      this.visitor.reload()
    }
    return html`<div class="cookie">
      <p><b>${name}</b> <code class="payload" title="what it says, in base64">${read.payload}</code><code>.</code><code class="signature" title="time and signature">${read.rest}</code></p>
      <form @submit=${forge}>
        <label>It says <input name="values" .value=${read.values} spellcheck="false" autocomplete="off"></label>
        <button type="submit">Change it without the key</button>
      </form>
    </div>`
  }

  private requestList(): TemplateResult {
    const entries = requestsOf(this.timeline.events)
    return html`<section class="browser-requests" aria-label="Requests">
      <h2>Requests <label><input type="checkbox" .checked=${this.twice} @change=${(event: Event) => (this.twice = (event.target as HTMLInputElement).checked)}>
        send forms from two tabs at once</label></h2>
      ${entries.length === 0 ? html`<p class="empty">None yet.</p>` : html`<ol>${entries.slice(-listed).map(requestItem)}</ol>`}
    </section>`
  }

  private readonly go = (event: Event): void => {
    event.preventDefault()
    const input = (event.target as HTMLFormElement).elements.namedItem('address') as HTMLInputElement
    this.visitor.open(input.value)
  }

  private readonly loaded = (event: Event): void => {
    const page = (event.target as HTMLIFrameElement).contentDocument
    if (page === null) return
    if (!this.scripts && !isHeard(page)) this.scripts = true
    else watchPage(page, (act) => this.act(act))
  }

  private act(act: Act): void {
    if (act.kind === 'link') this.visitor.open(act.address)
    else this.visitor.submit(act.action, act.method, act.fields, this.twice ? 2 : 1)
  }

  private readonly clearCookies = (): void => {
    this.visitor.cookies.clear()
    this.visitor.reload()
  }

  /** The page that was shown (or the first one) is asked for after each run, once somebody looks; an error leaves no app to ask. */
  private openFirst(): void {
    const { events } = this.timeline
    const [first] = events
    if (first === undefined || first === this.asked || this.offsetParent === null) return
    this.asked = first
    if (events.some((event) => event.kind === 'problem' && event.severity === 'error')) return
    this.visitor.reload()
  }
}

/** A page for what is no HTML: its text. */
function documentOf({ headers, body }: WebResponse): string {
  const type = headers.find(([name]) => name === 'Content-Type')?.[1] ?? 'text/html'
  if (/html/.test(type)) return harmless(body)
  const pre = document.createElement('pre')
  pre.textContent = body
  return harmless(pre.outerHTML)
}

/** What happened instead of a page, with the learner's lines. */
function debuggerPage({ status, statusText, problem }: WebResponse): TemplateResult {
  const { term, message, hint, frames } = problem!
  return html`<div class="browser-debugger" role="alert">
    <p class="browser-status"><b data-status="5">${status}</b> ${statusText}</p>
    <h2>${term}</h2>
    <p class="message">${message}</p>
    ${hint ? html`<p class="hint"><b>Try:</b> ${withCode(hint)}</p>` : nothing}
    ${frames.length > 0 ? html`<ol>${frames.map((frame) => html`<li>${placeLink(frame, false)} ${frame.name ? html`in <code>${frame.name}</code>` : nothing}</li>`)}</ol>` : nothing}
    <p class="explain">A visitor of a real site would see “Internal Server Error” and nothing else.</p>
  </div>`
}

function requestItem({ event, sql, redirected, meanwhile }: RequestEntry): TemplateResult {
  const statements = sql.filter((each) => each.kind === 'statement')
  return html`<li class="request" ?data-redirected=${redirected} ?data-meanwhile=${meanwhile}>
    <details ?open=${statements.length > 0}>
      <summary><b data-status=${Math.floor(event.status / 100)}>${event.status}</b> <span class="method">${event.method}</span> <code>${event.url}</code>
        ${event.location !== null ? html`→ <code>${event.location}</code>` : nothing}
        <small>${meanwhile ? 'meanwhile · ' : ''}${count(statements.length, 'statement')} · ${milliseconds(event.ms)}</small></summary>
      ${sqlList(sql)}
    </details>
  </li>`
}

customElements.define('browser-panel', BrowserPanel)
