import type { InstanceState } from './state'

/**
 * The new or the changed objects of a session, in the order in which they came. An object is in at most one such list and
 * knows its place there: a Set would cost more than the rest of add().
 */
export class StateList {
  size = 0
  private list: (InstanceState | undefined)[] = []

  has(s: InstanceState): boolean {
    // an index below 0 would be looked up as a name
    return s.place >= 0 && s.place < this.list.length && this.list[s.place] === s
  }
  add(s: InstanceState): void {
    if (this.has(s)) return
    s.place = this.list.push(s) - 1
    this.size++
  }
  delete(s: InstanceState): boolean {
    if (!this.has(s)) return false
    this.list[s.place] = undefined
    if (--this.size === 0) this.clear()
    return true
  }
  clear(): void {
    this.list = []
    this.size = 0
  }
  /** A copy: it stays as it is when the list changes. */
  values(): InstanceState[] {
    return this.size === this.list.length
      ? (this.list.slice() as InstanceState[])
      : this.list.filter((s): s is InstanceState => s !== undefined)
  }
}
