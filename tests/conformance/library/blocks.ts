import { Missing } from '../python/values'
import { SessionBlock } from './flask'
import type { Library } from './library'
import { noAutoflush } from './script-values'

/** Enters a `with` block of a script: gives the value for `as`, and what ends the block. @throws Missing */
export function enterBlock(library: Library, context: unknown, name: string): { value: unknown; exit(error: unknown): void } {
  if (context === noAutoflush) {
    const session = library.db.session as unknown as { autoflush: boolean }
    const before = session.autoflush
    session.autoflush = false
    return {
      value: session,
      exit: () => {
        session.autoflush = before
      },
    }
  }
  if (context instanceof SessionBlock) return { value: context.session, exit: () => context.end() }
  const block = context as Record<string, ((...args: unknown[]) => unknown) | undefined>
  if (typeof block?.commit === 'function' && typeof block.rollback === 'function') {
    const exit = (error: unknown) => {
      // what was ended inside is over
      const ended =
        (block as { isActive?: boolean }).isActive === false && (library.db.session as unknown as { isActive: boolean }).isActive
      if (error) block.rollback!()
      else if (!ended) {
        try {
          block.commit!()
        } catch (failed) {
          block.rollback!()
          throw failed
        }
      }
    }
    return { value: context, exit }
  }
  if (typeof block?.push === 'function' && typeof block.pop === 'function') {
    block.push()
    return { value: context, exit: () => void block.pop!() }
  }
  if (typeof block?.close === 'function') return { value: context, exit: () => void block.close!() }
  throw new Missing(`a with block for ${name}`)
}
