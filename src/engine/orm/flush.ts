import { type Reason, unreachable } from '../../protocol'
import { TermError } from '../schema'
import { forgetUntouched, isOrphan } from './attributes'
import { postUpdate, processRelationship } from './dependencies'
import { type Action, orderActions } from './flush-order'
import { describePlan } from './flush-plan'
import { deleteStates, saveStates } from './persist'
import type { Session } from './session'
import { EXPIRED, type InstanceState, identity, NO_VALUE } from './state'
import { UnitOfWork } from './unit-of-work'

/** Plans and runs one flush: the plan goes on the timeline before the first statement. */
export function runFlush(session: Session, because: Reason): void {
  const uow = new UnitOfWork(session)
  try {
    perform(session, uow, because)
  } finally {
    uow.release()
  }
}

function perform(session: Session, uow: UnitOfWork, because: Reason): void {
  const marked = session.deletedStates.size > 0
  for (const s of session.newStates.values()) {
    if (s.parents !== null && isOrphan(s) && [...s.parents.values()].includes(false)) session.expungeState(s)
    else if (!marked || !session.deletedStates.has(s)) uow.register(s)
  }
  for (const s of session.dirtyStates.values())
    if (!marked || !session.deletedStates.has(s)) uow.register(s, isOrphan(s) ? { isDelete: true } : undefined)
  for (const s of session.deletedStates) uow.register(s, { isDelete: true })
  uow.prepare()
  switchRows(session, uow)
  const actions = orderActions(uow, session.registry)
  const { emit } = session.registry
  if (emit !== null) {
    const plan = describePlan(actions)
    if (plan.length) emit({ kind: 'flush', plan, because })
  }
  for (const action of actions) act(session, uow, action)
  finalize(session, uow)
}

function act(session: Session, uow: UnitOfWork, action: Action): void {
  switch (action.kind) {
    case 'save':
      return saveStates(session, action.mapper, action.states)
    case 'delete':
      return deleteStates(session, action.mapper, action.states)
    case 'process':
      return processRelationship(session, uow, action.relationship, action.states, action.deletes)
    case 'postUpdate':
      return postUpdate(session, uow, action.relationship, action.states, action.deletes)
    default:
      return unreachable(action)
  }
}

/** A new object with the key of one that is deleted in the same flush: its row is updated instead. */
function switchRows(session: Session, uow: UnitOfWork): void {
  for (const s of session.newStates.values()) {
    const id = ownId(s)
    if (id === null) continue
    const existing = session.identityMap.get(s.mapper, Array.isArray(id) ? identity(id) : id)
    if (!existing) continue
    if (!uow.isDeleted(existing)) {
      if (!hasRow(session, existing)) {
        setAside(session, existing)
        continue
      }
      session.registry.warn(
        `New instance ${session.registry.textOf(s)} with identity key (${s.mapper.className}, ${[id].flat().join(', ')}) conflicts with persistent instance ${session.registry.textOf(existing)}`,
        'An object with this primary key is loaded already. Change that one, or use db.session.merge(...).',
      )
      continue
    }
    uow.unregister(existing)
    setAside(session, existing)
    s.old = s.row.map((v, i) => (v === undefined || s.mapper.primaryKey.includes(i) ? undefined : NO_VALUE))
    s.id = id
  }
}

/** An object whose row is gone makes room for a new one with its key. */
function setAside(session: Session, s: InstanceState): void {
  session.deletedStates.delete(s)
  session.identityMap.remove(s)
  session.transaction!.removed.add(s)
  s.deleted = true
}

/** Whether an object's row is there, as far as the object knows: one that has expired is read. */
function hasRow(session: Session, s: InstanceState): boolean {
  if (!s.isExpired) return true
  try {
    session.refreshExpired(s, s.mapper.primaryKey[0]!)
    return true
  } catch (error) {
    if (error instanceof TermError && error.name === 'ObjectDeletedError') return false
    throw error
  }
}

function finalize(session: Session, uow: UnitOfWork): void {
  const t = session.transaction!
  const { saved, deleted, settled } = uow.outcome()
  for (const s of deleted) {
    if (s.id === null) continue
    session.change(s, 'flush', () => {
      session.identityMap.remove(s)
      session.deletedStates.delete(s)
      session.dirtyStates.delete(s)
      // what was changed stays marked, so that the rollback of a savepoint expires it
      s.deleted = true
      s.flushed = null
      t.removed.add(s)
    })
  }
  // the key of everything that took part is looked at, which reads what is expired
  for (const list of [saved, settled])
    for (const s of list) {
      if (s.id === null) continue
      const { primaryKey } = s.mapper
      for (let k = 0; k < primaryKey.length; k++) if (s.row[primaryKey[k]!] === EXPIRED) session.refreshExpired(s, primaryKey[k]!)
    }
  for (const s of saved) {
    if (s.id === null || session.newStates.has(s)) {
      persisted(session, s)
      forgetUntouched(s)
      s.settle()
      session.newStates.delete(s)
      continue
    }
    t.wrote(s)
    if (s.old !== null || s.modified) switchIdentity(session, s)
    s.settle()
    session.dirtyStates.delete(s)
  }
  for (const s of settled) {
    s.settle()
    session.dirtyStates.delete(s)
  }
}

/** A row exists now: the object has an identity. */
function persisted(session: Session, s: InstanceState): void {
  const t = session.transaction!
  const id = ownId(s)
  if (id === null) {
    throw new TermError(
      'FlushError',
      `Instance <${s.mapper.className}> has a NULL identity key.  If this is an auto-generated value, check that the database table allows generation of new primary key values, and that the mapped Column object is configured to expect these generated values.`,
      `Give ${s.mapper.className} a value for its primary key.`,
    )
  }
  const from = session.stateBefore(s)
  s.id = id
  const before = session.identityMap.get(s.mapper, s.identity)
  session.identityMap.add(s)
  if (before !== undefined && before !== s) warnOfReplaced(session, before)
  t.added.push(s)
  session.tell(s, from, 'flush')
}

/** The row of an object went behind the session's back, and a new row has got its key. */
function warnOfReplaced(session: Session, before: InstanceState): void {
  if (!hasRow(session, before)) return
  session.registry.warn(
    `Identity map already had an identity for (${before.mapper.className}, (${before.key!.join(', ')})), replacing it with newly flushed object.`,
    'The row of an object was removed without the session. After dropAll() or a DELETE in SQL, db.session.expungeAll() lets such objects go.',
  )
}

/** The primary key that an object's attributes make, or null when a part is missing. */
function ownId(s: InstanceState): unknown {
  const { primaryKey } = s.mapper
  if (primaryKey.length === 1) return s.peek(primaryKey[0]!) ?? null
  const parts = primaryKey.map((i) => s.peek(i) ?? null)
  return parts.includes(null) ? null : parts
}

function switchIdentity(session: Session, s: InstanceState): void {
  const { primaryKey } = s.mapper
  if (primaryKey.length === 1) {
    const now = s.peek(primaryKey[0]!)
    if (now === undefined || now === s.id) return
  }
  const key = primaryKey.map((i, n) => {
    const v = s.peek(i)
    return v === undefined ? s.key![n] : v
  })
  if (primaryKey.length > 1 && identity(key) === s.identity) return
  const t = session.transaction!
  if (!t.switched.has(s)) t.switched.set(s, s.key!)
  session.identityMap.remove(s)
  s.key = key
  session.identityMap.add(s)
}
