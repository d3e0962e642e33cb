import { PythonError } from './values'

/** Names of one block, and the blocks around it. */
export class Scope {
  readonly names = new Map<string, unknown>()
  constructor(readonly outer: Scope | null) {}

  lookup(name: string): unknown {
    for (let scope: Scope | null = this; scope; scope = scope.outer) if (scope.names.has(name)) return scope.names.get(name)
    throw new PythonError('NameError', `name '${name}' is not defined`)
  }
}

/** Thrown by `return`. */
export class Return {
  constructor(readonly value: unknown) {}
}
/** Thrown by `break` and `continue`. */
export class Loop {
  constructor(readonly kind: 'break' | 'continue') {}
}
