import { ambiguousRevision, cycleDetected, missingDownRevision, multipleHeads, noSuchRevision, sharedRevision } from './errors'
import type { Script } from './script'

/** The scripts as a graph: each points at those before it. */
export class RevisionGraph {
  private readonly byId = new Map<string, Script>()
  private readonly children = new Map<string, string[]>()
  private readonly dependents = new Map<string, string[]>()
  /** Revisions that more than one script has: to Alembic the script that loses is a head for ever. */
  private readonly shared: string[] = []

  /**
   * @param tell takes Alembic's warnings about the scripts and the way through them
   * @throws TermError CommandError (a cycle), KeyError (a script before another one is missing)
   */
  constructor(
    readonly scripts: readonly Script[],
    private readonly tell: (warning: string) => void = () => {},
  ) {
    for (const s of scripts) {
      if (this.byId.has(s.revision)) {
        this.warn(`Revision ${s.revision} is present more than once`)
        this.shared.push(s.revision)
      }
      this.byId.set(s.revision, s)
    }
    for (const s of this.byId.values()) {
      for (const down of s.downRevisions) {
        if (!this.byId.has(down)) throw missingDownRevision(down, describeScript(s, this.isHeadAmong(s, scripts)))
        this.children.set(down, [...(this.children.get(down) ?? []), s.revision])
      }
    }
    for (const s of this.byId.values())
      for (const id of this.dependenciesOf(s.revision)) this.dependents.set(id, [...(this.dependents.get(id) ?? []), s.revision])
    const cycle = this.findCycle()
    if (cycle.length) throw cycleDetected(cycle)
  }

  /** Tells a warning in Alembic's words. */
  warn(message: string) {
    this.tell(`UserWarning: ${message}`)
  }

  private isHeadAmong(s: Script, scripts: readonly Script[]): boolean {
    return !scripts.some((o) => o.downRevisions.includes(s.revision))
  }

  /** What is left when scripts without children are taken away again and again, and those without parents too. */
  private findCycle(): string[] {
    const left = new Set(this.byId.keys())
    for (let before = -1; before !== left.size; ) {
      before = left.size
      for (const id of left) {
        const parents = this.get(id).downRevisions.filter((d) => left.has(d))
        if (parents.length === 0 || !this.childrenOf(id).some((c) => left.has(c))) left.delete(id)
      }
    }
    return [...left].sort()
  }

  get(id: string): Script {
    return this.byId.get(id)!
  }
  has(id: string): boolean {
    return this.byId.has(id)
  }
  childrenOf(id: string): string[] {
    return [...(this.children.get(id) ?? [])].sort()
  }
  /** Revisions that `dependsOn` of a script names. @throws TermError CommandError */
  dependenciesOf(id: string): string[] {
    return this.get(id).dependsOn.map((d) => this.find(d))
  }
  /** What has to be there before a revision. */
  requiredBy(id: string): string[] {
    return [...this.get(id).downRevisions, ...this.dependenciesOf(id)]
  }
  /** What has to go before a revision goes. */
  requiring(id: string): string[] {
    return [...this.childrenOf(id), ...(this.dependents.get(id) ?? [])]
  }
  /** Scripts that no other one follows. */
  heads(): string[] {
    return [...[...this.byId.keys()].filter((id) => this.childrenOf(id).length === 0), ...this.shared].sort()
  }
  /** Heads that no script of another branch depends on: alembic_version names these. */
  realHeads(): string[] {
    return this.heads().filter((id) => this.isRealHead(id))
  }
  isRealHead(id: string): boolean {
    return this.isHead(id) && !this.dependents.has(id)
  }
  bases(): string[] {
    return [...this.byId.values()].filter((s) => s.downRevisions.length === 0).map((s) => s.revision)
  }
  isHead(id: string): boolean {
    return this.childrenOf(id).length === 0
  }
  isBranchPoint(id: string): boolean {
    return this.childrenOf(id).length > 1
  }
  isMergePoint(id: string): boolean {
    return this.get(id).downRevisions.length > 1
  }

  /** The given revisions and all that has to run before them. */
  ancestors(ids: Iterable<string>): Set<string> {
    return this.reach(ids, (id) => this.requiredBy(id))
  }
  /** The given revisions and all that cannot be without them. */
  descendants(ids: Iterable<string>): Set<string> {
    return this.reach(ids, (id) => this.requiring(id))
  }
  /** The heads of the branch that goes on from a revision. */
  headsAfter(id: string): string[] {
    const branch = this.reach([id], (r) => this.childrenOf(r))
    return this.heads().filter((h) => branch.has(h))
  }
  private reach(ids: Iterable<string>, next: (id: string) => string[]): Set<string> {
    const found = new Set<string>()
    const visit = (id: string) => {
      if (found.has(id)) return
      found.add(id)
      next(id).forEach(visit)
    }
    for (const id of ids) visit(id)
    return found
  }

  /** Revisions in an order in which each comes after those before it. */
  sorted(ids: Iterable<string>): string[] {
    const left = new Set([...ids].sort())
    const order: string[] = []
    while (left.size) {
      for (const id of left) {
        if (this.requiredBy(id).some((d) => left.has(d))) continue
        order.push(id)
        left.delete(id)
        break
      }
    }
    return order
  }

  /** The one revision that an id or the beginning of one means. @throws TermError CommandError */
  find(id: string): string {
    if (this.byId.has(id)) return id
    const labelled = this.scripts.find((s) => s.branchLabels.includes(id))
    if (labelled) return labelled.revision
    const fitting = [...this.byId.keys()].filter((r) => id !== '' && r.startsWith(id)).sort()
    if (fitting.length > 1) throw ambiguousRevision(id, fitting)
    if (fitting.length === 0) throw noSuchRevision(id)
    return fitting[0]!
  }

  /** The one head, or null of an empty folder. @throws TermError CommandError when there are several */
  head(argument = 'head'): string | null {
    const heads = this.heads()
    if (this.shared[0] !== undefined) throw sharedRevision(argument, this.shared[0])
    if (heads.length > 1) throw multipleHeads(argument, heads)
    return heads[0] ?? null
  }
}

/** `a1 -> b2 (head), add t2`. */
export function describeScript(s: Script, head: boolean, more = ''): string {
  return `${s.downRevisions.join(', ') || '<base>'} -> ${s.revision}${head ? ' (head)' : ''}${more}, ${s.message || 'empty message'}`
}
