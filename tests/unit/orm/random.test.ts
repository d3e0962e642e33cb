import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nodeSqlite } from '../../../scripts/sqlite'
import { createDb } from '../../../src/engine/db'
import { Connection } from '../../../src/engine/sqlite'
import { type Item, type Kind, type ListKey, lists, Model, type ScalarKey, scalars } from './random-model'

/**
 * Random scripts, run by the ORM and by a model of plain Maps side by side. RANDOM_SEED and RANDOM_RUNS choose others than the
 * ones of every day; a failure prints its seed and the shortest script that still fails.
 */
const seed = process.env.RANDOM_SEED === undefined ? undefined : Number(process.env.RANDOM_SEED)
const runs = Number(process.env.RANDOM_RUNS ?? 3000)

const sqlite = await nodeSqlite()
const connection = Connection.open(sqlite, null, { foreignKeys: true })
const { db, registry } = createDb(connection, { SQLALCHEMY_DATABASE_URI: 'sqlite://' })
const personTags = db.Table('person_tags', {
  personId: db.Column(db.Integer, db.ForeignKey('people.id'), { primaryKey: true }),
  tagId: db.Column(db.Integer, db.ForeignKey('tags.id'), { primaryKey: true }),
})
const id = () => db.Column(db.Integer, { primaryKey: true })
const classes: Record<Kind, any> = {
  Team: class Team extends db.Model('teams', {
    id: id(),
    label: db.Column(db.String(20)),
    done: db.Column(db.Boolean, { default: false }),
    members: db.relationship('Person', { backref: 'team' }),
  }) {},
  Person: class Person extends db.Model('people', {
    id: id(),
    label: db.Column(db.String(20)),
    done: db.Column(db.Boolean, { default: false }),
    teamId: db.Column(db.Integer, db.ForeignKey('teams.id')),
    bossId: db.Column(db.Integer, db.ForeignKey('people.id')),
    reports: db.relationship('Person', { backref: db.backref('boss', { remoteSide: 'id' }) }),
    notes: db.relationship('Note', { backref: 'person', cascade: 'all, delete-orphan' }),
    tags: db.relationship('Tag', { secondary: personTags, backref: 'people' }),
  }) {},
  Note: class Note extends db.Model('notes', {
    id: id(),
    label: db.Column(db.String(20)),
    done: db.Column(db.Boolean, { default: false }),
    personId: db.Column(db.Integer, db.ForeignKey('people.id')),
  }) {},
  Tag: class Tag extends db.Model('tags', {
    id: id(),
    label: db.Column(db.String(20), { unique: true }),
    done: db.Column(db.Boolean, { default: false }),
  }) {},
}
for (const cls of Object.values(classes)) db.register(cls)
db.createAll()

const kinds: Kind[] = ['Person', 'Team', 'Note', 'Tag', 'Person', 'Note']
const listKeys = Object.keys(lists) as ListKey[]
const scalarKeys = Object.keys(scalars) as ScalarKey[]

const small = fc.nat(11)
const what = (weight: number, op: string) => ({
  weight,
  arbitrary: fc.record({ op: fc.constant(op), a: small, b: small, c: small }),
})
const step = fc.oneof(
  what(8, 'create'),
  what(4, 'createLinked'),
  what(2, 'add'),
  what(1, 'addAll'),
  what(7, 'move'),
  what(7, 'append'),
  what(4, 'remove'),
  what(3, 'replace'),
  what(4, 'setColumn'),
  what(5, 'delete'),
  what(1, 'keep'),
  what(3, 'flush'),
  what(4, 'commit'),
  what(3, 'rollback'),
  what(2, 'savepoint'),
  what(2, 'release'),
  what(2, 'rewind'),
  what(2, 'expire'),
  what(2, 'refresh'),
  what(3, 'query'),
  what(3, 'read'),
  what(1, 'conflict'),
)
type Step = { op: string; a: number; b: number; c: number }

/** One script, played on both sides. */
class Play {
  readonly model = new Model()
  private readonly objects = new Map<number, any>()
  private readonly savepoints: { commit(): void; rollback(): void }[] = []
  private readonly session = db.session
  private fresh = 0

