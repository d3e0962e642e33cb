import {
  argumentError,
  binary,
  booleanList,
  type Column,
  columnNode,
  foreignKeys,
  invalidRequest,
  type Node,
  parts,
  type Table,
  TermError,
} from '../schema'
import type { Mapper, Registry } from './mapper'
import { Relationship, type RelationshipSpec, refuseUnknownLazy } from './relationship'
import { columnsOf, expressionOf, orderOf, secondaryOf } from './relationship-arguments'

type Pair = { referred: Column; referring: Column }

/** Makes all relationships of all models ready. @throws TermError: what SQLAlchemy's configure_mappers() raises (rel/022) */
export function configureMappers(registry: Registry, install: (r: Relationship) => void): void {
  registry.metadata.resolveTypes(false)
  for (const mapper of registry.models.values()) {
    if (mapper.configured) continue
    mapper.configured = true
    mapper.prepareConverters()
    for (const [key, spec] of mapper.declared) {
      if (mapper.relationshipsByKey.has(key)) continue
      const r = add(mapper, key, spec)
      configure(r, registry)
      install(r)
      const other = linkBackref(r, registry)
      if (other) install(other)
    }
  }
  for (const mapper of registry.models.values()) for (const r of mapper.relationships) linkPopulates(r)
  warnOverlaps(registry)
}

function add(mapper: Mapper, key: string, spec: RelationshipSpec): Relationship {
  const r = new Relationship(key, mapper, mapper.relationships.length, spec)
  mapper.relationships.push(r)
  mapper.relationshipsByKey.set(key, r)
  return r
}

function targetOf(r: Relationship, registry: Registry): Mapper {
  const { target } = r.spec
  if (typeof target === 'string') {
    const mapper = registry.models.get(target)
    if (mapper) return mapper
    if (registry.metadata.tables.has(target)) {
      throw argumentError(
        `relationship '${r.key}' expects a class or a mapper argument (received: <class 'sqlalchemy.sql.schema.Table'>)`,
        `'${target}' is a table. Name the class of its rows.`,
      )
    }
    const mapped = `mapped class ${r.parent.className}->${r.parent.table.name}`
    throw invalidRequest(
      `When initializing mapper ${mapped}, expression '${target}' failed to locate a name ('${target}'). If this is a class name, consider adding this relationship() to the ${`<class '${r.parent.className}'>`} class after both dependent classes have been defined.`,
      `There is no model class '${target}'. There are: ${[...registry.models.keys()].join(', ')}.`,
    )
  }
  const cls = target() as { __mapper__?: Mapper }
  if (cls?.__mapper__) return cls.__mapper__
  throw argumentError(
    `relationship '${r.key}' expects a class or a mapper argument (received: ${typeof cls})`,
    'Give the class name, or a function that returns the class.',
  )
}

function configure(r: Relationship, registry: Registry): void {
  const { options } = r.spec
  r.target = targetOf(r, registry)
  refuseUnknownLazy(r)
  r.secondary = secondaryOf(options, registry)
  const foreign = columnsOf(options.foreignKeys, r, registry)
  if (r.secondary) configureSecondary(r, r.secondary, registry)
  else configureDirect(r, foreign, registry)
  r.uselist = options.uselist ?? r.direction !== 'MANYTOONE'
  r.orderBy = orderOf(options.orderBy, r, registry)
  const targetKey = r.target.primaryKey.map((i) => r.target.columns[i]!.column)
  r.useGet =
    r.direction === 'MANYTOONE' &&
    !r.uselist &&
    r.pairs.length === targetKey.length &&
    targetKey.every((k) => r.pairs.some(([, o]) => o === k)) &&
    isPlain(r)
  if (r.dynamic && !r.uselist) {
    throw invalidRequest(
      `On relationship ${r.name}, 'dynamic' loaders cannot be used with many-to-one/one-to-one relationships and/or uselist=False.`,
      "lazy: 'dynamic' is for lists. Remove it here, or put it on the other side.",
    )
  }
  if (r.cascade.deleteOrphan && r.direction !== 'ONETOMANY' && !options.singleParent) {
    throw argumentError(
      `For ${r.direction === 'MANYTOONE' ? 'many-to-one' : 'many-to-many'} relationship ${r.name}, delete-orphan cascade is normally configured only on the "one" side of a one-to-many relationship, and not on the "many" side of a many-to-one or many-to-many relationship.  To force this relationship to allow a particular "${r.target.className}" object to be referred towards by only a single "${r.parent.className}" object at a time via the ${r.name} relationship, which would allow delete-orphan cascade to take place in this direction, set the single_parent=True flag.`,
      'Put the cascade on the other side.',
    )
  }
  if (r.cascade.deleteOrphan) r.target.orphanRules.push(r)
}

