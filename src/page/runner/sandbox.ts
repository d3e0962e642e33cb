import { frameUrl, kyselyUrl, labUrl, migrateUrl, seldomUrl, wasmUrl, webUrl } from 'virtual:sandbox'
import type { CompiledFile, Request, Response } from '../../protocol'

/** One worker inside the sandbox, and the port to it. */
export interface SandboxWorker {
  /** Resolves when the worker takes requests; rejects when it cannot start. */
  readonly ready: Promise<{ sqliteVersion: string }>
  /** Milliseconds at which it was asked for (performance.now). */
  readonly from: number
  onResponse: ((response: Response) => void) | null
  /** Told when the worker broke down by itself. */
  onCrash: ((message: string) => void) | null
  post(request: Request): void
  end(): void
}

interface Files {
  lab: string
  wasm: ArrayBuffer
}

let files: Promise<Files> | null = null

async function get(url: string): Promise<globalThis.Response> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return response
}

type Part = Extract<Request, { kind: 'part' }>['name']

/** Parts of the engine that are fetched when code first needs them: where they are, and by what the need is seen, if in code. */
const parts: Record<Part, { url: string; needed?: RegExp }> = {
  kysely: { url: kyselyUrl, needed: /\bkysely\b/ },
  seldom: {
    url: seldomUrl,
    needed:
      /\b(?:paginate|merge|execute|fromStatement|scalars?|update|dynamic|selectin(?:load)?|subquery(?:load)?)\b|(?<!session)\.delete\b/,
  },
  web: { url: webUrl, needed: /\bFlask(Form)?\b/ },
  migrate: { url: migrateUrl },
}
const fetched = new Map<string, Promise<string>>()

function script(url: string): Promise<string> {
  const known = fetched.get(url)
  if (known !== undefined) return known
  const text = get(url).then((response) => response.text())
  fetched.set(url, text)
  text.catch(() => fetched.delete(url))
  return text
}

/** Sends ahead what the code needs beyond the engine's core. @throws Error when it cannot be fetched */
export async function sendParts(worker: SandboxWorker, code: readonly CompiledFile[]): Promise<void> {
  for (const [name, { url, needed }] of Object.entries(parts)) {
    // What is here already is sent along: code may come to it in ways that its text does not show.
    if (needed && (fetched.has(url) || code.some((file) => needed.test(file.code))))
      worker.post({ kind: 'part', name: name as Part, code: await script(url) })
  }
}

/** Fetches what most pages need sooner or later. */
export function fetchSeldom(): void {
  // A run that needs it tries again, and says what went wrong.
  script(parts.seldom.url).catch(() => {})
}

/** Sends one part ahead. @throws Error when it cannot be fetched */
export async function sendPart(worker: SandboxWorker, name: Part): Promise<void> {
  worker.post({ kind: 'part', name, code: await script(parts[name].url) })
}

/** Fetches what the sandbox runs, once per page. @throws Error when the site's own files cannot be fetched */
function sandboxFiles(): Promise<Files> {
  files ??= Promise.all([get(labUrl).then((r) => r.text()), get(wasmUrl).then((r) => r.arrayBuffer())]).then(
    ([lab, wasm]) => ({ lab, wasm }),
    (error: unknown) => {
      files = null
      throw error
    },
  )
  return files
}

/**
 * A frame with an opaque origin and a policy that allows no network, in which workers run learners' code. Nothing in it
 * can reach the page, its storage or any host.
 */
export class Sandbox {
  private readonly frame = document.createElement('iframe')
  private readonly control: MessagePort
  private readonly booted: Promise<void>
  private readonly workers = new Map<number, OpenWorker>()
  private failed: Error | null = null
  private next = 1

  constructor() {
    const channel = new MessageChannel()
    this.control = channel.port1
    this.control.onmessage = ({ data }) => this.receive(data)
    this.frame.setAttribute('sandbox', 'allow-scripts')
    this.frame.hidden = true
    this.frame.title = 'Sandbox'
    this.frame.src = frameUrl
    const loaded = new Promise<void>((resolve) => this.frame.addEventListener('load', () => resolve(), { once: true }))
    this.booted = Promise.all([sandboxFiles(), loaded]).then(([{ lab, wasm }]) => {
      // An opaque origin can only be addressed as '*'; the message goes to this frame's window alone.
      this.frame.contentWindow?.postMessage({ lab, wasm }, '*', [channel.port2])
    })
    document.body.append(this.frame)
  }

  spawn(): SandboxWorker {
    const id = this.next++
    const worker = new OpenWorker(() => {
      this.workers.delete(id)
      this.control.postMessage({ end: id })
    })
    this.workers.set(id, worker)
    this.booted.then(
      () => (this.failed ? worker.fail(this.failed) : this.control.postMessage({ spawn: id, port: worker.far }, [worker.far])),
      (error: unknown) => worker.fail(error instanceof Error ? error : new Error(String(error))),
    )
    return worker
  }

  dispose(): void {
    for (const worker of [...this.workers.values()]) {
      worker.fail(new Error('it had to be started anew'))
      worker.end()
    }
    this.control.close()
    this.frame.remove()
  }

  private receive(message: { crashed: number; message: string } | { failed: string }): void {
    if ('failed' in message) {
      this.failed = new Error(`SQLite could not start: ${message.failed}`)
      for (const worker of this.workers.values()) worker.fail(this.failed)
    } else this.workers.get(message.crashed)?.fail(new Error(message.message || 'the worker ended by itself'))
  }
}

class OpenWorker implements SandboxWorker {
  readonly from = performance.now()
  readonly ready: Promise<{ sqliteVersion: string }>
  onResponse: ((response: Response) => void) | null = null
  onCrash: ((message: string) => void) | null = null
  /** The port's other end, until it has been sent. */
  readonly far: MessagePort
  private readonly near: MessagePort
  private refuse!: (error: Error) => void

  constructor(private readonly ended: () => void) {
    const channel = new MessageChannel()
    this.near = channel.port1
    this.far = channel.port2
    this.ready = new Promise((resolve, reject) => {
      this.refuse = reject
      this.near.onmessage = ({ data }: MessageEvent<Response>) => {
        if (data.kind === 'ready') resolve({ sqliteVersion: data.sqliteVersion })
        else this.onResponse?.(data)
      }
    })
    // Whoever waits for the worker is told; a spare that nobody waits for must not count as an unhandled error.
    this.ready.catch(() => {})
  }

  post(request: Request): void {
    this.near.postMessage(request)
  }

  fail(error: Error): void {
    this.refuse(error)
    this.onCrash?.(error.message)
  }

  end(): void {
    this.onResponse = null
    this.onCrash = null
    this.near.close()
    this.refuse(new Error('the worker was ended'))
    this.ended()
  }
}
