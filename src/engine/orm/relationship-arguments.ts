import {
  argumentError,
  binary,
  booleanList,
  type Column,
  columnNode,
  Expression,
  invalidRequest,
  type Node,
  type Table,
  TermError,
} from '../schema'
import type { Registry } from './mapper'
import type { ColumnsGiven, Relationship, RelationshipOptions } from './relationship'

export function secondaryOf(options: RelationshipOptions, registry: Registry): Table | null {
  const given = typeof options.secondary === 'function' ? options.secondary() : options.secondary
  if (given === undefined) return null
  if (typeof given !== 'string') return 'table' in given ? given.table : given
  const table = registry.metadata.tables.get(given)
  if (!table)
    throw invalidRequest(
      `expression '${given}' failed to locate a name ('${given}') for the secondary table`,
      `There are: ${[...registry.metadata.tables.keys()].join(', ')}.`,
    )
  return table
}

export function columnsOf(given: ColumnsGiven | undefined, r: Relationship, registry: Registry): Column[] | null {
  if (given === undefined) return null
  const value = typeof given === 'function' ? given() : given
  const list = (Array.isArray(value) ? value : [value]) as (string | Expression)[]
  return list.map((x) => {
    const node = typeof x === 'string' ? columnByName(x, r, registry) : x.node
    if (node.k === 'column' && node.column) return node.column
    throw argumentError(
      `Column expression expected for argument 'foreign_keys' or 'remote_side' of relationship ${r.name}`,
      "Name columns: foreignKeys: ['billingId'].",
    )
  })
}

/** `roleId` (of the parent or the target), or `User.roleId`, or the column's own name. */
export function columnByName(text: string, r: Relationship, registry: Registry): Node {
  const parts_ = text.split('.')
  const owners = parts_.length > 1 ? [registry.models.get(parts_[0]!)] : [r.parent, r.target]
  const key = parts_.at(-1)!
  for (const m of owners) {
    const attribute = m?.byKey.get(key) ?? m?.columns.find((c) => c.column.name === key)
    if (attribute) return columnNode(attribute.column)
  }
  const mapped = `mapped class ${r.parent.className}->${r.parent.table.name}`
  if (parts_.length > 1 && !owners[0]) {
    throw invalidRequest(
      `When initializing mapper ${mapped}, expression '${text}' failed to locate a name ("name '${parts_[0]}' is not defined"). If this is a class name, consider adding this relationship() to the <class '${r.parent.className}'> class after both dependent classes have been defined.`,
      `There are: ${[...registry.models.keys()].join(', ')}.`,
    )
  }
  if (parts_.length > 1) {
    throw new TermError(
      'AttributeError',
      `Class <class '${parts_[0]}'> does not have a mapped column named '${key}'`,
      `Write an attribute of ${parts_[0]}: ${[...owners[0]!.byKey.keys()].join(', ')}.`,
    )
  }
  throw invalidRequest(
    `When initializing mapper ${mapped}, expression '${text}' failed to locate a column`,
    `Write an attribute of ${r.target.className}: ${[...r.target.byKey.keys()].join(', ')}.`,
  )
}

export function orderOf(given: ColumnsGiven | undefined, r: Relationship, registry: Registry): Node[] {
  if (given === undefined) return []
  const value = typeof given === 'function' ? given() : given
  return ((Array.isArray(value) ? value : [value]) as (string | Expression)[]).flatMap((x) => {
    if (typeof x !== 'string') return [x.node]
    return x.split(/\s*,\s*/).map((one): Node => {
      const m = /^([\w.]+?)(?:\.(asc|desc)\(\)|\s+(asc|desc))?$/i.exec(one.trim())
      if (!m)
        throw argumentError(
          `Could not read orderBy '${one}' of relationship ${r.name}`,
          "Write an attribute: orderBy: 'username', or a function: orderBy: () => User.username.desc().",
        )
      const direction = (m[2] ?? m[3])?.toUpperCase() as 'ASC' | 'DESC' | undefined
      const element = columnByTarget(m[1]!, r, registry)
      return direction ? { k: 'order', element, direction, nulls: null } : element
    })
  })
}

export function columnByTarget(text: string, r: Relationship, registry: Registry): Node {
  const own = r.target.byKey.get(text)
  return own ? columnNode(own.column) : columnByName(text, r, registry)
}

/** A join condition: an expression, a function that returns one, or `'Address.id == Customer.billingId'`. */
export function expressionOf(given: string | Expression | (() => Expression), r: Relationship, registry: Registry): Node {
  if (typeof given === 'function') return given().node
  if (given instanceof Expression) return given.node
  return booleanList(
    'AND',
    given.split(/\s+and\s+|\s*&&\s*/i).map((part) => {
      const m = /^\s*([\w.]+)\s*==?=?\s*([\w.]+)\s*$/.exec(part)
      if (!m)
        throw argumentError(
          `Could not read the join condition '${given}' of relationship ${r.name}`,
          'Write it as a function: primaryjoin: () => Address.id.eq(Customer.billingId).',
        )
      return binary('=', columnByName(m[1]!, r, registry), columnByName(m[2]!, r, registry))
    }),
  )
}
