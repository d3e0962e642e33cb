import { type ObjectRef, type ObjectState, type Preview, type TimelineEvent, unreachable } from '../../../../protocol'

/** One mapped object of the learner's. */
export interface ObjectView {
  object: ObjectRef
  state: ObjectState
  /** Why it is in this state, in words. */
  because: string
  /** Its own text, such as `<User 'susan'>`. */
  text: string
  /** Attributes set and not yet flushed. */
  dirty: { key: string; old: Preview; new: Preview }[]
  /** The event that last touched it. */
  seq: number
}

/** Every mapped object seen until an event, in the order in which they appeared. @param seq the last event that has happened */
export function objectsAt(events: readonly TimelineEvent[], seq: number): ObjectView[] {
  const objects = new Map<number, ObjectView>()
  const seen = (object: ObjectRef, at: number): ObjectView => {
    let view = objects.get(object.id)
    if (!view) {
      view = { object, state: 'transient', because: '', text: object.model, dirty: [], seq: at }
      objects.set(object.id, view)
    }
    view.object = object
    view.seq = at
    return view
  }
  for (const event of events) {
    if (event.seq > seq) break
    switch (event.kind) {
      case 'state': {
        const view = seen(event.object, event.seq)
        Object.assign(view, { state: event.to, because: event.because, text: event.text })
        if (event.to !== 'pending' && event.to !== 'transient') view.dirty = []
        break
      }
      case 'attribute': {
        const view = seen(event.object, event.seq)
        const known = view.dirty.find((change) => change.key === event.key)
        if (known) known.new = event.new
        else view.dirty.push({ key: event.key, old: event.old, new: event.new })
        break
      }
      case 'flush':
        for (const step of event.plan) for (const object of step.objects) seen(object, event.seq).dirty = []
        break
      case 'transaction':
        if (event.action === 'rollback') for (const view of objects.values()) view.dirty = []
        break
      case 'cell':
      case 'value':
      case 'console':
      case 'statement':
      case 'rows':
      case 'schema':
      case 'request':
      case 'flask':
      case 'snapshot':
      case 'problem':
        break
      default:
        unreachable(event)
    }
  }
  return [...objects.values()]
}