  constructor() {
    db.session.remove()
    for (const table of ['person_tags', 'notes', 'people', 'teams', 'tags']) connection.quietly(`DELETE FROM ${table}`)
    // the model flushes when the session does, whoever asked for it
    const real = registry.currentSession()
    const flush = real.flush.bind(real)
    real.flush = (because) => {
      if (!real.transaction?.failure) this.model.flush()
      flush(because)
    }
  }

  object(item: Item): any {
    return this.objects.get(item.handle)
  }
  private pick(items: Item[], n: number): Item | undefined {
    return items[n % items.length]
  }
  private pickOf(kind: Kind, n: number, allowed: (i: Item) => boolean = () => true): Item | undefined {
    return this.pick(this.model.usable(kind).filter(allowed), n)
  }

  run(steps: Step[]): void {
    for (const s of steps) this.step(s)
    this.commitAll()
    this.agree()
  }

  step({ op, a, b, c }: Step): void {
    const { model, session } = this
    switch (op) {
      case 'create':
        return this.create(kinds[a % kinds.length]!, b % 3 > 0)
      case 'createLinked':
        return this.createLinked(a, b, c)
      case 'add':
      case 'addAll': {
        const items = [...model.items.values()].filter((i) => i.status === 'transient')
        const chosen = op === 'add' ? items.slice(a % (items.length || 1)).slice(0, 1) : items.slice(0, a)
        session.addAll(chosen.map((i) => this.object(i)))
        for (const i of chosen) model.add(i)
        return
      }
      case 'move':
        return this.move(scalarKeys[a % 3]!, b, c)
      case 'append':
      case 'remove':
        return this.changeList(listKeys[a % 5]!, b, c, op)
      case 'replace':
        return this.replace(listKeys[a % 5]!, b, c)
      case 'setColumn':
        return this.setColumn(kinds[a % kinds.length]!, b, c)
      case 'delete':
        return this.delete(kinds[a % kinds.length]!, b)
      case 'keep': {
        // a list may still show a deleted object, and add() refuses to take that along (as SQLAlchemy does)
        if ([...model.items.values()].some((i) => i.status === 'deleted')) return
        const item = this.pick(
          [...model.items.values()].filter((i) => i.status === 'marked' && (i.kind === 'Team' || i.kind === 'Tag')),
          a,
        )
        if (!item) return
        session.add(this.object(item))
        model.add(item)
        return
      }
      case 'flush':
        return session.flush()
      case 'commit':
        session.commit()
        model.commit()
        if (this.savepoints.pop()) return
        return this.agreeSometimes(a)
      case 'rollback':
        session.rollback()
        model.rollback()
        return this.rolledBack(a)
      case 'savepoint':
        if (this.savepoints.length === 3) return
        this.savepoints.push(session.beginNested())
        return model.begin()
      case 'release': {
        const nested = this.savepoints.pop()
        if (!nested) return
        nested.commit()
        return model.commit()
      }
      case 'rewind': {
        // an outer savepoint takes the inner ones with it
        const from = this.savepoints.length - 1 - (a % 2)
        const nested = this.savepoints[from]
        if (!nested) return
        for (let inner = this.savepoints.length - 1; inner > from; inner--) {
          session.flush()
          model.commit()
        }
        nested.rollback()
        this.savepoints.length = from + 1
        model.rollback()
        return this.rolledBack(b)
      }
      case 'expire':
      case 'refresh': {
        session.flush()
        const item = this.pick(
          [...model.items.values()].filter((i) => i.status === 'persistent'),
          a,
        )
        if (!item) return
        if (op === 'refresh') session.refresh(this.object(item))
        else session.expire(this.object(item), b % 3 === 0 ? ['label'] : undefined)
        return
      }
      case 'query':
        return this.query(kinds[a % 4]!, b, c)
      case 'read':
        return this.read(kinds[a % 4]!, b)
      case 'conflict':
        return this.conflict(a)
      default:
        throw new Error(op)
    }
  }

