import type { Determinism } from './determinism'

/** The parts of a worker that are used here; everything is taken before any learner's code has run. */
interface WorkerScope {
  addEventListener(type: string, listener: (event: ScopeEvent) => void, options?: { once: boolean }): void
  importScripts(url: string): void
  Blob: new (parts: string[], options: { type: string }) => object
  URL: { createObjectURL(blob: object): string; revokeObjectURL(url: string): void }
  MessageEvent: { prototype: object }
  Math: Math
  Date: DateConstructor
  Error: { stackTraceLimit?: number }
}

interface ScopeEvent {
  data: unknown
  error?: unknown
  message?: string
  reason?: unknown
  preventDefault(): void
  stopImmediatePropagation(): void
}

interface Port {
  onmessage: ((event: object) => void) | null
  postMessage(message: unknown, transfer: ArrayBuffer[]): void
}

/** A port of which nothing but these two uses can be had. */
export interface PagePort {
  listen<T>(receive: (message: T) => void): void
  readonly send: (message: unknown, transfer?: ArrayBuffer[]) => void
}

const scope = globalThis as unknown as WorkerScope
const { Blob, URL, importScripts } = scope
const addEventListener = scope.addEventListener.bind(scope)
const { apply } = Reflect
// Taken now: learner's code could put a getter of its own in its place and catch the port in the event.
const dataOf = Object.getOwnPropertyDescriptor(scope.MessageEvent.prototype, 'data')!.get!

/**
 * Takes away what learner's code could flood or end the page's view with: postMessage and close, on every prototype, and
 * workers of its own. Errors that nobody caught go to `uncaught`; one that it cannot tell of ends the worker, which the page sees.
 */
export function harden(uncaught: (thrown: unknown) => boolean): void {
  scope.Error.stackTraceLimit = 50
  addEventListener('error', (event) => {
    if (uncaught(event.error ?? new Error(event.message))) event.preventDefault()
  })
  addEventListener('unhandledrejection', (event) => {
    event.preventDefault()
    if (uncaught(event.reason)) return
    // A rejection stays inside the worker, an error does not.
    setTimeout(() => {
      throw event.reason
    }, 0)
  })
  for (let object: object | null = scope; object !== null; object = Object.getPrototypeOf(object) as object | null) {
    for (const name of ['postMessage', 'close', 'Worker', 'SharedWorker']) Reflect.deleteProperty(object, name)
  }
}

/** Waits for the first message, which brings the compiled SQLite and the port to the page. */
export function onBoot(receive: (boot: { module: WebAssembly.Module; port: PagePort }) => void): void {
  addEventListener(
    'message',
    (event) => {
      event.stopImmediatePropagation()
      const { module, port } = apply(dataOf, event, []) as { module: WebAssembly.Module; port: Port }
      receive({ module, port: pagePort(port) })
    },
    { once: true },
  )
}

function pagePort(port: Port): PagePort {
  const post = port.postMessage.bind(port)
  return {
    listen(receive) {
      port.onmessage = (event) => receive(apply(dataOf, event, []) as never)
    },
    send: (message, transfer = []) => post(message, transfer),
  }
}

/** Runs a script from a blob: address, the one way that needs no `unsafe-eval`; returns the address. */
export function evaluateScript(script: string): string {
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
  try {
    importScripts(url)
  } finally {
    URL.revokeObjectURL(url)
  }
  return url
}

/** Puts the seeded clock and random numbers in place, for the engine and SQLite too. performance.now() stays: it measures. */
export function seedGlobals({ globals }: Determinism): void {
  scope.Date = globals.Date
  scope.Math.random = globals.Math.random
}
