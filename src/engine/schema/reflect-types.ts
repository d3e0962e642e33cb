import type { SqlType } from './types'

const families: [RegExp, SqlType['affinity']][] = [
  [/^BOOL/, 'boolean'],
  [/^(DATE|TIME)/, 'date'],
  [/^JSON/, 'json'],
  [/INT/, 'integer'],
  [/CHAR|CLOB|TEXT|ENUM/, 'text'],
  [/BLOB|BINARY|BYTEA/, 'blob'],
  [/^$/, 'null'],
]
const text = new Set(['CHAR', 'VARCHAR', 'NCHAR', 'NVARCHAR', 'TEXT', 'CLOB'])

/**
 * The type of a column as the database has it, in capitals as SQLAlchemy shows reflected types: `VARCHAR(64)`.
 * @param declared the text after the column's name
 */
export function reflectedType(declared: string, collation: string | null = null): SqlType {
  const shown = declared
    .replace(/\s+/g, ' ')
    .replace(/\s*\(\s*/, '(')
    .trim()
    .toUpperCase()
  const parts = /^([^(]*?)(?:\((.*)\))?$/.exec(shown)
  const name = parts?.[1] ?? shown
  const numbers = (parts?.[2]?.split(',') ?? []).map(Number)
  const [first, second] = numbers
  const args: Record<string, unknown> = {}
  if (first !== undefined && text.has(name)) args.length = first
  else if (first !== undefined) args.precision = first
  if (second !== undefined) args.scale = second
  if (collation) args.collation = collation
  const ddl = (shown || '') + (collation ? ` COLLATE ${collation}` : '')
  return {
    kind: 'type',
    name: name || 'NullType',
    args,
    ddl: () => ddl,
    affinity: families.find(([p]) => p.test(name))?.[1] ?? 'numeric',
  }
}

/** A type as Python shows it: `String(length=64)`, `INTEGER()`, `Enum('a', 'b', name='kind')`. */
export function pythonType(type: SqlType): string {
  const { names, ...rest } = type.args as { names?: string[] } & Record<string, unknown>
  const items = [
    ...(names ?? []).map(pythonValue),
    ...Object.entries(rest)
      .filter(
        ([key, value]) => value !== undefined && key !== 'validateStrings' && !(key === 'createConstraint' && value !== true),
      )
      .map(([key, value]) => `${key === 'createConstraint' ? 'create_constraint' : key}=${pythonValue(value)}`),
  ]
  return `${type.name}(${items.join(', ')})`
}

function pythonValue(value: unknown): string {
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (value === null || value === undefined) return 'None'
  return typeof value === 'string' ? `'${value}'` : String(value)
}
