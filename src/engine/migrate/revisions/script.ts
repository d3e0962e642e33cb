import { TermError } from '../../schema/errors'
import { renderBody, str } from '../operations/render'
import type { Operation } from '../operations/types'
import type { RevisionModule } from '../public'

/** One script of the migrations folder. */
export interface Script {
  path: string
  source: string
  revision: string
  /** Empty for a first script, several after a merge. */
  downRevisions: string[]
  branchLabels: string[]
  /** Scripts of other branches that have to run before this one: ids, beginnings of ids, labels. */
  dependsOn: string[]
  /** First line of the comment at the top. */
  message: string
  /** All of that comment, without its stars. */
  doc: string
  module: RevisionModule
}

/** Evaluates a script file and returns what it exports. `doc`: its comment, where it is not written in TypeScript. */
export type LoadScript = (path: string, source: string) => RevisionModule & { doc?: string }

const many = (x: string | readonly string[] | null | undefined): string[] =>
  x === null || x === undefined || x === '' ? [] : typeof x === 'string' ? [x] : [...x]

/** The scripts of a folder, by file name. @throws TermError CommandError for a file without a revision */
export function readScripts(files: Readonly<Record<string, string>>, load: LoadScript, directory = 'migrations'): Script[] {
  const prefix = `${directory}/versions/`
  const paths = Object.keys(files).filter(
    (p) => p.startsWith(prefix) && /\.(ts|py)$/.test(p) && !p.slice(prefix.length).includes('/'),
  )
  return paths.sort().map((path) => {
    const source = files[path]!
    const module = load(path, source)
    if (typeof module.revision !== 'string') {
      throw new TermError(
        'CommandError',
        `Could not determine revision id from filename ${path.slice(prefix.length)}. Be sure the 'revision' variable is declared inside the script (please see 'Upgrading from Alembic 0.1 to 0.2' in the documentation).`,
        "A script begins with: export const revision = '...'",
      )
    }
    const doc = (module.doc ?? comment(source)).trim()
    return {
      path,
      source,
      revision: module.revision,
      downRevisions: many(module.downRevision),
      branchLabels: many(module.branchLabels),
      dependsOn: many(module.dependsOn),
      message: doc.split('\n')[0]!.trim(),
      doc,
      module,
    }
  })
}

/** The text of the comment that a script starts with. */
function comment(source: string): string {
  const found = /^\s*\/\*\*?([\s\S]*?)\*\//.exec(source)
  return (found?.[1] ?? '').replace(/^[ \t]*\* ?/gm, '')
}

export interface NewScript {
  revision: string
  downRevisions: readonly string[]
  message: string
  created: Date
  upgrade: readonly Operation[]
  downgrade: readonly Operation[]
  branchLabel?: string | null
}

/** The template that `flask db init` puts into the folder. `${...}` are filled in; it may be edited. */
export const scriptTemplate = `/**
 * \${message}
 *
 * Revision ID: \${revision}
 * Revises: \${revises}
 * Create Date: \${created}
 */
import { type Op, sa } from 'backref'

export const revision = \${revisionLiteral}
export const downRevision = \${downRevision}
export const branchLabels = \${branchLabels}
export const dependsOn = null

export function upgrade(op: Op) {
\${upgrades}}

export function downgrade(op: Op) {
\${downgrades}}
`

/** A script's text from the template. */
export function renderScript(script: NewScript, template = scriptTemplate): string {
  const down = script.downRevisions.map(str)
  const body = (ops: readonly Operation[]) =>
    ops.length ? `  // generated from the models: please adjust!\n${renderBody(ops)}` : ''
  const values: Record<string, string> = {
    message: (script.message || 'empty message').replaceAll('*/', '* /'),
    revision: script.revision,
    revises: script.downRevisions.join(', '),
    created: script.created.toISOString().replace('T', ' ').replace('Z', ''),
    revisionLiteral: str(script.revision),
    downRevision: down.length === 0 ? 'null' : down.length === 1 ? down[0]! : `[${down.join(', ')}]`,
    branchLabels: script.branchLabel ? str(script.branchLabel) : 'null',
    upgrades: body(script.upgrade),
    downgrades: body(script.downgrade),
  }
  return template.replace(/\$\{(\w+)\}/g, (all, name: string) => values[name] ?? all)
}

/** `12fe8dd745be_initial_migration.ts`; a long message is cut at a word within 40 characters (mig/223). */
export function scriptFileName(revision: string, message: string): string {
  let slug = message
    .toLowerCase()
    .split(/[^\p{L}\p{N}_]+/u)
    .filter(Boolean)
    .join('_')
  if (slug.length > 40) slug = `${slug.slice(0, 40).replace(/_[^_]*$/, '')}_`
  return `${revision}_${slug}.ts`
}
