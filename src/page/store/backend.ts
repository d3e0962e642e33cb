/** The kinds of things that are kept. */
export type Shelf = 'drafts' | 'aside' | 'progress' | 'settings'

export const shelves: Shelf[] = ['drafts', 'aside', 'progress', 'settings']

/** Where things are kept: on disk, or in memory while the disk refuses. */
export interface Backend {
  get(shelf: Shelf, key: string): Promise<unknown>
  put(shelf: Shelf, key: string, value: unknown): Promise<void>
  delete(shelf: Shelf, key: string): Promise<void>
  entries(shelf: Shelf): Promise<[key: string, value: unknown][]>
}

/** Keeps things as long as the page is open. */
export function memoryBackend(): Backend {
  const maps = new Map(shelves.map((shelf) => [shelf, new Map<string, unknown>()]))
  const on = (shelf: Shelf) => maps.get(shelf) as Map<string, unknown>
  return {
    get: async (shelf, key) => on(shelf).get(key),
    put: async (shelf, key, value) => void on(shelf).set(key, structuredClone(value)),
    delete: async (shelf, key) => void on(shelf).delete(key),
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
  const opening = openDB(name, 1, {
    upgrade(db) {
      for (const shelf of shelves) db.createObjectStore(shelf)
    },
  })
  const db = await Promise.race([
    opening,
    new Promise<never>((_, reject) =>
      setTimeout(() => reject(new Error('The browser did not open its storage in time.')), patience),
    ),
  ])
  return {
    get: (shelf, key) => db.get(shelf, key),
    async put(shelf, key, value) {
      const tx = db.transaction(shelf, 'readwrite')
      const put = tx.store.put(value, key)
      // Said at once, so that it also counts when the page is being left.
      tx.commit()
      await Promise.all([put, tx.done])
    },
    delete: (shelf, key) => db.delete(shelf, key),
    entries: async (shelf) => {
      const tx = db.transaction(shelf)
      const [keys, values] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll()])
      return keys.map((key, i) => [String(key), values[i]])
    },
  }
}