  private make(kind: Kind, values: Record<string, unknown> = {}): Item {
    const item = this.model.create(kind, `${kind} ${++this.fresh}`)
    this.objects.set(item.handle, new classes[kind]({ label: item.label, ...values }))
    return item
  }

  private create(kind: Kind, add: boolean): void {
    const item = this.make(kind)
    if (!add) return
    this.session.add(this.object(item))
    this.model.add(item)
  }

  /** Constructor keywords link the new object; that takes it into the session when the others are there. */
  private createLinked(a: number, b: number, c: number): void {
    const { model } = this
    const team = a % 2 === 0 ? this.pickOf('Team', b) : undefined
    const boss = a % 3 === 0 ? this.pickOf('Person', c) : undefined
    const tags = a % 4 === 0 ? model.usable('Tag').slice(0, 2) : []
    const notes =
      a % 5 === 0
        ? model
            .usable('Note')
            .filter((n) => n.one.person === null && !n.orphan)
            .slice(0, 2)
        : []
    const values: Record<string, unknown> = {}
    if (team) values.team = this.object(team)
    if (tags.length) values.tags = tags.map((t) => this.object(t))
    if (boss) values.boss = this.object(boss)
    if (notes.length) values.notes = notes.map((n) => this.object(n))
    const person = this.make('Person', values)
    if (team) model.setOne(person, 'team', team)
    if (boss) model.setOne(person, 'boss', boss)
    for (const t of tags) model.link(person, t)
    for (const n of notes) model.setOne(n, 'person', person)
  }

  private move(key: ScalarKey, a: number, b: number): void {
    const { owner, item: targetKind } = scalars[key]
    const item = this.pickOf(owner, a, (i) => this.model.inSession(i) || i.one[key] === null)
    if (item) this.know(item, key)
    const target = item && b % 4 > 0 ? (this.pickOf(targetKind, b, (t) => !this.isBelow(t, item, key)) ?? null) : null
    if (!item || (target === null && !this.model.inSession(item))) return
    this.object(item)[key] = target && this.object(target)
    this.model.setOne(item, key, target)
  }

  /**
   * A change does not read from the database what was there before: while the key or the object there is not loaded, the other side learns nothing
   * (as in SQLAlchemy). Reading may flush.
   */
  private know(item: Item, key: ScalarKey): void {
    if (item.status !== 'persistent') return
    const target = item.one[key] === null ? null : this.objects.get(item.one[key])
    const loaded = `${key}Id` in db.inspect(this.object(item)).loaded
    if (!loaded || (target !== null && !('label' in db.inspect(target).loaded))) void this.object(item)[key]
  }

  /** A boss must not stand below the one that gets it: rows in a circle cannot be inserted. */
  private isBelow(t: Item, item: Item, key: ScalarKey): boolean {
    if (key !== 'boss') return false
    for (let x: Item | undefined = t; x; x = x.one.boss === null ? undefined : this.model.items.get(x.one.boss))
      if (x === item) return true
    return false
  }

  private appendable(owner: Item, key: ListKey): Item[] {
    const { scalar, item: kind } = lists[key]
    const there = new Set(this.model.list(owner, key))
    return this.model.usable(kind).filter(
      (i) =>
        !there.has(i.handle) &&
        (scalar === null || this.model.inSession(i) || i.one[scalar] === null) &&
        // a pending note that is put into another list leaves the session (as in SQLAlchemy); that is left to the cases
        !(scalar === 'person' && i.status === 'pending' && i.one.person !== null) &&
        !(key === 'reports' && this.isBelow(owner, i, 'boss')),
    )
  }

  private changeList(key: ListKey, a: number, b: number, op: 'append' | 'remove'): void {
    const { model } = this
    const owner = this.pickOf(lists[key].owner, a, (i) => op === 'append' || model.inSession(i))
    if (!owner) return
    // reading the list may flush
    const list = this.object(owner)[key]
    const items =
      op === 'append'
        ? this.appendable(owner, key)
        : model
            .list(owner, key)
            .map((h) => model.at(h))
            .filter((i) => i.status !== 'marked')
    const item = this.pick(items, b)
    if (!item) return
    const { scalar } = lists[key]
    if (scalar) this.know(item, scalar)
    if (item.status === 'deleted') return
    list[op](this.object(item))
    model[op](owner, key, item)
  }

