import { asType, type SqlType } from '../../src/engine/schema/types'
import { BatchContext, Callable, type Names, Namespace, plain } from './migration-names'
import { combined, compared } from './migration-statements'
import type { Host } from './python/host'
import { Interpreter } from './python/interpret'
import type { Expr } from './python/tree'
import { isPythonFunction, type Keywords, withKeywords } from './python/values'

/** What the interpreter asks about our values: names, calls, `with` blocks and comparisons of columns. */
class MigrationHost implements Host {
  constructor(private readonly imports: Names) {}

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
  binary = combined
  unary = () => undefined
  compare = compared
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
  importName = (module: string | null, name: string) => this.imports[name] ?? this.imports[module ?? ''] ?? null
  str = String
  repr = String
  typeName = () => 'object'
  isInstance = () => undefined
}

/** @param imports what `from ... import name` finds */
export function interpreter(names: Names, imports: Names = {}): Interpreter {
  const made = new Interpreter(new MigrationHost(imports))
  made.define(names)
  return made
}
export const evaluate = (py: Interpreter, e: Expr) => py.run(['expr', e])

export const typeOf = (v: unknown): SqlType => asType(plain(v))!
export const isType = (v: unknown) => asType(plain(v)) !== null
