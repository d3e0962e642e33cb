import { type Request, unreachable } from '../../protocol'
import type { LabOptions } from './options'
import { errorText } from './preview'
import { problemOf } from './problems'
import { Run } from './run'

type LabRequest = Exclude<Request, { kind: 'part' }>

export interface Lab {
  /** Handles one request to its end. Never rejects. */
  handle(request: LabRequest): Promise<void>
  /** Reports what was thrown where nobody waited for it. */
  uncaught(thrown: unknown): void
}

/** A lab runs learners' cells against one database and records the timeline. Requests are handled one after the other. */
export function createLab(options: LabOptions): Lab {
  let run: Run | null = null
  let queue = Promise.resolve()

  const open = async (request: Extract<Request, { kind: 'run' }>) => {
    run?.close()
    run = null
    try {
      run = new Run(request, options)
    } catch (thrown) {
      // The database could not be opened.
      const problem = problemOf(thrown, () => [])
      options.post({ kind: 'events', run: request.run, events: [{ ...problem, seq: 0, at: 0, place: null }] })
      options.post({ kind: 'done', run: request.run, ms: 0, ok: false, database: null, statements: 0, flask: null })
      return
    }
    await run.start()
  }

  const perform = async (request: LabRequest): Promise<void> => {
    if (request.kind === 'run') return open(request)
    try {
      if (run === null) throw new Error('Nothing has run yet.')
      switch (request.kind) {
        case 'command':
          return await run.command(request)
        case 'rows':
          return run.rows(request)
        case 'visit':
          return await run.visit(request)
        case 'complete':
          return run.complete(request)
        case 'export':
          return run.export(request)
        default:
          return unreachable(request)
      }
    } catch (thrown) {
      const value = { kind: 'error' as const, text: errorText(thrown) }
      options.post({ kind: 'answer', run: request.run, id: request.id, value, database: null })
    }
  }

  return {
    handle(request) {
      queue = queue.then(() => perform(request))
      return queue
    },
    uncaught: (thrown) => run?.uncaught(thrown),
  }
}
