import { TermError } from '../schema'
import { isOrphan } from './attributes'
import { cascade } from './cascade'
import { address, notInSession, notPersisted } from './errors'
import type { Session } from './session'
import type { InstanceState } from './state'

// Objects come into a session and leave it: add(), delete(), expunge() and what they reach along relationships.

/** add(): the object, and what the save-update cascade reaches from it. @throws TermError InvalidRequestError */
export function addState(session: Session, s: InstanceState): void {
  saveOrUpdate(session, s)
  if (s.related === null && s.oldRelated === null && s.queued === null) return
  for (const other of cascade(s, 'saveUpdate', (x) => session.contains(x))) saveOrUpdate(session, other)
}

function saveOrUpdate(session: Session, s: InstanceState): void {
  if (s.session === session && !s.deleted) {
    if (session.deletedStates.delete(s)) session.dirtyStates.add(s)
    return
  }
  if (s.session !== null && s.session !== session) {
    throw new TermError(
      'InvalidRequestError',
      `Object '${address(s)}' is already attached to session (this is another one)`,
      'Take it out there first.',
    )
  }
  if (s.id !== null && s.deleted) {
    throw new TermError(
      'InvalidRequestError',
      `Instance '${address(s)}' has been deleted.  Use the make_transient() function to send this object back to the transient state.`,
      'Make a new object instead.',
    )
  }
  if (s.id !== null) mayAttach(session, s)
  const from = session.stateBefore(s)
  s.session = session
  if (s.id === null) session.newStates.add(s)
  else {
    session.identityMap.add(s)
    if (s.modified || s.old || s.oldRelated) {
      s.modified = true
      session.dirtyStates.add(s)
    }
  }
  session.tell(s, from, 'add()')
}

function mayAttach(session: Session, s: InstanceState): void {
  const other = session.identityMap.get(s.mapper, s.identity)
  if (other === undefined || other === s) return
  throw new TermError(
    'InvalidRequestError',
    `Can't attach instance ${address(s)}; another instance with key ${JSON.stringify(s.key)} is already present in this session.`,
    'Use db.session.merge(...).',
  )
}

/** delete(): marks the object, and what the delete cascade reaches. @throws TermError InvalidRequestError when it has no row (orm/066) */
export function markDeleted(session: Session, s: InstanceState): void {
  if (s.id === null) throw notPersisted(s)
  session.usable()
  if (session.deletedStates.has(s)) return
  attachForDelete(session, s)
  const along = deleteCascade(s)
  session.deletedStates.add(s)
  for (const other of along) {
    // a list may still show an object whose row is gone, and the key may be another row's by now
    if (other.id === null || (other.deleted && other.session === session)) continue
    attachForDelete(session, other)
    session.deletedStates.add(other)
  }
}

function attachForDelete(session: Session, s: InstanceState): void {
  if (s.session !== session && !s.deleted) return saveOrUpdate(session, s)
  // its row is gone: the next flush tries again and warns
  mayAttach(session, s)
  session.change(s, 'delete()', () => {
    s.session = session
    session.identityMap.add(s)
  })
}

/** Objects that a deleted one takes with it. */
export const deleteCascade = (s: InstanceState): InstanceState[] => cascade(s, 'delete', () => false)

/** @throws TermError InvalidRequestError when the object is not in this session */
export function expunge(session: Session, s: InstanceState): void {
  if (s.session !== session) throw notInSession(s)
  const along = cascade(s, 'expunge', (x) => x.session !== session)
  expungeState(session, s)
  for (const other of along) expungeState(session, other)
}

/** Takes one object out, and nothing else. */
export function expungeState(session: Session, s: InstanceState): void {
  if (s.session !== session) return
  session.change(s, 'expunge()', () => {
    session.newStates.delete(s)
    session.dirtyStates.delete(s)
    session.deletedStates.delete(s)
    if (s.key) session.identityMap.remove(s)
    s.session = null
    session.transaction?.removed.delete(s)
  })
}

/** A pending object that lost its last parent leaves the session. */
export function letOrphanGo(session: Session, s: InstanceState): void {
  if (session.newStates.has(s) && isOrphan(s)) expungeState(session, s)
}
