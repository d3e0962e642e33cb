import { describe, expect, it } from 'vitest'
import { requestsOf } from '../../../src/page/ui/workbench/browser/requests'
import { forgeSessionCookie, readSessionCookie } from '../../../src/page/ui/workbench/browser/session-cookie'
import { Visitor } from '../../../src/page/ui/workbench/browser/visitor'
import type { TimelineEvent, WebRequest, WebResponse } from '../../../src/protocol'
import { models, openApp, page, view } from './browser'

const answer = (change: Partial<WebResponse> = {}): WebResponse => ({
  status: 200,
  statusText: 'OK',
  headers: [['Content-Type', 'text/html']],
  body: '',
  cookies: [],
  sessionRefused: false,
  problem: null,
  ...change,
})
const to = (location: string, status = 302) => answer({ status, headers: [['Location', location]] })

/** A visitor of a site that answers by address, and what was sent. */
function visitorOf(site: Record<string, WebResponse>) {
  const sent: WebRequest[][] = []
  const visitor = new Visitor(
    async (requests) => {
      sent.push(requests)
      return requests.map(({ url }) => site[url] ?? answer({ status: 404 }))
    },
    () => {},
  )
  return { visitor, sent, urls: () => sent.map(([first]) => `${first!.method} ${first!.url}`) }
}

describe('the browser', () => {
  it('keeps cookies and sends them back', async () => {
    const { visitor, sent } = visitorOf({ '/': answer({ cookies: [['a', '1']] }), '/out': answer({ cookies: [['a', null]] }) })
    await visitor.open('/')
    await visitor.open('/out')
    await visitor.open('/')
    expect(sent.map(([first]) => first!.cookies)).toEqual([{}, { a: '1' }, {}])
  })

  it('follows redirects, with the form only where the status says so', async () => {
    const { visitor, urls, sent } = visitorOf({
      '/form': to('/done?x=1'),
      '/again': to('/form2', 307),
      '/done?x=1': answer(),
      '/form2': answer(),
    })
    await visitor.submit('/form', 'post', [['name', 'a']], 1)
    expect(visitor.shown?.url).toBe('/done?x=1')
    await visitor.submit('/again', 'post', [['name', 'b']], 1)
    expect(urls()).toEqual(['POST /form', 'GET /done?x=1', 'POST /again', 'POST /form2'])
    expect(sent[3]![0]!.form).toEqual([['name', 'b']])
  })

  it('gives up on redirects that go round, and says so', async () => {
    const { visitor, urls } = visitorOf({ '/a': to('/b'), '/b': to('/a') })
    await visitor.open('/a')
    expect(visitor.trouble).toMatch(/more than 20 times/)
    expect(urls()).toHaveLength(21)
  })

  it('goes back and forward, and forgets what lay ahead', async () => {
    const { visitor, urls } = visitorOf({})
    await visitor.open('/a/b')
    await visitor.open('c')
    expect(visitor.url).toBe('/a/c')
    await visitor.back()
    expect([visitor.url, visitor.canGoBack, visitor.canGoForward]).toEqual(['/a/b', false, true])
    await visitor.open('?page=2')
    expect([visitor.url, visitor.canGoForward]).toEqual(['/a/b?page=2', false])
    expect(urls()).toEqual(['GET /a/b', 'GET /a/c', 'GET /a/b', 'GET /a/b?page=2'])
  })

  it('sends forms of GET in the address, and goes to no other site', async () => {
    const { visitor, urls } = visitorOf({})
    await visitor.submit('/search?old=1', 'get', [['q', 'a b']], 1)
    await visitor.open('https://example.com/')
    await visitor.open('javascript:alert(1)')
    expect(urls()).toEqual(['GET /search?q=a+b'])
    expect(visitor.trouble).toMatch(/no other site/)
  })
})

describe('the list of requests', () => {
  it('gives each its own SQL, also when one came in meanwhile', async () => {
    const { visit, lab } = await openApp({ 'models.ts': models, 'app.ts': view, 'templates/index.html': page })
    const post = { method: 'POST', url: '/', form: [['name', 'ann']] as [string, string][], cookies: {} }
    await visit([post, post])
    await visit([{ ...post, method: 'GET', form: [] }])
    const words = (event: TimelineEvent) =>
      event.kind === 'statement' ? event.sql.split(' ')[0] : event.kind === 'transaction' && event.action
    expect(requestsOf(lab.events()).map(({ event, sql, meanwhile }) => [event.status, meanwhile, sql.map(words)])).toEqual([
      [500, false, ['begin', 'SELECT', 'INSERT', 'rollback']],
      [302, true, ['begin', 'SELECT', 'INSERT', 'commit']],
      [200, false, []],
    ])
  })
})

describe('a session cookie', () => {
  it('is read without the key, and nothing else is taken for one', () => {
    const cookie = 'eyJrbm93biI6ZmFsc2UsIm5hbWUiOiJqXHUwMGY2aG4ifQ.ZVPxAA.FZscV2zSX2p3NEEkYqQtRKhybTQ'
    const read = readSessionCookie(cookie)!
    expect(read.values).toBe('{"known":false,"name":"jöhn"}')
    expect(readSessionCookie(forgeSessionCookie(read, '{"name":"ädmin"}'))?.values).toBe('{"name":"ädmin"}')
    for (const other of ['', 'a.b.c', 'plain', '.x.y']) expect(readSessionCookie(other)).toBeNull()
  })
})
