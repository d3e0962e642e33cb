import { type Backend, diskBackend, memoryBackend, type Shelf } from './backend'

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

  async draft(id: string): Promise<Draft | null> {
    const value = await this.read('drafts', id)
    return isDraft(value) ? value : null
  }

  saveDraft(id: string, draft: Draft): Promise<void> {
    return this.attempt(async (backend) => backend.put('drafts', id, draft))
  }

  deleteDraft(id: string): Promise<void> {
    return this.attempt(async (backend) => backend.delete('drafts', id))
  }

  /** Takes a draft away so that the lesson's code can stand there; it can be brought back until the next one is put aside. */
  async putAside(id: string): Promise<void> {
    const draft = await this.draft(id)
    if (!draft) return
    await this.attempt(async (backend) => backend.put('aside', id, draft))
    await this.deleteDraft(id)
  }

  async aside(id: string): Promise<Draft | null> {
    const value = await this.read('aside', id)
    return isDraft(value) ? value : null
  }

  /** Exchanges the draft and the one put aside; gives the one that is the draft now. */
  async bringBack(id: string): Promise<Draft | null> {
    const [draft, aside] = [await this.draft(id), await this.aside(id)]
    if (!aside) return null
    await this.saveDraft(id, aside)
    await this.attempt(async (backend) => (draft ? backend.put('aside', id, draft) : backend.delete('aside', id)))
    return aside
  }

  async progress(): Promise<Map<string, Progress>> {
    const entries = (await this.attempt((backend) => backend.entries('progress'))) ?? []
    return new Map(entries.filter((entry): entry is [string, Progress] => isProgress(entry[1])))
  }

  /** Remembers that a step is solved; the first time counts. */
  async solve(id: string, now = Date.now()): Promise<void> {
    if (isProgress(await this.read('progress', id))) return
    await this.attempt(async (backend) => backend.put('progress', id, { solved: now } satisfies Progress))
  }

  async setting(key: string): Promise<string | null> {
    const value = await this.read('settings', key)
    return typeof value === 'string' ? value : null
  }

  set(key: string, value: string): Promise<void> {
    return this.attempt(async (backend) => backend.put('settings', key, value))
  }

  private read(shelf: Shelf, key: string): Promise<unknown> {
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
  for (const shelf of ['drafts', 'aside', 'progress', 'settings'] as const) {
    for (const [key, value] of await from.entries(shelf).catch(() => [])) await copy.put(shelf, key, value)
  }
  return copy
}

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
