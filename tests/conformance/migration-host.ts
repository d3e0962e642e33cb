import type { BatchOp } from '../../src/engine/migrate/public'
import { asType, type SqlType } from '../../src/engine/schema/types'
import type { Host } from './python/host'
import { Interpreter } from './python/interpret'
import type { Expr } from './python/tree'
import { isPythonFunction, type Keywords, withKeywords } from './python/values'

export type Names = Record<string, unknown>

/** A Python function or class: called with positional and keyword arguments. */
export class Callable {
  constructor(
    readonly call: (args: unknown[], keywords: Keywords) => unknown,
    /** What it is without a call, such as a type. */
    readonly value: unknown = null,
  ) {}
}

/** An object of Python whose attributes are known. */
export class Namespace {
  constructor(
    readonly names: Names,
    /** What it is for our own functions. */
    readonly value: unknown = null,
  ) {}
}

/** `with op.batch_alter_table(...)`: collects what the block calls, and hands it over at its end. */
export class BatchContext {
  readonly calls: ((batch: BatchOp) => void)[] = []
  constructor(
    /** What `as batch_op` is. */
    readonly names: () => Namespace,
    readonly end: (calls: BatchContext['calls']) => void,
  ) {}
}

/** What the interpreter asks about our values: names, calls, `with` blocks and comparisons of columns. */
class MigrationHost implements Host {
  owns = (v: unknown) => v instanceof Namespace || v instanceof Callable || v instanceof BatchContext
  getAttribute(v: unknown, name: string) {
    const names = v instanceof Namespace ? v.names : v instanceof Callable && v.value instanceof Namespace ? v.value.names : null
    if (names === null) return undefined
    if (!(name in names)) throw new Error(`migration scripts are not expected to use ${name}`)
    return names[name]
  }
  hasAttribute = (v: unknown, name: string) => v instanceof Namespace && name in v.names
  setAttribute() {}
  deleteAttribute() {}
  call(f: unknown, args: unknown[], keywords: Keywords) {
    if (f instanceof Callable) return f.call(args, keywords)
    if (isPythonFunction(f)) return f[withKeywords](args, keywords)
    return (f as (...a: unknown[]) => unknown)(...args)
  }
  binary = () => undefined
  unary = () => undefined
  compare(op: string, left: unknown, right: unknown) {
    return left instanceof Namespace && typeof left.value === 'string'
      ? { condition: `${left.value} ${op === '==' ? '=' : op} ?`, value: right }
      : undefined
  }
  contains = () => undefined
  index = (v: unknown, key: unknown) => (v instanceof Namespace && Array.isArray(v.value) ? v.value[key as number] : undefined)
  length = () => undefined
  truth = () => true
  iterate = (v: unknown) => (v instanceof Namespace && Array.isArray(v.value) ? v.value : undefined)
  enter(context: unknown) {
    const batch = context as BatchContext
    return {
      value: batch.names(),
      exit: (error: unknown) => {
        if (!error) batch.end(batch.calls)
      },
    }
  }
  defineClass = () => null
  importName = () => null
  str = String
  repr = String
  typeName = () => 'object'
  isInstance = () => undefined
}

export function interpreter(names: Names): Interpreter {
  const made = new Interpreter(new MigrationHost())
  made.define(names)
  return made
}
export const evaluate = (py: Interpreter, e: Expr) => py.run(['expr', e])

export const plain = (v: unknown): unknown => (v instanceof Callable || v instanceof Namespace ? v.value : v)
export const typeOf = (v: unknown): SqlType => asType(plain(v))!
export const isType = (v: unknown) => asType(plain(v)) !== null
