import type { Stmt } from './tree'
import type { Keywords } from './values'

/** What a class statement declares, after its body has run. */
export interface ClassStatement {
  name: string
  bases: unknown[]
  /** Names bound in the body, in order. */
  members: Map<string, unknown>
  body: Stmt[]
}

/**
 * What the interpreter asks about values that are not Python's own: the objects of the library under test. `undefined`
 * means "not mine"; then Python's own rule applies.
 */
export interface Host {
  /** Whether a plain object belongs to the library, and is no dict of the script. */
  owns(object: unknown): boolean
  /** @throws Missing or an AttributeError when the object has no such attribute */
  getAttribute(object: unknown, name: string): unknown
  hasAttribute(object: unknown, name: string): boolean
  setAttribute(object: unknown, name: string, value: unknown): void
  deleteAttribute(object: unknown, name: string): void
  call(callee: unknown, args: unknown[], keywords: Keywords): unknown
  binary(op: string, left: unknown, right: unknown): unknown
  unary(op: string, operand: unknown): unknown
  compare(op: string, left: unknown, right: unknown): unknown
  /** `x in container`. */
  contains(container: unknown, item: unknown): boolean | undefined
  index(object: unknown, key: unknown): unknown
  length(object: unknown): number | undefined
  truth(object: unknown): boolean
  iterate(object: unknown): Iterable<unknown> | undefined
  /** Entering a `with` block: the value for `as`, and what ends the block. */
  enter(context: unknown): { value: unknown; exit(error: unknown): void }
  defineClass(statement: ClassStatement): unknown
  importName(module: string | null, name: string): unknown
  str(value: unknown): unknown
  repr(value: unknown): string
  typeName(value: unknown): string
  isInstance(value: unknown, type: unknown): boolean | undefined
}
