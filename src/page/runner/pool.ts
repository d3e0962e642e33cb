import { fetchSeldom, Sandbox, type SandboxWorker } from './sandbox'

/** Milliseconds after which a worker that replaces an ended one counts as stuck, at least. */
const slow = 500

/** Workers for runs: a fresh one each time, with one spare kept warm. A frame in which restarting is slow is replaced. */
export class WorkerPool {
  private sandbox = new Sandbox()
  private spare: SandboxWorker | null = null
  private normal: number | null = null
  private timer: ReturnType<typeof setTimeout> | undefined

  /** Starts a spare unless there is one. */
  prepare(): SandboxWorker {
    clearTimeout(this.timer)
    this.spare ??= this.sandbox.spawn()
    return this.spare
  }

  /**
   * Starts a spare a little later, when what was just asked for is on the screen, and lets it rehearse: the engine's code
   * is then compiled before it is needed.
   */
  prepareSoon(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(async () => {
      fetchSeldom()
      const worker = this.prepare()
      // One that does not start is told of by the run that takes it.
      const [ready, { rehearsal }] = await Promise.all([worker.ready.then(() => true).catch(() => false), import('./rehearsal')])
      // By now it may be another's: a run that came there after its own would take its place.
      if (ready && this.spare === worker) worker.post(rehearsal())
    }, 50)
  }

  /**
   * A worker that is ready, or null when it is not wanted any more by then: it stays the spare, and may be another's already.
   * @throws Error when it cannot start
   */
  async take(wanted: () => boolean): Promise<SandboxWorker | null> {
    const worker = this.prepare()
    // A frame can be stuck behind what an ended worker left; a fresh frame is not.
    const patience = this.normal === null ? Number.POSITIVE_INFINITY : Math.max(slow, 4 * this.normal)
    const left = patience - (performance.now() - worker.from)
    if (!(await readyWithin(worker, left))) {
      this.replace()
      return this.take(wanted)
    }
    this.normal ??= performance.now() - worker.from
    if (!wanted()) return null
    if (this.spare === worker) this.spare = null
    return worker
  }

  /** Begins again with a fresh frame; every worker of the old one ends. */
  replace(): void {
    this.sandbox.dispose()
    this.sandbox = new Sandbox()
    this.spare = null
    this.normal = null
  }

  dispose(): void {
    clearTimeout(this.timer)
    this.sandbox.dispose()
  }
}

async function readyWithin(worker: SandboxWorker, ms: number): Promise<boolean> {
  if (!Number.isFinite(ms)) return worker.ready.then(() => true)
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), Math.max(0, ms))
  })
  try {
    return await Promise.race([worker.ready.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}
