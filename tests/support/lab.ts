import { localLab } from '../../scripts/local-lab'
import type { Workspace, WorkspaceOptions } from '../../src/engine/db/workspace'
import { compile } from '../../src/page/runner/transpile'
import type { CompiledFile, EventBody, EventOf, Preview, Request, Response, RunLimits, TimelineEvent } from '../../src/protocol'
import { defaultLimits } from '../../src/protocol'
import { createWorkspace as standIn } from './stand-in-workspace'

export type Run = Extract<Request, { kind: 'run' }>

/** Compiles files, or fails with the problem. */
export function compiled(files: Record<string, string>): CompiledFile[] {
  const result = compile(Object.entries(files).map(([name, text]) => ({ name, text })))
  if (result.files === null) throw new Error(JSON.stringify(result.problem))
  return result.files
}

/** A lab for tests: what it answered, and what it is asked, in short. */
export async function openLab(createWorkspace: (options: WorkspaceOptions) => Workspace = standIn) {
  const responses: Response[] = []
  const lab = await localLab(createWorkspace, (response) => responses.push(response))
  let id = 0
  const events = (): TimelineEvent[] => responses.flatMap((response) => (response.kind === 'events' ? response.events : []))
  return {
    responses,
    events,
    of: <K extends EventBody['kind']>(kind: K) => events().filter((event): event is EventOf<K> => event.kind === kind),
    async run(
      files: Record<string, string> | string,
      options: Partial<Omit<Run, 'limits'>> & { limits?: Partial<RunLimits> } = {},
    ) {
      const all = typeof files === 'string' ? { 'query.ts': files } : files
      responses.length = 0
      await lab.handle({
        kind: 'run',
        run: 1,
        files: compiled(all),
        cells: Object.keys(all),
        database: null,
        url: 'sqlite://',
        seed: 1,
        foreignKeys: true,
        flask: null,
        ...options,
        limits: { ...defaultLimits, ...options.limits },
      })
      return responses.find((response) => response.kind === 'done')!
    },
    async command(text: string): Promise<Preview | null> {
      await lab.handle({ kind: 'command', run: 1, id: ++id, file: compiled({ 'shell.ts': text })[0]! })
      const answer = responses.at(-1)!
      return answer.kind === 'answer' ? answer.value : null
    },
    async ask(request: Exclude<Request, { kind: 'part' }>): Promise<Response> {
      await lab.handle(request)
      return responses.at(-1)!
    },
  }
}