  private replace(key: ListKey, a: number, b: number): void {
    const { model } = this
    const owner = this.pickOf(lists[key].owner, a, (i) => model.inSession(i))
    if (!owner) return
    void this.object(owner)[key]
    const { scalar } = lists[key]
    if (scalar) for (const i of this.appendable(owner, key)) this.know(i, scalar)
    const before = model.list(owner, key).map((h) => model.at(h))
    const after = [
      ...before.filter((i, n) => i.status !== 'marked' && n % 2 === b % 2),
      ...this.appendable(owner, key).slice(0, b % 3),
    ]
    this.object(owner)[key] = after.map((i) => this.object(i))
    for (const i of after) if (!before.includes(i)) model.append(owner, key, i)
    for (const i of before) if (!after.includes(i)) model.remove(owner, key, i)
  }

  private setColumn(kind: Kind, a: number, b: number): void {
    const item = this.pickOf(kind, a)
    if (!item) return
    if (b % 3 === 0) item.done = !item.done
    else if (b % 3 === 1) item.label = `${kind} ${++this.fresh}`
    // else: the same value once more
    Object.assign(this.object(item), b % 3 === 0 ? { done: item.done } : { label: item.label })
  }

  private delete(kind: Kind, a: number): void {
    const { model, session } = this
    const item = this.pickOf(kind, a, (i) => i.status === 'persistent' && !i.orphan)
    if (!item) return
    // what was linked a moment ago to an object that is deleted now is left to the cases
    if (item.touched) session.flush()
    session.delete(this.object(item))
    model.delete(item)
  }

  private query(kind: Kind, a: number, b: number): void {
    const cls = classes[kind]
    const relationships = listKeys.filter((k) => lists[k].owner === kind)
    const option =
      relationships.length && a % 3
        ? [(a % 3 === 1 ? db.joinedload : db.selectinload)(relationships[b % relationships.length]!)]
        : []
    const found: any[] = cls.query.options(...option).all()
    const expected = this.rowsOf(kind).map((i) => this.object(i))
    expect(new Set(found)).toEqual(new Set(expected))
    expect(found.length).toBe(expected.length)
    const one = this.pick(this.rowsOf(kind), b)
    if (one)
      expect(this.session.get(cls, this.object(one).id)).toBe(one.status === 'marked' ? expect.anything() : this.object(one))
  }

  /** Reads relationships in the middle of a transaction. */
  private read(kind: Kind, a: number): void {
    const owner = this.pickOf(kind, a)
    if (!owner) return
    for (const key of listKeys.filter((k) => lists[k].owner === kind)) {
      const there = this.handlesIn(this.object(owner)[key]).filter(
        (h) => !['deleted', undefined].includes(this.model.items.get(h)?.status),
      )
      expect(there.sort(), `${owner.label}.${key}`).toEqual(this.model.list(owner, key).sort())
    }
  }

  /** A flush that fails leaves the session unusable until rollback. */
  private conflict(a: number): void {
    const { session } = this
    session.flush()
    const known = this.rowsOf('Tag')[0]
    if (!known) return
    const twin = this.model.create('Tag', known.label!)
    this.objects.set(twin.handle, new classes.Tag({ label: known.label }))
    session.add(this.object(twin))
    this.model.add(twin)
    expect(() => session.flush()).toThrow(expect.objectContaining({ name: 'IntegrityError' }))
    expect(() => session.flush()).not.toThrow()
    expect(() => classes.Tag.query.all()).toThrow(expect.objectContaining({ name: 'PendingRollbackError' }))
    session.rollback()
    this.model.rollback()
    this.rolledBack(a)
  }

  private commitAll(): void {
    this.savepoints.length = 0
    while (this.model.depth > 0) {
      this.session.commit()
      this.model.commit()
    }
    this.session.commit()
    this.model.commit()
  }