/** Is the join the equality of the pairs and nothing else? */
const isPlain = (r: Relationship): boolean =>
  (r.primaryjoin.k === 'list' ? r.primaryjoin.items : [r.primaryjoin]).length === r.pairs.length

function configureDirect(r: Relationship, foreign: Column[] | null, registry: Registry): void {
  const { parent, target, spec } = r
  const given = spec.options.primaryjoin === undefined ? null : expressionOf(spec.options.primaryjoin, r, registry)
  const found = given ? pairsOf(given, foreign, registry) : linking(r, parent.table, target.table, foreign, registry)
  if (found.length === 0) throw noForeignKeys(r, given !== null)
  const remote = columnsOf(spec.options.remoteSide, r, registry)
  const self = parent.table === target.table
  const isManyToOne = self
    ? remote !== null && found.some((p) => remote.includes(p.referred))
    : found.every((p) => p.referring.table === parent.table)
  r.direction = isManyToOne ? 'MANYTOONE' : 'ONETOMANY'
  r.pairs = found.map((p) => (isManyToOne ? [p.referring, p.referred] : [p.referred, p.referring]))
  r.primaryjoin =
    given ??
    booleanList(
      'AND',
      found.map((p) => equal(p)),
    )
  r.local = new Set(self ? r.pairs.map(([p]) => p) : columnsIn(r.primaryjoin).filter((c) => c.table === parent.table))
}

const equal = (p: Pair): Node => binary('=', columnNode(p.referred), columnNode(p.referring))

/** Foreign key columns that link two tables, in either direction. @throws TermError AmbiguousForeignKeysError */
function linking(r: Relationship, a: Table, b: Table, foreign: Column[] | null, registry: Registry): Pair[] {
  const links = between(a, b, registry).concat(a === b ? [] : between(b, a, registry))
  const chosen = foreign ? links.filter((l) => l.some((p) => foreign.includes(p.referring))) : links
  if (chosen.length > 1) throw ambiguous(r)
  return chosen[0] ?? []
}

/** For each foreign key constraint of `from` that points at `to`: its column pairs. */
export function between(from: Table, to: Table, registry: Registry): Pair[][] {
  return foreignKeys(from)
    .filter((fk) => fk.table === to.name)
    .map((fk) =>
      fk.columns.map((name, i) => {
        const referring = from.columns.find((c) => c.name === name)!
        return { referring, referred: registry.metadata.target(fk, i, referring) }
      }),
    )
}

function configureSecondary(r: Relationship, secondary: Table, registry: Registry): void {
  const { parent, target, spec } = r
  r.direction = 'MANYTOMANY'
  const sides: ('parent' | 'target')[] = ['parent', 'target']
  const joins = sides.map((side) => {
    const given = side === 'parent' ? spec.options.primaryjoin : spec.options.secondaryjoin
    const table = side === 'parent' ? parent.table : target.table
    if (given !== undefined) {
      const condition = expressionOf(given, r, registry)
      return { condition, pairs: pairsOf(condition, null, registry).filter((p) => p.referring.table === secondary) }
    }
    const links = between(secondary, table, registry)
    if (links.length > 1) throw ambiguous(r)
    if (!links[0]) throw noForeignKeys(r, false)
    return { condition: booleanList('AND', links[0].map(equal)), pairs: links[0] }
  })
  r.primaryjoin = joins[0]!.condition
  r.secondaryjoin = joins[1]!.condition
  r.pairs = joins[0]!.pairs.map((p) => [p.referred, p.referring])
  r.targetPairs = joins[1]!.pairs.map((p) => [p.referred, p.referring])
  r.local = new Set(columnsIn(r.primaryjoin).filter((c) => c.table === parent.table))
}

