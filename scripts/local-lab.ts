import type { Workspace, WorkspaceOptions } from '../src/engine/db/workspace'
import { createDeterminism, createLab } from '../src/engine/lab'
import type { Response } from '../src/protocol'
import { nodeSqlite } from './sqlite'

/**
 * A lab in this process, with a clock and a port of its own: for tests and the build.
 * @param post gets copies, as the page would
 */
export async function localLab(createWorkspace: (options: WorkspaceOptions) => Workspace, post: (response: Response) => void) {
  // As in the worker: the learner's frame may be far down.
  Error.stackTraceLimit = 50
  return createLab({
    sqlite: await nodeSqlite(),
    createWorkspace,
    post: (response) => post(structuredClone(response)),
    evaluate: (script) => {
      // biome-ignore lint/security/noGlobalEval: stands for importScripts, which only a worker has
      globalThis.eval(script)
      return null
    },
    determinism: createDeterminism(),
  })
}