  /** What was loaded in a savepoint and not changed in it stays as it is (SQLAlchemy does the same), so all is expired here. */
  private rolledBack(a: number): void {
    const nested = this.savepoints.pop() !== undefined
    this.agreeStates()
    for (const item of this.model.items.values()) if (item.status === 'persistent') this.agreeScalars(item)
    if (nested) this.session.expireAll()
    this.agreeSometimes(a)
  }

  /** Reading loads everything: half of the time the script goes on with nothing loaded. */
  private agreeSometimes(a: number): void {
    this.agree()
    if (a % 2) this.session.expireAll()
  }

  // ---------------------------------------------------------------- comparing

  private rowsOf(kind: Kind): Item[] {
    return [...this.model.items.values()].filter((i) => i.kind === kind && (i.status === 'persistent' || i.status === 'marked'))
  }
  private handlesIn(list: Iterable<object>): number[] {
    const handles = new Map([...this.objects].map(([h, o]) => [o, h]))
    return [...list].map((o) => handles.get(o)!)
  }

  /** Rows, objects and model say the same. */
  agree(): void {
    this.agreeStates()
    this.agreeRows()
    for (const item of this.model.items.values()) {
      if (item.status !== 'persistent') continue
      this.agreeScalars(item)
      for (const key of listKeys) {
        if (lists[key].owner !== item.kind) continue
        expect(this.handlesIn(this.object(item)[key]).sort(), `${item.label}.${key}`).toEqual(this.model.list(item, key).sort())
      }
    }
  }

  private agreeStates(): void {
    for (const handle of this.model.dropped) expect(db.inspect(this.objects.get(handle)).state).toBe('transient')
    for (const i of this.model.items.values())
      expect(db.inspect(this.object(i)).state, i.label!).toBe(i.status === 'marked' ? 'persistent' : i.status)
  }

  private agreeScalars(item: Item): void {
    const o = this.object(item)
    const of = (h: number | null) => (h === null ? null : this.objects.get(h))
    expect([o.label, o.done]).toEqual([item.label, item.done])
    for (const key of scalarKeys) {
      if (scalars[key].owner !== item.kind) continue
      const there = o[key]
      // until the row is read again, an attribute shows the object that was deleted
      if (there !== null && this.model.items.get(this.handlesIn([there])[0]!)?.status === 'deleted') continue
      expect(there === of(item.one[key]), `${item.label}.${key}`).toBe(true)
    }
  }

  private agreeRows(): void {
    const ids = (h: number | null) => (h === null ? null : this.objects.get(h).id)
    const rows = (kind: Kind, more: (i: Item) => unknown[]) =>
      this.rowsOf(kind)
        .map((i) => [ids(i.handle), i.label, Number(i.done), ...more(i)])
        .sort(byNumbers)
    const table = (sql: string) => connection.quietly(sql).sort(byNumbers as never)
    expect(table('SELECT id, label, done FROM teams')).toEqual(rows('Team', () => []))
    expect(table('SELECT id, label, done FROM tags')).toEqual(rows('Tag', () => []))
    expect(table('SELECT id, label, done, person_id FROM notes')).toEqual(rows('Note', (i) => [ids(i.one.person)]))
    expect(table('SELECT id, label, done, team_id, boss_id FROM people')).toEqual(
      rows('Person', (i) => [ids(i.one.team), ids(i.one.boss)]),
    )
    const links = this.rowsOf('Person').flatMap((i) => [...i.tags].map((t) => [ids(i.handle), ids(t)]))
    expect(table('SELECT person_id, tag_id FROM person_tags')).toEqual(links.sort(byNumbers))
  }
}

const byNumbers = (x: unknown[], y: unknown[]): number =>
  (x[0] as number) - (y[0] as number) || (x[1] as number) - (y[1] as number)

test(`${runs} random scripts leave rows and objects as a plain model has them`, { timeout: 600_000 }, () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 4, maxLength: 50, size: 'max' }), (steps) => new Play().run(steps)),
    { numRuns: runs, ...(seed !== undefined && { seed }) },
  )
})
