import type { TimelineEvent } from '../../../../protocol'
import type { SourceFile } from '../../../runner'

/** One script of the migrations folder, as its text says. */
export interface Revision {
  path: string
  revision: string
  downRevisions: string[]
  message: string
  /** No script follows it. */
  head: boolean
  /** The database is here. */
  current: boolean
}

/**
 * The scripts of the migrations folder, newest first.
 * @param current what alembic_version holds
 */
export function revisionsOf(files: readonly SourceFile[], current: readonly string[]): Revision[] {
  const scripts = files.filter(({ name }) => /^migrations\/versions\/.*\.ts$/.test(name)).flatMap(scriptOf)
  const followed = new Set(scripts.flatMap(({ downRevisions }) => downRevisions))
  const left = new Map(
    scripts.map((script) => [
      script.revision,
      { ...script, head: !followed.has(script.revision), current: current.includes(script.revision) },
    ]),
  )
  const sorted: Revision[] = []
  while (left.size > 0) {
    const waiting = new Set([...left.values()].flatMap(({ downRevisions }) => downRevisions))
    // Scripts that follow each other in a ring have no newest one.
    const next = [...left.values()].find(({ revision }) => !waiting.has(revision)) ?? [...left.values()][0]!
    left.delete(next.revision)
    sorted.push(next)
  }
  return sorted
}

function scriptOf({ name: path, text }: SourceFile): Omit<Revision, 'head' | 'current'>[] {
  const revision = /^export const revision\b[^=]*=\s*['"]([^'"]+)['"]/m.exec(text)?.[1]
  if (revision === undefined) return []
  const down = /^export const downRevision\b[^=]*=\s*(\[[^\]]*\]|['"][^'"]*['"])/m.exec(text)?.[1] ?? ''
  const downRevisions = [...down.matchAll(/['"]([^'"]+)['"]/g)].map((match) => match[1]!)
  const message = /^\s*\/\*\*?\s*\*?\s*(.+)/.exec(text)?.[1]?.trim() ?? ''
  return [{ path, revision, downRevisions, message }]
}

/** What alembic_version holds after the last run; null before there was one. */
export function currentOf(events: readonly TimelineEvent[]): string[] | null {
  const snapshot = events.findLast((event) => event.kind === 'snapshot')
  if (snapshot?.kind !== 'snapshot') return null
  const table = snapshot.tables.find(({ table }) => table.name === 'alembic_version')
  return (table?.rows ?? []).map(({ values }) => String(values[0]))
}

/** The line that most probably comes next. */
export function likelyLines(files: readonly SourceFile[], revisions: readonly Revision[]): string[] {
  if (!files.some(({ name }) => name.startsWith('migrations/'))) return ['flask db init']
  if (revisions.length === 0) return ['flask db migrate -m "initial migration"']
  const heads = revisions.filter(({ head }) => head)
  if (heads.length > 1) return ['flask db merge heads', 'flask db history']
  return heads.every(({ current }) => current)
    ? ['flask db migrate -m "…"', 'flask db downgrade', 'flask db history']
    : ['flask db upgrade', 'flask db history']
}
