import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import type { TimelineEvent } from '../../src/protocol'
import { openRunner } from './browser'
import type { RunnerPage } from './site/main'

declare const run: RunnerPage['run']

let page: Page
let outside: Server
let host: string
const hits: string[] = []

beforeAll(async () => {
  outside = createServer((request, response) => {
    hits.push(`${request.method} ${request.url}`)
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/javascript' })
    response.end('globalThis.loaded = true')
  })
  outside.on('upgrade', (request, socket) => {
    hits.push(`upgrade ${request.url}`)
    socket.destroy()
  })
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(outside.address() as AddressInfo).port}`
  page = (await openRunner()).page
  page.on('requestfinished', (request) => {
    if (/attempt/.test(request.url())) hits.push(`page request ${request.url()}`)
  })
  // What a way out would find.
  await page.evaluate(async () => {
    localStorage.setItem('secret', 'page')
    // biome-ignore lint/suspicious/noDocumentCookie: the oldest store is what is tried
    document.cookie = 'secret=page'
    await new Promise((resolve) => {
      indexedDB.open('secret').onsuccess = resolve
    })
    Object.assign(globalThis, { heard: [] as unknown[] })
    const heard = (globalThis as unknown as { heard: unknown[] }).heard
    new BroadcastChannel('secret').onmessage = (event) => heard.push(event.data)
    addEventListener('message', (event) => heard.push(event.data))
  })
})

afterAll(() => {
  outside.closeAllConnections()
  outside.close()
})

/** Runs code as a learner's; it must end with a value, `blocked` or what it got hold of. */
async function attempt(code: string): Promise<string> {
  const text = `
    const blocked = (error: unknown) => 'blocked: ' + (error as Error)?.name
    const within = (promise: Promise<unknown>) => Promise.race([promise, new Promise((done) => setTimeout(() => done('blocked: no answer'), 600))])
    const loaded = (script: string) => { importScripts(URL.createObjectURL(new Blob([script]))); return (globalThis as any).result }
    try { result = await within((async () => { ${code} })()) } catch (error) { result = blocked(error) }
    String(result)`
  const events: TimelineEvent[] = await page.evaluate(
    async (source) => (await run(source).finished).events,
    `let result: unknown\n${text}`,
  )
  const value = events.findLast((event) => event.kind === 'value')
  const problem = events.find((event) => event.kind === 'problem')
  return value?.value.text ?? `'blocked: ${problem?.term}'`
}

const attempts: [name: string, code: string][] = [
  ['fetch', "await fetch('http://HOST/attempt-fetch'); return 'open'"],
  ['fetch without CORS', "await fetch('http://HOST/attempt-nocors', { mode: 'no-cors' }); return 'open'"],
  ['fetch of our own origin', "await fetch('SITE/index.html?attempt'); return 'open'"],
  [
    'fetch kept alive',
    "await fetch('http://HOST/attempt-keepalive', { keepalive: true, method: 'POST', body: 'x' }); return 'open'",
  ],
  [
    'XMLHttpRequest',
    "const x = new XMLHttpRequest(); x.open('GET', 'http://HOST/attempt-xhr', false); x.send(); return 'open ' + x.status",
  ],
  [
    'WebSocket',
    "return new Promise((done) => { const s = new WebSocket('ws://HOST/attempt-ws'); s.onopen = () => done('open'); s.onerror = () => done('blocked: error') })",
  ],
  [
    'EventSource',
    "return new Promise((done) => { const s = new EventSource('http://HOST/attempt-es'); s.onopen = () => done('open'); s.onerror = () => done('blocked: error') })",
  ],
  ['WebTransport', "const t = new WebTransport('https://HOST/attempt-wt'); await t.ready; return 'open'"],
  ['importScripts of the network', "importScripts('http://HOST/attempt-import'); return 'open'"],
  ['importScripts of our own origin', "importScripts('SITE/attempt.js'); return 'open'"],
  ['importScripts of data:', "importScripts('data:text/javascript,1'); return 'open'"],
  ['import() of the network', "return loaded(`result = import('http://HOST/attempt-dynamic')`).then(() => 'open')"],
  ['import() of our own origin', "return loaded(`result = import('SITE/attempt.js')`).then(() => 'open')"],
  ['import() as written in a cell', "await import('http://HOST/attempt-cell'); return 'open'"],
  ['eval', "(0, eval)('1'); return 'open'"],
  ['new Function', "new Function('return 1')(); return 'open'"],
  ['a worker of its own', "new Worker('http://HOST/attempt-worker'); return 'open'"],
  ['a shared worker', "new SharedWorker('SITE/attempt.js'); return 'open'"],
  ['a service worker', "await navigator.serviceWorker.register('SITE/attempt.js'); return 'open'"],
  ['sendBeacon', "return navigator.sendBeacon('http://HOST/attempt-beacon') ? 'open' : 'blocked: refused'"],
  ['a font', "await new FontFace('x', 'url(http://HOST/attempt-font)').load(); return 'open'"],
  ['RTCPeerConnection', "new RTCPeerConnection({ iceServers: [{ urls: 'stun:HOST' }] }); return 'open'"],
  [
    'indexedDB',
    "return new Promise((done, fail) => { const r = indexedDB.open('secret'); r.onsuccess = () => done('open'); r.onerror = () => fail(r.error) })",
  ],
  ['indexedDB.databases', "return 'open ' + JSON.stringify(await indexedDB.databases())"],
  ['localStorage', "return 'open ' + localStorage.getItem('secret')"],
  ['sessionStorage', "return 'open ' + sessionStorage.length"],
  ['cookies', "return 'open ' + document.cookie"],
  ['the cookie store', "return 'open ' + JSON.stringify(await cookieStore.getAll())"],
  ['caches', "await caches.open('x'); return 'open'"],
  ['the private file system', "await navigator.storage.getDirectory(); return 'open'"],
  ['locks', "await navigator.locks.request('x', () => 1); return 'open'"],
  ['parent', "return 'open ' + parent.location.href"],
  ['top', "return 'open ' + top!.location.href"],
  ['opener', "return 'open ' + opener.location.href"],
  ['document', "return 'open ' + document.title"],
  ['going elsewhere', "location.href = 'http://HOST/attempt-location'; return 'blocked: ignored'"],
  ['postMessage', "postMessage({ kind: 'done', forged: true }); return 'open'"],
  [
    'postMessage from the prototype',
    "Object.getPrototypeOf(Object.getPrototypeOf(self)).postMessage.call(self, 'forged'); return 'open'",
  ],
]

it.each(attempts)('no way out: %s', async (_, code) => {
  const found = await attempt(code.replaceAll('HOST', host).replaceAll('SITE/', inject('runnerUrl')))
  expect(found).toMatch(/^'blocked/)
})

it('a broadcast reaches nobody', async () => {
  await attempt("new BroadcastChannel('secret').postMessage('forged'); return 'sent'")
})

it('the port to the page cannot be caught', async () => {
  const events = await page.evaluate(async () => {
    const handle = run(`
      const caught: unknown[] = []
      const keep = function (this: unknown) { caught.push(this); throw new Error('caught') }
      MessagePort.prototype.postMessage = keep as never
      Object.defineProperty(MessageEvent.prototype, 'data', { get: keep })
      Object.defineProperty(MessagePort.prototype, 'onmessage', { set: keep })
      Function.prototype.call = keep as never
      console.log('going on')
      setTimeout(() => {}, 0)
      function count() { return caught.length }`)
    await handle.finished
    const { runner } = globalThis as unknown as RunnerPage
    return runner.command('count()')
  })
  expect(events.value?.text).toBe('0')
})

it('the frame runs nothing when it is opened outside a sandbox', async () => {
  const address = await page.evaluate(() => document.querySelector('iframe')!.src)
  const answered = await page.evaluate(async (src) => {
    const frame = document.createElement('iframe')
    frame.src = src
    document.body.append(frame)
    await new Promise((resolve) => frame.addEventListener('load', resolve))
    const channel = new MessageChannel()
    frame.contentWindow!.postMessage({ lab: 'postMessage("hello")', wasm: new ArrayBuffer(8) }, '*', [channel.port2])
    const answer = await new Promise((resolve) => {
      channel.port1.onmessage = resolve
      setTimeout(() => resolve(null), 500)
    })
    frame.remove()
    return answer
  }, address)
  expect(answered).toBeNull()
})

it('none of it was heard by the page or by any host', async () => {
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(hits).toEqual([])
  expect(await page.evaluate(() => (globalThis as unknown as { heard: unknown[] }).heard)).toEqual([])
  expect(await page.evaluate(() => [location.href, document.cookie, localStorage.getItem('secret')])).toEqual([
    inject('runnerUrl'),
    'secret=page',
    'page',
  ])
})
