import type { BatchOp } from '../../src/engine/migrate/public'
import type { Keywords } from './python/values'

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

/** What a name of Python stands for in our own words. */
export const plain = (v: unknown): unknown => (v instanceof Callable || v instanceof Namespace ? v.value : v)
