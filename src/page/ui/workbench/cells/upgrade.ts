import type { SourceFile } from '../../../runner'
import type { CodeCell, OpenEditor } from './code-cell'

/** An editor that knows all files and checks their types. */
export interface FullEditor {
  openEditor: OpenEditor
  /** Makes the editor's files those given: makes missing ones, changes others, forgets the rest. */
  setFiles(files: readonly SourceFile[]): void
  /** Waits until the type checker has looked at the given files once. */
  checked(files: readonly string[]): Promise<void>
  /** Forgets all files. */
  close(): void
}

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
  private monaco: FullEditor | null = null
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
      const { openMonaco } = await import('../monaco')
      const monaco = await openMonaco(() => (owner.isConnected() ? owner.files() : null))
      if (!monaco || !owner.isConnected()) return monaco?.close()
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
    this.state = 'plain'
  }
}

function keepsPlain(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } }
  return connection?.saveData === true || matchMedia('(pointer: coarse)').matches
}
