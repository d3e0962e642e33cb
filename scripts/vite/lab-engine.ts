import { createWorkspace } from '../../src/engine/db'
import type { Engine } from '../../src/page/course/perform'
import { compile } from '../../src/page/runner/transpile'
import { Visitor } from '../../src/page/ui/workbench/browser/visitor'
import { defaultLimits, type Request, type Response, type TimelineEvent } from '../../src/protocol'
import { localLab } from '../local-lab'

/** The real engine in this process. A text that cannot be compiled makes run() reject. */
export async function labEngine(): Promise<Engine> {
  let responses: Response[] = []
  const lab = await localLab(createWorkspace, (response) => responses.push(response))
  const ask = async (request: Exclude<Request, { kind: 'part' }>) => {
    responses = []
    await lab.handle(request)
    const events = responses.flatMap((response): TimelineEvent[] => (response.kind === 'events' ? response.events : []))
    return { answer: responses.at(-1), events }
  }
  let id = 0
  return {
    async run({ files: texts, cells, url, database, flask = null }) {
      const { files, problem } = compile(texts)
      if (problem) throw new Error(`${problem.file}:${problem.line}: ${problem.message}`)
      // The bytes are handed over.
      const given = database === null ? null : database.slice()
      // A build shares its machine with others: what is done here has to end, not to end soon.
      const limits = { ...defaultLimits, ms: 60_000 }
      const { answer, events } = await ask({
        kind: 'run',
        run: 1,
        files,
        cells,
        url,
        database: given,
        seed: 1,
        foreignKeys: true,
        limits,
        flask,
      })
      return answer?.kind === 'done'
        ? { events, database: answer.database, flask: answer.flask }
        : { events, database: null, flask: null }
    },
    async visit(requests) {
      const { answer, events } = await ask({ kind: 'visit', run: 1, id: ++id, requests })
      return answer?.kind === 'visit'
        ? { responses: answer.responses, events, database: answer.database }
        : { responses: [], events, database: null }
    },
    async command(text) {
      const { files, problem } = compile([{ name: 'shell.ts', text }])
      if (problem) throw new Error(`the shell: ${problem.message}`)
      const { answer, events } = await ask({ kind: 'command', run: 1, id: ++id, file: files[0]! })
      return { events, database: answer?.kind === 'answer' ? answer.database : null }
    },
    browse: (visit) => new Visitor(visit, () => {}),
  }
}
