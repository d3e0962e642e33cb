import type { PassedDatabase } from '../../protocol'
import { type Backend, type Change, diskBackend, memoryBackend, type Shelf, shelves } from './backend'

/** One file as typed. */
export interface DraftFile {
  name: string
  text: string
}

/** What somebody has typed into a step or a playground. */
export interface Draft {
  files: DraftFile[]
  /** The lesson's `base` that it was made from. */
  base: string
  /** The database file that belongs to the files, when there is one: both are kept together or not at all. */
  database?: Uint8Array | null
  /** Milliseconds since 1970. */
  updated: number
}

/** A database as it was at some revision, to be gone back to. */
export interface KeptDatabase extends PassedDatabase {
  /** When it was so; milliseconds since 1970. */
  at: number
}

export interface Progress {
  /** When all goals were first met; milliseconds since 1970. */
  solved: number
}

/**
 * What the page remembers on this device. When the disk refuses, it says so once through `onTrouble` and goes on in memory,
 * so that none of its methods ever rejects.
 */
export class Store {
  /** Why nothing is kept beyond this page; null while the disk works. */
  trouble: string | null = null

  private constructor(
    private backend: Backend,
    private readonly onTrouble: (trouble: string) => void,
  ) {}

  /**
   * @param open gives the place to keep things; its failure is the first trouble
   * @param onTrouble told in words when the disk refuses
   */
  static async open(onTrouble: (trouble: string) => void, open: () => Promise<Backend> = diskBackend): Promise<Store> {
    try {
      return new Store(await open(), onTrouble)
    } catch (error) {
      const store = new Store(memoryBackend(), onTrouble)
      store.fail(error)
      return store
    }
  }

  /** @param shelf `aside`: the draft that was put aside */
  async draft(id: string, shelf: 'drafts' | 'aside' = 'drafts'): Promise<Draft | null> {
    const value = await this.read(shelf, id)
    return isDraft(value) ? value : null
  }

  /** @param passed databases to keep beside the draft: all of it is written, or nothing */
  async saveDraft(id: string, draft: Draft, passed: readonly PassedDatabase[] = []): Promise<void> {
    const changes: Change[] = [{ shelf: 'drafts', key: id, value: draft }]
    if (passed.length > 0) {
      const { withPassed } = await import('./kept')
      changes.push({ shelf: 'databases', key: id, value: withPassed(await this.kept(id), passed, draft.updated) })
    }
    return this.write(changes)
  }

  deleteDraft(id: string): Promise<void> {
    return this.write(gone(id))
  }

  /** The databases kept beside a draft, newest first. */
  async kept(id: string): Promise<KeptDatabase[]> {
    const { keptOf } = await import('./kept')
    return keptOf(await this.read('databases', id))
  }

  /** Takes a draft away so that the lesson's code can stand there; it can be brought back until the next one is put aside. */
  async putAside(id: string): Promise<void> {
    const { putAside } = await import('./aside')
    return putAside(this, id)
  }

  /** Exchanges the draft and the one put aside; gives the one that is the draft now, null when none was put aside. */
  async bringBack(id: string): Promise<Draft | null> {
    const { bringBack } = await import('./aside')
    return bringBack(this, id)
  }

  async progress(): Promise<Map<string, Progress>> {
    const entries = (await this.attempt((backend) => backend.entries('progress'))) ?? []
    return new Map(entries.filter((entry): entry is [string, Progress] => isProgress(entry[1])))
  }

  /** Remembers that a step is solved; the first time counts. */
  async solve(id: string, now = Date.now()): Promise<void> {
    if (isProgress(await this.read('progress', id))) return
    await this.write([{ shelf: 'progress', key: id, value: { solved: now } satisfies Progress }])
  }

  async setting(key: string): Promise<string | null> {
    const value = await this.read('settings', key)
    return typeof value === 'string' ? value : null
  }

  set(key: string, value: string): Promise<void> {
    return this.write([{ shelf: 'settings', key, value }])
  }

  /**
   * Forgets that a step is solved, and some settings.
   * @returns what brings all of that back
   */
  async forget(id: string, settings: string[]): Promise<() => Promise<void>> {
    const shelved: [Shelf, string][] = [['progress', id], ...settings.map((key): [Shelf, string] => ['settings', key])]
    const before = await Promise.all(shelved.map(async ([shelf, key]) => ({ shelf, key, value: await this.read(shelf, key) })))
    await this.write(shelved.map(([shelf, key]) => ({ shelf, key, value: undefined })))
    return () => this.write(before)
  }

  /** Makes all of the changes, or none. */
  write(changes: Change[]): Promise<void> {
    return this.attempt((backend) => backend.write(changes))
  }

  read(shelf: Shelf, key: string): Promise<unknown> {
    return this.attempt((backend) => backend.get(shelf, key))
  }

  /** Does something with the backend; when the disk refuses, once more in memory. */
  private async attempt<T>(action: (backend: Backend) => Promise<T>): Promise<T> {
    try {
      return await action(this.backend)
    } catch (error) {
      if (this.trouble === null) {
        this.backend = await memoryCopy(this.backend)
        this.fail(error)
      }
      return action(this.backend)
    }
  }

  private fail(error: unknown): void {
    const full = error instanceof Error && error.name === 'QuotaExceededError'
    this.trouble = full
      ? 'The browser’s storage is full. What you type stays until you close this page; share or download it to keep it.'
      : 'The browser does not let this page store anything. What you type stays until you close this page; share or download it to keep it.'
    this.onTrouble(this.trouble)
  }
}

/** What the disk still gives, in memory. */
async function memoryCopy(from: Backend): Promise<Backend> {
  const copy = memoryBackend()
  for (const shelf of shelves) {
    const entries = await from.entries(shelf).catch(() => [])
    await copy.write(entries.map(([key, value]) => ({ shelf, key, value })))
  }
  return copy
}

/** A draft is no more, and neither is what was kept beside it. */
const gone = (id: string): Change[] => [
  { shelf: 'drafts', key: id, value: undefined },
  { shelf: 'databases', key: id, value: undefined },
]

function isDraft(value: unknown): value is Draft {
  const draft = value as Draft | undefined
  return (
    typeof draft === 'object' &&
    typeof draft?.base === 'string' &&
    (draft.database == null || draft.database instanceof Uint8Array) &&
    Array.isArray(draft.files) &&
    draft.files.every((f) => typeof f?.name === 'string' && typeof f?.text === 'string')
  )
}

function isProgress(value: unknown): value is Progress {
  return typeof (value as Progress | undefined)?.solved === 'number'
}
