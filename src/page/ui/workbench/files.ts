import type { CompiledFile } from '../../../protocol'
import type { SourceFile } from '../../runner'

/** The learner's files: as they were given, or put in their place, and what has been typed since. */
export class Files {
  private given: readonly SourceFile[] = []
  /** What put() put in the place of the given ones, which stay their owner's. */
  private put: readonly SourceFile[] | null = null
  private readonly texts = new Map<string, string>()

  /** As they are now. */
  get current(): SourceFile[] {
    return (this.put ?? this.given).map(({ name, text }) => ({ name, text: this.texts.get(name) ?? text }))
  }

  /** Takes files from their owner. */
  give(files: readonly SourceFile[]): void {
    this.given = files
    this.put = null
    this.texts.clear()
  }

  /** Replaces all files. */
  replace(files: readonly SourceFile[]): void {
    this.put = files
    this.texts.clear()
  }

  type(file: string, text: string): void {
    this.texts.set(file, text)
  }

  /** Those of `compiled`, made of the given files, that are still theirs. */
  stillCompiled(compiled: readonly CompiledFile[]): CompiledFile[] {
    const now = new Map(this.current.map(({ name, text }) => [name, text]))
    const given = new Map(this.given.map(({ name, text }) => [name, text]))
    return compiled.filter(({ name }) => now.get(name) === given.get(name))
  }
}
