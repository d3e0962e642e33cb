import { TermError } from '../schema/errors'
import { reflectedType } from '../schema/reflect-types'
import {
  type ColumnSpec,
  type Constraint,
  type ForeignKeySpec,
  makeTable,
  type ReferentialAction,
  type ServerDefault,
} from '../schema/table'
import {
  asType,
  BigInteger,
  BooleanType,
  DateTime,
  DateType,
  Enum,
  Float,
  Integer,
  Interval,
  isType,
  JSONType,
  LargeBinary,
  Numeric,
  SmallInteger,
  type SqlType,
  StringType,
  Text,
  Time,
} from '../schema/types'
import { reflectedNames } from './operations/render'
import type { LightTable, ScriptDefault, ScriptType } from './public'

export interface ColumnOptions {
  nullable?: boolean
  primaryKey?: boolean
  unique?: boolean
  index?: boolean
  /** Filled in by the database: a text, or `sa.text(...)`. */
  serverDefault?: ScriptDefault | null
  autoincrement?: boolean
  check?: string
  computed?: { sql: string; persisted: boolean | null }
  /** What the column is for. SQLite keeps no comments. */
  comment?: string
}
interface Named {
  name?: string
}
interface Referential extends Named {
  onDelete?: ReferentialAction
  onUpdate?: ReferentialAction
}
interface ForeignKeyItem extends ForeignKeySpec {
  kind: 'foreign key item'
}
type Reflected = Record<(typeof reflectedNames)[number], (...numbers: number[]) => SqlType>

/** `DEFAULT` as given in a script: a text is quoted, SQL is not. */
export function scriptDefault(d: ScriptDefault | null | undefined): ServerDefault | null {
  if (d === null || d === undefined) return null
  return typeof d === 'string' ? { kind: 'string', value: d } : d
}

/** @throws TermError ArgumentError when it is no type */
export function scriptType(given: ScriptType): SqlType {
  const type = asType(given)
  if (type) return type
  throw new TermError(
    'ArgumentError',
    `a column type is expected, got ${String(given)}`,
    'Write a type such as sa.Integer or sa.String(64).',
  )
}

/** Splits trailing options from the names or items before them. */
function options<T extends object>(items: unknown[], isOptions: (x: object) => boolean): [unknown[], T] {
  const last = items.at(-1)
  return typeof last === 'object' && last !== null && isOptions(last) ? [items.slice(0, -1), last as T] : [items, {} as T]
}
const notArray = (x: object) => !Array.isArray(x)

function Column(name: string, ...items: (ScriptType | ForeignKeyItem | ColumnOptions)[]): ColumnSpec {
  const [given, o] = options<ColumnOptions>(items, (x) => !isType(x) && (x as { kind?: string }).kind !== 'foreign key item')
  const keys = given.filter((i): i is ForeignKeyItem => (i as ForeignKeyItem)?.kind === 'foreign key item')
  const type = given.find((i) => (i as ForeignKeyItem)?.kind !== 'foreign key item')
  return {
    name,
    type: type === undefined ? null : scriptType(type as ScriptType),
    ...o,
    serverDefault: scriptDefault(o.serverDefault),
    ...(keys.length > 0 && { foreignKeys: keys.map(({ kind: _, ...key }) => key) }),
  }
}

/** An upper-case type as the database declares it: usable with and without a call. */
const upper =
  (name: string) =>
  (...numbers: number[]): SqlType =>
    reflectedType(numbers.length ? `${name}(${numbers.join(', ')})` : name)

const general = {
  Integer,
  SmallInteger,
  BigInteger,
  String: StringType,
  Text,
  Boolean: BooleanType,
  Float,
  Numeric,
  Date: DateType,
  DateTime,
  Time,
  Interval,
  LargeBinary,
  JSON: JSONType,
  Enum,
  /** Any type by its SQL text: `sa.type('POINT')`. */
  type: (ddl: string): SqlType => reflectedType(ddl),
}
const reflected = Object.fromEntries(reflectedNames.map((n) => [n, upper(n)])) as Reflected

const items = {
  Column,
  /** SQL text, not quoted: `serverDefault: sa.text('CURRENT_TIMESTAMP')`. */
  text: (sql: string): ServerDefault => ({ kind: 'sql', sql }),
  Computed: (sql: string, o: { persisted?: boolean } = {}) => ({ sql, persisted: o.persisted ?? null }),
  /** `sa.ForeignKey('roles.id')`, inside `sa.Column`. */
  ForeignKey: (target: string, o: Referential = {}): ForeignKeyItem => ({ kind: 'foreign key item', target, ...o }),
  PrimaryKeyConstraint: (...names: (string | Named)[]): Constraint => {
    const [columns, o] = options<Named>(names, notArray)
    return { kind: 'primaryKey', name: o.name ?? null, columns: columns as string[] }
  },
  UniqueConstraint: (...names: (string | Named)[]): Constraint => {
    const [columns, o] = options<Named>(names, notArray)
    return { kind: 'unique', name: o.name ?? null, columns: columns as string[] }
  },
  CheckConstraint: (sql: string, o: Named = {}): Constraint => ({ kind: 'check', name: o.name ?? null, sql }),
  /** `sa.ForeignKeyConstraint(['role_id'], ['roles.id'], { onDelete: 'CASCADE' })`. */
  ForeignKeyConstraint: (columns: string[], targets: string[], o: Referential = {}): Constraint => {
    const made = makeTable({
      name: '',
      columns: [{ name: columns[0]!, type: null, foreignKeys: targets.map((target) => ({ target })) }],
    }).constraints
    const found = made.filter((c) => c.kind === 'foreignKey')
    return {
      kind: 'foreignKey',
      name: o.name ?? null,
      columns,
      table: found[0]?.table ?? '',
      targets: found.map((c) => c.targets[0]!),
      onDelete: o.onDelete ?? null,
      onUpdate: o.onUpdate ?? null,
    }
  },
  /** A table named for its data alone. */
  table: (name: string, ...columns: ColumnSpec[]): LightTable => ({ kind: 'light table', name, columns }),
  column: (name: string, type?: ScriptType): ColumnSpec => ({ name, type: type === undefined ? null : scriptType(type) }),
}

/** The namespace that scripts import: types, columns and constraints in SQLAlchemy's words. */
export const sa = { ...general, ...reflected, ...items }
