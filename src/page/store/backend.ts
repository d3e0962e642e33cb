/** The kinds of things that are kept. */
export type Shelf = 'drafts' | 'aside' | 'databases' | 'databases aside' | 'progress' | 'settings'

export const shelves: Shelf[] = ['drafts', 'aside', 'databases', 'databases aside', 'progress', 'settings']

export interface Change {
  shelf: Shelf
  key: string
  /** undefined: deleted. */
  value: unknown
}

/** Where things are kept: on disk, or in memory while the disk refuses. */
export interface Backend {
  get(shelf: Shelf, key: string): Promise<unknown>
  /** All of the changes or none. */
  write(changes: readonly Change[]): Promise<void>
  entries(shelf: Shelf): Promise<[key: string, value: unknown][]>
}

/** Keeps things as long as the page is open. */
export function memoryBackend(): Backend {
  const maps = new Map(shelves.map((shelf) => [shelf, new Map<string, unknown>()]))
  const on = (shelf: Shelf) => maps.get(shelf) as Map<string, unknown>
  return {
    get: async (shelf, key) => on(shelf).get(key),
    write: async (changes) => {
      for (const { shelf, key, value } of structuredClone(changes))
        if (value === undefined) on(shelf).delete(key)
        else on(shelf).set(key, value)
    },
    entries: async (shelf) => [...on(shelf)],
  }
}

/**
 * Keeps things in IndexedDB. Rejects when the browser refuses (private windows, blocked storage), or when another tab holds the
 * database in an old form for too long.
 * @param name of the database
 * @param patience milliseconds to wait for it
 */
export async function diskBackend(name = 'backref', patience = 3000): Promise<Backend> {
  const { openDB } = await import('idb')
  const opening = openDB(name, 2, {
    upgrade(db) {
      for (const shelf of shelves) if (!db.objectStoreNames.contains(shelf)) db.createObjectStore(shelf)
    },
    // A newer page in another tab goes first; what is typed here lasts as long as this page, which says so.
    blocking: (_old, _new, event) => (event.target as IDBDatabase).close(),
  })
  const db = await Promise.race([
    opening,
    new Promise<never>((_, reject) =>
      setTimeout(() => reject(new Error('The browser did not open its storage in time.')), patience),
    ),
  ])
  return {
    get: (shelf, key) => db.get(shelf, key),
    async write(changes) {
      const tx = db.transaction([...new Set(changes.map(({ shelf }) => shelf))], 'readwrite')
      const asked = changes.map(({ shelf, key, value }) => {
        const store = tx.objectStore(shelf)
        return value === undefined ? store.delete(key) : store.put(value, key)
      })
      // Said at once, so that it also counts when the page is being left.
      tx.commit()
      await Promise.all([...asked, tx.done])
    },
    entries: async (shelf) => {
      const tx = db.transaction(shelf)
      const [keys, values] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll()])
      return keys.map((key, i) => [String(key), values[i]])
    },
  }
}
