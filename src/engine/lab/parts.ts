import { notLoaded } from './problems'
import { evaluateScript } from './worker-scope'

const scripts = new Map<string, string>()
const loaded = new Map<string, unknown>()

/** Keeps a part's script until it is used. The script defines one variable, `$part`, with the part's exports. */
export function providePart(name: string, script: string): void {
  scripts.set(name, script)
}

/** The exports of a part, evaluated at its first use. @throws LabError when the page has not sent it */
export function usePart(name: string): unknown {
  if (loaded.has(name)) return loaded.get(name)
  const script = scripts.get(name)
  if (script === undefined) {
    throw notLoaded(name)
  }
  const scope = globalThis as { $part?: unknown }
  evaluateScript(`(()=>{${script}\nglobalThis.$part=$part})()`)
  loaded.set(name, scope.$part)
  delete scope.$part
  return loaded.get(name)
}
