import { notLoaded } from './problems'
import { evaluateScript } from './worker-scope'

/** What the build lends to the worker's script and to its parts, by name. */
interface Lent {
  /** The bindings of the worker's script that parts share. */
  $lab?: object
  $part?: unknown
}

const scope = globalThis as Lent
const { defineProperty } = Object
const lab = scope.$lab
delete scope.$lab
const scripts = new Map<string, string>()
const loaded = new Map<string, unknown>()

/** Keeps a part's script until it is used. The script defines one variable, `$part`, with the part's exports; `$lab` is there for it. */
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
  // an accessor of the learner's own in this place is not asked
  if (lab) defineProperty(scope, '$lab', { value: lab, configurable: true })
  evaluateScript(`(()=>{${script}\nglobalThis.$part=$part})()`)
  loaded.set(name, scope.$part)
  delete scope.$part
  delete scope.$lab
  return loaded.get(name)
}
