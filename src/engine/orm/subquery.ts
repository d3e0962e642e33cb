import {
  columnNode,
  compileNamed,
  compileSelect,
  criterion,
  type DerivedSource,
  Expression,
  emptySelect,
  invalidRequest,
  isSelectable,
  type Selected,
  type SelectLike,
  type SelectNode,
  type Table,
  type TableSource,
} from '../schema'
import { AttributeExpression, RelationshipExpression } from './attribute-expression'
import { modelEntity } from './join'
import type { Mapper, Registry } from './mapper'
import { entityColumns } from './plan'
import type { Entity, QueryData } from './query-data'
import { getState } from './refresh'
import type { Session } from './session'

export function getByKey(
  session: Session,
  mapper: Mapper,
  key: unknown,
  options: Partial<QueryData> | null = null,
): object | null {
  const path = options?.paths?.get(mapper) ?? null
  const populateExisting = options?.populateExisting ?? false
  // what nearly every call is
  if (typeof key === 'number' && mapper.primaryKey.length === 1) return getState(session, mapper, [key], path, populateExisting)
  const keys = mapper.primaryKey.map((i) => mapper.columns[i]!)
  const values = Array.isArray(key)
    ? key
    : typeof key === 'object' && key !== null && !(key instanceof Date) && !(key instanceof Uint8Array)
      ? keys.map((k) => (key as Record<string, unknown>)[k.key])
      : [key]
  if (values.length !== keys.length || values.includes(undefined)) {
    throw invalidRequest(
      `Incorrect ${Array.isArray(key) || typeof key !== 'object' ? 'number of values' : 'names of values'} in identifier to formulate primary key for session.get(); primary key columns are ${keys.map((k) => `'${mapper.table.name}.${k.column.name}'`).join(',')}`,
      `Give ${keys.map((k) => k.key).join(' and ')}: get([${keys.map(() => '…').join(', ')}]).`,
    )
  }
  if (values.every((v) => v === null))
    session.registry.warn(
      'fully NULL primary key identity cannot load any object.  This condition may raise an error in a future release.',
      'The key is null: there is no such row.',
    )
  return getState(session, mapper, values, path, populateExisting)
}

/** What can be selected: a class, an alias, a column, an expression. @throws TermError ArgumentError */
function entityOf(given: unknown): Entity {
  if (given instanceof AttributeExpression) return { k: 'expression', node: given.node, key: given.key, mapper: given.mapper }
  if (given instanceof Expression)
    return {
      k: 'expression',
      node: given.node,
      key: given.node.k === 'label' ? given.node.name : given.node.k === 'column' ? given.node.name : null,
      mapper: null,
    }
  if (isSelectable(given))
    return { k: 'expression', node: { k: 'scalar', select: given.asSelect(), type: null }, key: null, mapper: null }
  return modelEntity(given)
}

/** What `query()` and `select()` are given: a table stands for all its columns. */
export const entitiesOf = (given: readonly unknown[]): Entity[] =>
  given.flatMap((g) => {
    if (g instanceof Subquery) return Object.values(g.c).map(entityOf)
    const { table, __mapper__ } = (g ?? {}) as { table?: Table; __mapper__?: unknown }
    if (table?.kind !== 'table' || __mapper__) return [entityOf(g)]
    return table.columns.map((c) => entityOf(new Expression(columnNode(c))))
  })

/** A SELECT that no database has been asked for yet: its parameters have names. */
export class Statement {
  constructor(
    private readonly select: SelectLike,
    private readonly literal = false,
  ) {}
  asSelect(): SelectLike {
    return this.select
  }
  get params(): Record<string, unknown> {
    return compileNamed(this.select).params
  }
  /** With literalBinds the values stand in the text. */
  compile(options: { compileKwargs?: { literalBinds?: boolean; literal_binds?: boolean } } = {}): Statement {
    const { literalBinds, literal_binds } = options.compileKwargs ?? {}
    return new Statement(this.select, literalBinds ?? literal_binds ?? false)
  }
  toString(): string {
    return compileNamed(this.select, this.literal).sql
  }
}

/** A query in FROM, with its columns under `c`. */
export class Subquery {
  readonly source: DerivedSource
  readonly c: Record<string, Expression> = {}
  private readonly registry: Registry | undefined
  constructor(data: QueryData, select: SelectLike, name: string | null) {
    this.registry = data.entities.find((e) => e.mapper)?.mapper?.registry
    this.source = { k: 'derived', select: plainLabels(select), name }
    for (const e of data.entities) {
      if (e.k === 'model') {
        for (const { key, column } of e.mapper.columns)
          this.c[key] = new Expression({ k: 'column', source: this.source, name: column.name, type: column.type, column: null })
      } else {
        const key = e.key ?? (e.node.k === 'function' ? `${e.node.name}_1` : 'anon_1')
        const name = e.node.k === 'column' ? e.node.name : key
        this.c[key] = new Expression({ k: 'column', source: this.source, name, type: new Expression(e.node).type, column: null })
      }
    }
  }
  get columns(): Record<string, Expression> {
    return this.c
  }
  /** A subquery where a SELECT is expected, as in `.in(sub)`. */
  asSelect(): SelectLike {
    this.registry?.warn(
      'Coercing Subquery object into a select() for use in IN(); please pass a select() construct explicitly',
      'Leave out subquery(): .in(query).',
    )
    return emptySelect(
      Object.values(this.c).map(({ node }) => ({ node, label: null })),
      [this.source],
    )
  }
  toString(): string {
    return compileSelect(this.source.select).sql
  }
}

/** Inside a subquery columns keep their own names. */
function plainLabels(select: SelectLike): SelectLike {
  if (select.k !== 'select') return select
  return {
    ...select,
    columnsKey: undefined,
    columns: select.columns.map((c) => (c.node.k === 'column' && c.node.column ? { node: c.node, label: null } : c)),
  }
}

/** `db.exists().where(...)`; `db.exists(query)` asks whether a query finds anything. */
export class Exists extends Expression {
  private constructor(private readonly select: SelectNode) {
    super({ k: 'exists', select, not: false })
  }
  static make(what?: unknown): Exists {
    if (what === undefined) return new Exists(emptySelect([{ node: { k: 'star' }, label: null }]))
    const select = isSelectable(what) ? what.asSelect() : emptySelect(entitiesOf([what]).flatMap(columnsOf))
    if (select.k !== 'select') throw invalidRequest('exists() needs a plain SELECT')
    return new Exists(select)
  }
  where(...conditions: unknown[]): Exists {
    return new Exists({ ...this.select, where: [...this.select.where, ...conditions.map(criterion)] })
  }
}
const columnsOf = (e: Entity): Selected[] =>
  e.k === 'model' ? entityColumns(e.mapper, e.source, null, false) : [{ node: e.node, label: null }]

/** `db.aliased(User)`: the same class from a table of its own in FROM. */
export function aliased(model: unknown, name: string | null = null): Record<string, unknown> {
  const { mapper } = modelEntity(model)
  const source: TableSource = { k: 'table', table: mapper.table, alias: true, name }
  const alias: Record<string, unknown> = { __mapper__: mapper, __source__: source }
  for (const { key, column } of mapper.columns) alias[key] = new AttributeExpression(mapper, key, column, source)
  mapper.registry.configure()
  for (const r of mapper.relationships) alias[r.key] = new RelationshipExpression(mapper, r.key, source)
  return alias
}
