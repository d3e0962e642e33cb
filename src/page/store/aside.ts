import type { Change } from './backend'
import type { Draft, Store } from './store'

/** Takes a draft away, with the databases kept beside it, so that the lesson's code can stand there. */
export async function putAside(store: Store, id: string): Promise<void> {
  if (await store.draft(id)) await exchange(store, id, null)
}

/** Exchanges the draft and the one put aside; gives the one that is the draft now, null when none was put aside. */
export async function bringBack(store: Store, id: string): Promise<Draft | null> {
  const back = await store.draft(id, 'aside')
  if (back) await exchange(store, id, back)
  return back
}

async function exchange(store: Store, id: string, back: Draft | null): Promise<void> {
  const [draft, databases] = [await store.draft(id), await store.read('databases', id)]
  const change = (shelf: Change['shelf'], value: unknown): Change => ({ shelf, key: id, value: value ?? undefined })
  await store.write([
    change('drafts', back),
    change('databases', back && (await store.read('databases aside', id))),
    change('aside', draft),
    change('databases aside', databases),
  ])
}
