import type { Session } from './session'
import { EXPIRED, type InstanceState } from './state'
import type { SessionTransaction } from './transaction'

/** Objects go back to what they were when the transaction began (orm/050 to orm/056). */
export function rewind(session: Session, t: SessionTransaction): void {
  for (const s of session.newStates.values()) becomeTransient(session, s)
  for (const s of t.added) if (!t.removed.has(s) || s.session === session) becomeTransient(session, s)
  const added = new Set(t.switched.size + t.removed.size > 0 ? t.added : [])
  for (const [s, key] of t.switched) {
    if (added.has(s)) continue
    session.identityMap.remove(s)
    s.key = key
    session.identityMap.add(s)
  }
  for (const s of t.removed) {
    if (added.has(s)) continue
    session.change(s, 'rollback', () => {
      s.deleted = false
      s.session = session
      session.identityMap.add(s)
    })
  }
  session.deletedStates.clear()
  for (const s of session.identityMap.states()) if (!t.savepoint || s.modified || t.written.has(s)) s.expireAll()
  session.dirtyStates.clear()
}

/** Lets go of what no flush has written: the transaction had none, or it is over already. */
export function rewindUnflushed(session: Session): void {
  for (const s of session.newStates.values()) becomeTransient(session, s)
  session.deletedStates.clear()
  for (const s of session.identityMap.states()) s.expireAll()
  session.dirtyStates.clear()
}

function becomeTransient(session: Session, s: InstanceState): void {
  const from = session.stateBefore(s)
  if (s.key) {
    session.identityMap.remove(s)
    s.key = null
  }
  session.newStates.delete(s)
  session.dirtyStates.delete(s)
  s.session = null
  s.deleted = false
  s.modified = false
  for (let i = 0; i < s.row.length; i++) if (s.row[i] === EXPIRED) s.put(i, undefined)
  session.tell(s, from, 'rollback')
}
