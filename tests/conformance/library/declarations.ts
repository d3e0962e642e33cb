import type { Keywords } from '../python/values'

/** Something in a class body that has a value only once its class exists. */
export abstract class Deferred {
  abstract resolve(): unknown
}

/** An operation on deferred values. */
export class DeferredOperation extends Deferred {
  constructor(private readonly compute: () => unknown) {
    super()
  }
  resolve(): unknown {
    return this.compute()
  }
}

/** `db.Column(...)`: built again when its attribute is known, because the attribute decides the name. */
export class ColumnDeclaration extends Deferred {
  owner: { model: Record<string, unknown>; key: string } | null = null
  constructor(
    readonly args: unknown[],
    readonly keywords: Keywords,
  ) {
    super()
  }
  resolve(): unknown {
    if (this.owner === null) throw new Error('a column was used before its class was made')
    return this.owner.model[this.owner.key]
  }
}

export class RelationshipDeclaration {
  constructor(
    readonly args: unknown[],
    readonly keywords: Keywords,
  ) {}
}

export class BackrefDeclaration {
  constructor(
    readonly name: string,
    readonly keywords: Keywords,
  ) {}
}

/** `ForeignKey`, `CheckConstraint` and other arguments of a column or table, kept until the call they stand in. */
export class SchemaItem {
  constructor(
    readonly kind:
      | 'ForeignKey'
      | 'CheckConstraint'
      | 'Computed'
      | 'UniqueConstraint'
      | 'ForeignKeyConstraint'
      | 'PrimaryKeyConstraint'
      | 'Index',
    readonly args: unknown[],
    readonly keywords: Keywords,
  ) {}
}

/** A class without a table: a mixin, or one with `__abstract__`. */
export class PlainClass {
  constructor(
    readonly name: string,
    /** Whether it descends from db.Model. */
    readonly model: boolean,
    readonly members: Map<string, unknown>,
  ) {}
}

/** `enum.Enum` and its subclasses. */
export class EnumClass {
  readonly members = new Map<string, EnumMember>()
  constructor(readonly name: string) {}
}
export class EnumMember {
  constructor(
    readonly type: EnumClass,
    readonly name: string,
    readonly value: unknown,
  ) {}
}

export const resolved = (v: unknown): unknown => (v instanceof Deferred ? v.resolve() : Array.isArray(v) ? v.map(resolved) : v)
