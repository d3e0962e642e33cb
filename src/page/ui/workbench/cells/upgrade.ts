import type { SourceFile } from '../../../runner'
import type { CodeCell } from './code-cell'

interface Owner {
  isConnected(): boolean
  /** The cells on the page. */
  cells(): CodeCell[]
  /** The files as they are now. */
  files(): SourceFile[]
}

/** Puts Monaco in the place of the plain editors, once it is wanted and has been loaded. */
export class EditorUpgrade {
  private state: 'plain' | 'loading' | 'monaco' = 'plain'
  private monaco: typeof import('../monaco') | null = null
  private readonly upgraded = new WeakSet<CodeCell>()

  constructor(private readonly owner: Owner) {}

  /** Loads Monaco when the browser has nothing better to do. */
  whenIdle(): void {
    const idle = window.requestIdleCallback ?? ((then: () => void) => window.setTimeout(then, 200))
    idle(() => this.now(), { timeout: 2000 })
  }

  /** Loads Monaco, once. Touch screens and visitors who save data keep the plain editor. */
  async now(): Promise<void> {
    const { owner } = this
    if (this.state !== 'plain' || !owner.isConnected() || keepsPlain()) return
    this.state = 'loading'
    try {
      const monaco = await import('../monaco')
      await monaco.open(owner.files())
      if (!owner.isConnected()) return monaco.close()
      this.monaco = monaco
    } catch (error) {
      console.warn('The full editor could not be loaded; the plain one stays.', error)
      return
    }
    this.state = 'monaco'
    this.apply()
    performance.mark('backref:editor')
    await this.monaco.checked(owner.files().map(({ name }) => name))
    performance.mark('backref:checked')
  }

  /** Gives Monaco to the cells that do not have it yet. */
  apply(): void {
    if (!this.monaco) return
    for (const cell of this.owner.cells()) {
      if (this.upgraded.has(cell)) continue
      this.upgraded.add(cell)
      cell.replaceEditor(this.monaco.openEditor)
    }
  }

  /** The files have been replaced. */
  filesChanged(): void {
    this.monaco?.setFiles(this.owner.files())
  }

  close(): void {
    this.monaco?.close()
    this.monaco = null
  }
}

function keepsPlain(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } }
  return connection?.saveData === true || matchMedia('(pointer: coarse)').matches
}