/** Column pairs of a join condition, told from foreign keys or from what was declared to be foreign. */
function pairsOf(condition: Node, foreign: Column[] | null, registry: Registry): Pair[] {
  const pairs: Pair[] = []
  const visit = (n: Node) => {
    if (n.k === 'list') for (const i of n.items) visit(i)
    if (n.k !== 'binary' || n.op !== '=' || n.left.k !== 'column' || n.right.k !== 'column') return
    const [a, b] = [n.left.column, n.right.column]
    if (!a || !b) return
    if (foreign ? foreign.includes(a) : refersTo(a, b, registry)) pairs.push({ referring: a, referred: b })
    else if (foreign ? foreign.includes(b) : refersTo(b, a, registry)) pairs.push({ referring: b, referred: a })
  }
  visit(condition)
  return pairs
}

const refersTo = (a: Column, b: Column, registry: Registry): boolean =>
  foreignKeys(a.table).some((fk) =>
    fk.columns.some((name, i) => name === a.name && fk.table === b.table.name && registry.metadata.target(fk, i, a) === b),
  )

function columnsIn(node: Node, into: Column[] = []): Column[] {
  if (node.k === 'column') {
    if (node.column) into.push(node.column)
  } else for (const p of parts(node)) columnsIn(p, into)
  return into
}

function linkBackref(r: Relationship, registry: Registry): Relationship | null {
  const given = r.spec.options.backref
  if (given === undefined) return null
  const name = typeof given === 'string' ? given : given.name
  const own = typeof given === 'string' ? {} : given.options
  if (r.target.byKey.has(name) || r.target.declared.has(name) || r.target.relationshipsByKey.has(name)) {
    throw argumentError(
      `Error creating backref '${name}' on relationship '${r.name}': property of that name exists on mapper 'mapped class ${r.target.className}->${r.target.table.name}'`,
      `${r.target.className} already has an attribute '${name}'. Choose another backref name.`,
    )
  }
  const back = new Relationship(name, r.target, r.target.relationships.length, {
    kind: 'relationship',
    target: () => r.parent.cls,
    options: { viewonly: r.viewonly, ...own },
  })
  back.target = r.parent
  if (r.secondary) {
    back.secondary = r.secondary
    back.direction = 'MANYTOMANY'
    back.primaryjoin = r.secondaryjoin!
    back.secondaryjoin = r.primaryjoin
    back.pairs = r.targetPairs
    back.targetPairs = r.pairs
  } else {
    const self = r.parent.table === r.target.table
    const remote = columnsOf(own.remoteSide, back, registry)
    const reversed = r.direction === 'ONETOMANY' ? 'MANYTOONE' : 'ONETOMANY'
    back.direction = self && r.direction === 'ONETOMANY' && remote === null ? 'ONETOMANY' : reversed
    back.primaryjoin = r.primaryjoin
    back.pairs = r.pairs.map(([p, o]) => [o, p])
  }
  back.local = new Set(
    back.secondary || r.parent.table === r.target.table
      ? back.pairs.map(([p]) => p)
      : columnsIn(back.primaryjoin).filter((c) => c.table === back.parent.table),
  )
  back.uselist = own.uselist ?? back.direction !== 'MANYTOONE'
  back.orderBy = orderOf(own.orderBy, back, registry)
  const key = back.target.primaryKey.map((i) => back.target.columns[i]!.column)
  back.useGet =
    back.direction === 'MANYTOONE' &&
    back.pairs.length === key.length &&
    key.every((k) => back.pairs.some(([, o]) => o === k)) &&
    isPlain(back)
  if (back.cascade.deleteOrphan) back.target.orphanRules.push(back)
  r.target.relationships.push(back)
  r.target.relationshipsByKey.set(name, back)
  link(r, back)
  keepInStep(r, back)
  keepInStep(back, r)
  return back
}

