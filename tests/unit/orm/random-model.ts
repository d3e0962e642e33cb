/** A model in plain Maps of what a session should make of a script. It knows nothing of the ORM. */

export type Kind = 'Team' | 'Person' | 'Note' | 'Tag'
export type Status = 'transient' | 'pending' | 'persistent' | 'marked' | 'deleted' | 'detached'
export type ScalarKey = 'team' | 'boss' | 'person'

export interface Item {
  readonly handle: number
  readonly kind: Kind
  status: Status
  label: string | null
  done: boolean
  /** Handles of the "one" sides: Person.team, Person.boss, Note.person. */
  one: Record<ScalarKey, number | null>
  /** Person.tags. */
  tags: Set<number>
  /** A note that was taken from its person: the next flush deletes it. */
  orphan: boolean
  /** Its links changed since the last flush. */
  touched: boolean
}

/** The lists of the mapped classes: which "one" side they mirror, or the many-to-many link. */
export const lists = {
  members: { owner: 'Team', item: 'Person', scalar: 'team' },
  reports: { owner: 'Person', item: 'Person', scalar: 'boss' },
  notes: { owner: 'Person', item: 'Note', scalar: 'person' },
  tags: { owner: 'Person', item: 'Tag', scalar: null },
  people: { owner: 'Tag', item: 'Person', scalar: null },
} as const
export type ListKey = keyof typeof lists
export const scalars = {
  team: { owner: 'Person', item: 'Team' },
  boss: { owner: 'Person', item: 'Person' },
  person: { owner: 'Note', item: 'Person' },
} as const

export class Model {
  items = new Map<number, Item>()
  /** Objects that a rollback or the loss of their only parent put out of the session; scripts leave them alone. */
  readonly dropped = new Set<number>()
  private readonly saved: Map<number, Item>[] = []
  private next = 0

  constructor() {
    this.saved.push(new Map())
  }

  get depth(): number {
    return this.saved.length - 1
  }

  create(kind: Kind, label: string): Item {
    const item: Item = {
      handle: ++this.next,
      kind,
      status: 'transient',
      label,
      done: false,
      one: { team: null, boss: null, person: null },
      tags: new Set(),
      orphan: false,
      touched: false,
    }
    this.items.set(item.handle, item)
    return item
  }

  at(handle: number): Item {
    return this.items.get(handle)!
  }
  /** Objects that a script may use: not deleted, not marked. */
  usable(kind: Kind): Item[] {
    return [...this.items.values()].filter((i) => i.kind === kind && ['transient', 'pending', 'persistent'].includes(i.status))
  }
  inSession(item: Item): boolean {
    return item.status !== 'transient'
  }

  // ---------------------------------------------------------------- links

  /** Handles in a list, as they should be. */
  list(owner: Item, key: ListKey): number[] {
    const { scalar } = lists[key]
    if (key === 'tags') return [...owner.tags]
    const all = [...this.items.values()].filter((i) => i.status !== 'deleted' && i.status !== 'detached')
    if (key === 'people') return all.filter((i) => i.tags.has(owner.handle)).map((i) => i.handle)
    return all.filter((i) => i.one[scalar!] === owner.handle).map((i) => i.handle)
  }

  setOne(item: Item, key: ScalarKey, target: Item | null): void {
    const before = item.one[key]
    if (before === (target?.handle ?? null)) return
    if (before !== null) this.at(before).touched = true
    item.touched = true
    item.one[key] = target?.handle ?? null
    if (key === 'person') {
      if (target === null && item.status === 'pending') {
        item.one.person = null
        this.drop(item)
        return
      }
      item.orphan = target === null
    }
    if (target) this.join(item, target)
  }
  link(person: Item, tag: Item): void {
    person.tags.add(tag.handle)
    this.join(person, tag)
  }
  unlink(person: Item, tag: Item): void {
    if (!person.tags.delete(tag.handle)) return
    person.touched = true
    tag.touched = true
  }
  append(owner: Item, key: ListKey, item: Item): void {
    if (key === 'tags') this.link(owner, item)
    else if (key === 'people') this.link(item, owner)
    else this.setOne(item, lists[key].scalar, owner)
  }
  remove(owner: Item, key: ListKey, item: Item): void {
    if (key === 'tags') this.unlink(owner, item)
    else if (key === 'people') this.unlink(item, owner)
    else this.setOne(item, lists[key].scalar, null)
  }

  /** save-update cascade: who is linked to an object of the session joins it. */
  private join(a: Item, b: Item): void {
    a.touched = true
    b.touched = true
    if (this.inSession(a) || this.inSession(b)) {
      this.add(a)
      this.add(b)
    }
  }
  add(item: Item): void {
    if (item.status === 'marked') item.status = 'persistent'
    if (item.status !== 'transient') return
    item.status = 'pending'
    for (const other of this.neighbours(item)) this.add(other)
  }
  private neighbours(item: Item): Item[] {
    const keys = (Object.keys(lists) as ListKey[]).filter((k) => lists[k].owner === item.kind)
    const handles = [...keys.flatMap((k) => this.list(item, k)), ...Object.values(item.one).filter((h) => h !== null)]
    return handles.map((h) => this.at(h)).filter((i) => i.status === 'transient')
  }

  // ---------------------------------------------------------------- unit of work

  delete(item: Item): void {
    item.status = 'marked'
    if (item.kind !== 'Person') return
    for (const handle of this.list(item, 'notes')) {
      const note = this.at(handle)
      if (note.status === 'pending') this.drop(note)
      else note.status = 'marked'
    }
  }

  private drop(item: Item): void {
    this.items.delete(item.handle)
    this.dropped.add(item.handle)
  }

  flush(): void {
    for (const i of this.items.values()) if (i.orphan && i.status === 'persistent') i.status = 'marked'
    const gone = new Set([...this.items.values()].filter((i) => i.status === 'marked').map((i) => i.handle))
    for (const i of this.items.values()) {
      if (gone.has(i.handle)) i.status = 'deleted'
      if (i.status === 'deleted' || i.status === 'detached') continue
      if (i.status === 'pending') i.status = 'persistent'
      for (const key of Object.keys(i.one) as ScalarKey[]) if (gone.has(i.one[key]!)) i.one[key] = null
      for (const t of i.tags) if (gone.has(t)) i.tags.delete(t)
      i.touched = false
    }
  }

  begin(): void {
    this.saved.push(this.copy())
  }
  /** Ends the innermost savepoint, or the transaction. */
  commit(): void {
    if (this.depth > 0) {
      this.saved.pop()
      return
    }
    for (const i of this.items.values()) if (i.status === 'deleted') i.status = 'detached'
    this.saved[0] = this.copy()
  }
  rollback(): void {
    const before = this.depth > 0 ? this.saved.pop()! : copyOf(this.saved[0]!)
    for (const [handle, item] of this.items) {
      // objects that never were in the session have no part in it
      if (item.status === 'transient') before.set(handle, item)
      else if (!before.has(handle) || before.get(handle)!.status === 'transient') {
        before.delete(handle)
        this.dropped.add(handle)
      }
    }
    for (const handle of this.dropped) before.delete(handle)
    this.items = before
  }
  private copy(): Map<number, Item> {
    return copyOf(this.items)
  }
}

const copyOf = (items: Map<number, Item>): Map<number, Item> =>
  new Map([...items].map(([h, i]) => [h, { ...i, one: { ...i.one }, tags: new Set(i.tags) }]))
