import type { CompiledFile, EventBody, Request, Response, TimelineEvent } from '../../protocol'
import { crashed, problemEvent } from './problems'
import { type SandboxWorker, sendPart, sendParts } from './sandbox'

type Answer = Extract<Response, { id: number }>
type Question = Extract<Request, { id: number }>
/** A request without what the session adds. */
export type Ask = Question extends infer Q ? (Q extends Question ? Omit<Q, 'run' | 'id'> : never) : never

/** A session that ended while it was asked something; its last event says why. */
export class SessionEnded extends Error {}

/** A finished run whose worker stays: the shell, more rows and the database's bytes come from it. */
export class Session {
  /** The run's timeline, and what commands have added to it. */
  readonly events: TimelineEvent[]
  ended = false
  private readonly waiting = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>()
  private next = 1

  constructor(
    private readonly worker: SandboxWorker,
    private readonly run: number,
    events: TimelineEvent[],
  ) {
    this.events = [...events]
    worker.onCrash = (message) => this.fail(crashed(message))
    worker.onResponse = (response) => {
      if (response.kind === 'events') this.events.push(...response.events)
      else if ('id' in response) {
        this.waiting.get(response.id)?.resolve(response)
        this.waiting.delete(response.id)
      }
    }
  }

  /** Sends ahead what code needs beyond the engine's core. */
  prepare(files: CompiledFile[]): Promise<void> {
    return sendParts(this.worker, files)
  }

  /** Sends ahead one part of the engine. */
  preparePart(name: Parameters<typeof sendPart>[1]): Promise<void> {
    return sendPart(this.worker, name)
  }

  /** @throws SessionEnded when the session ends before it has answered */
  ask(question: Ask): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.ended) return reject(new SessionEnded('The session has ended: press Run to start a new one.'))
      const id = this.next++
      this.waiting.set(id, { resolve, reject })
      this.worker.post({ ...question, run: this.run, id })
    })
  }

  /** Adds a problem that the page found. */
  report(body: EventBody, place = this.events.at(-1)?.place ?? null): void {
    this.events.push(problemEvent(body, this.events, place))
  }

  /** Ends with a problem as its last event. */
  fail(body: EventBody): void {
    this.report(body)
    this.close()
  }

  close(): void {
    this.ended = true
    this.worker.end()
    for (const { reject } of this.waiting.values())
      reject(new SessionEnded('The session has ended: press Run to start a new one.'))
    this.waiting.clear()
  }
}