function linkPopulates(r: Relationship): void {
  const name = r.spec.options.backPopulates
  if (name === undefined || r.syncs) return
  const other = r.target.relationshipsByKey.get(name)
  if (!other) {
    throw invalidRequest(
      `Mapper 'mapped class ${r.target.className}->${r.target.table.name}' has no property '${name}'.  If this property was indicated from other mappers or configure events, ensure registry.configure() has been called.`,
      `back_populates names an attribute of ${r.target.className}. It has: ${r.target.attributeNames.join(', ')}.`,
    )
  }
  if (other.target !== r.parent) {
    throw argumentError(
      `reverse_property '${name}' on relationship ${r.name} references relationship ${other.name}, which does not reference mapper mapped class ${r.parent.className}->${r.parent.table.name}`,
      `${other.name} leads to ${other.target.className}. backPopulates names the relationship that leads back to ${r.parent.className}.`,
    )
  }
  link(r, other)
  keepInStep(r, other)
}

/** What is only viewed is not kept in step (rel/130). */
function keepInStep(r: Relationship, other: Relationship): void {
  if (!r.viewonly && !other.viewonly) r.syncs = other
}

function link(r: Relationship, other: Relationship): void {
  if (r.direction === other.direction && r.direction !== 'MANYTOMANY') {
    throw argumentError(
      `${r.name} and back-reference ${other.name} are both of the same direction symbol('${r.direction}').  Did you mean to set remote_side on the many-to-one side ?`,
      "A self-referential relationship needs remoteSide on the side that points up: db.backref('parent', { remoteSide: 'id' }).",
    )
  }
  r.reverse = other
  other.reverse = r
}

/** Two relationships that write the same column without knowing of each other (rel/019). */
function warnOverlaps(registry: Registry): void {
  const writers: { r: Relationship; from: Column; to: Column }[] = []
  for (const m of registry.models.values()) {
    for (const r of m.relationships) {
      if (r.viewonly || r.secondary) continue
      for (const [p, o] of r.pairs) writers.push(r.direction === 'MANYTOONE' ? { r, from: o, to: p } : { r, from: p, to: o })
    }
  }
  writers.forEach((w, i) => {
    const clashes = writers
      .slice(0, i)
      .filter((x) => x.to === w.to && x.from === w.from && x.r !== w.r && x.r.reverse !== w.r && !known(w.r, x.r))
    if (clashes.length === 0) return
    const copies = clashes.map((x) => `'${x.r.name}' (copies ${full(x.from)} to ${full(x.to)})`).join(', ')
    registry.warn(
      `relationship '${w.r.name}' will copy column ${full(w.from)} to column ${full(w.to)}, which conflicts with relationship(s): ${copies}. If this is not the intention, consider if these relationships should be linked with back_populates, or if viewonly=True should be applied to one or more if they are read-only.`,
      `Link them: backPopulates: '${clashes[0]!.r.key}'.`,
    )
  })
}

const full = (c: Column) => `${c.table.name}.${c.name}`

const known = (a: Relationship, b: Relationship) =>
  [a, b].some((r, i) => r.spec.options.overlaps?.split(/\s*,\s*/).includes((i ? a : b).key))

const ambiguous = (r: Relationship) =>
  new TermError(
    'AmbiguousForeignKeysError',
    `Could not determine join condition between parent/child tables on relationship ${r.name} - there are multiple foreign key paths linking the tables${r.spec.options.secondary ? ` via secondary table` : ''}.  Specify the 'foreign_keys' argument, providing a list of those columns which should be counted as containing a foreign key reference to the parent table.`,
    `Say which one: foreignKeys: ['...Id'].`,
  )
const noForeignKeys = (r: Relationship, given: boolean) =>
  given
    ? argumentError(
        `Could not locate any relevant foreign key columns for primary join condition on relationship ${r.name}.  Ensure that referencing columns are associated with a ForeignKey or ForeignKeyConstraint, or are annotated in the join condition with the foreign() annotation.`,
        "Name the foreign column: foreignKeys: ['...'].",
      )
    : new TermError(
        'NoForeignKeysError',
        `Could not determine join condition between parent/child tables on relationship ${r.name} - there are no foreign keys linking these tables${r.secondary ? ` via secondary table '${r.secondary.name}'` : ''}.  Ensure that referencing columns are associated with a ForeignKey or ForeignKeyConstraint, or specify a 'primaryjoin' expression.`,
        `Give one table a foreign key column: db.Column(db.Integer, db.ForeignKey('${r.parent.table.name}.id')).`,
      )
