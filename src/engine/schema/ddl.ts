import {
  CreateIndexNode,
  CreateTableNode,
  DropTableNode,
  ColumnNode as KColumn,
  type OperationNode,
  RawNode,
  TableNode,
} from 'kysely'
import { unreachable } from '../../protocol'
import { compileKysely } from './compile'
import { TermError } from './errors'
import { needsQuotes } from './spelling'
import { type Column, type Constraint, generatedKey, type Index, type ServerDefault, type Table, typeCheck } from './table'
import type { DialectName } from './types'

/** A name as SQL text, in quotes where it needs them. */
export function quoted(name: string, dialect: DialectName = 'sqlite'): string {
  if (!needsQuotes(name)) return name
  return dialect === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`
}
const names = (columns: string[], dialect: DialectName) => columns.map((c) => quoted(c, dialect)).join(', ')
const literal = (value: string) => `'${value.replaceAll("'", "''")}'`
const text = (sql: string): OperationNode => RawNode.create([sql], [])

/** The DEFAULT clause's value. */
export function serverDefaultSql(d: ServerDefault): string {
  return d.kind === 'string' ? literal(d.value) : d.sql
}

/**
 * CREATE TABLE as SQLAlchemy writes it (schema/020 to schema/046).
 * @throws TermError CompileError where the database cannot have a type
 */
export function createTable(table: Table, dialect: DialectName = 'sqlite'): string {
  const key = generatedKey(table)
  const [first, second] = table.columns.filter((c) => c.primaryKey)
  const counted = second && [first, second].find((c) => c?.autoincrement === true)
  if (dialect === 'sqlite' && counted)
    throw new TermError(
      'CompileError',
      `(in table '${table.name}', column '${counted.name}'): SQLite does not support autoincrement for composite primary keys`,
      'Leave autoincrement out, or make the key of one column.',
    )
  const inlineKey = dialect === 'sqlite' && table.sqliteAutoincrement && key !== null
  const byType = table.columns.filter((c) => checksItself(c, dialect)).map((c) => typeCheck(c)?.sql)
  const node = {
    ...CreateTableNode.create(TableNode.create(table.name)),
    columns: table.columns.map((c) => text(columnDefinition(c, dialect, inlineKey && c === key))) as never,
    constraints: sortedConstraints(table)
      .filter((c) => !(inlineKey && c.kind === 'primaryKey') && !(c.kind === 'check' && byType.includes(c.sql)))
      .map((c) => text(constraintDefinition(c, dialect))) as never,
  }
  const comment = dialect === 'mysql' && table.comment ? `COMMENT=${literal(table.comment)}` : ''
  return `\n${compileKysely(node, dialect).sql}${comment}\n\n`
}

/** All that creates one table in a database, in order: types of its own, the table, its indexes, comments. */
export function createStatements(table: Table, dialect: DialectName): string[] {
  const name = (text: string) => quoted(text, dialect)
  const types: string[] = []
  const comments: string[] = []
  if (dialect === 'postgresql') {
    for (const { type } of table.columns)
      if (type.name === 'Enum' && type.args.name && type.args.nativeEnum !== false)
        types.push(
          `CREATE TYPE ${name(String(type.args.name))} AS ENUM (${(type.args.names as string[]).map(literal).join(', ')})`,
        )
    if (table.comment) comments.push(`COMMENT ON TABLE ${name(table.name)} IS ${literal(table.comment)}`)
    for (const c of table.columns)
      if (c.comment) comments.push(`COMMENT ON COLUMN ${name(table.name)}.${name(c.name)} IS ${literal(c.comment)}`)
  }
  const indexes = table.indexes.map((index) => createIndex(table, index, dialect))
  return [...new Set(types), createTable(table, dialect), ...indexes, ...comments]
}

/** A database with a type for truth or for a list of words needs no CHECK for it. */
function checksItself({ type }: Column, dialect: DialectName): boolean {
  if (type.name === 'Boolean') return dialect === 'postgresql'
  return type.name === 'Enum' && dialect !== 'sqlite' && type.args.nativeEnum !== false
}

/** The primary key first, then the others in the order of definition. */
function sortedConstraints(table: Table): Constraint[] {
  return [...table.constraints].sort((a, b) => Number(b.kind === 'primaryKey') - Number(a.kind === 'primaryKey'))
}

/** One column's text: name, type, DEFAULT, NOT NULL, CHECK. */
export function columnDefinition(c: Column, dialect: DialectName = 'sqlite', autoincrementKey = false): string {
  let sql = `${quoted(c.name, dialect)} ${typeText(c, dialect)}`
  if (c.computed) {
    sql += ` GENERATED ALWAYS AS (${c.computed.sql})`
    if (c.computed.persisted || (c.computed.persisted === null && dialect === 'postgresql')) sql += ' STORED'
    else if (c.computed.persisted === false) sql += ' VIRTUAL'
  }
  const clauses = [
    c.serverDefault ? ` DEFAULT ${defaultIn(dialect, c, serverDefaultSql(c.serverDefault))}` : '',
    c.nullable ? '' : ' NOT NULL',
  ]
  sql += (dialect === 'mysql' ? clauses.reverse() : clauses).join('')
  if (autoincrementKey) sql += ' PRIMARY KEY AUTOINCREMENT'
  if (dialect === 'mysql' && generatedKey(c.table) === c) sql += ' AUTO_INCREMENT'
  if (dialect === 'mysql' && c.comment) sql += ` COMMENT ${literal(c.comment)}`
  if (c.check) sql += ` CHECK (${c.check})`
  return sql
}

/** PostgreSQL and MySQL have words for the current moment and for truth, where SQLite has expressions in parentheses. */
function defaultIn(dialect: DialectName, c: Column, sql: string): string {
  if (dialect === 'sqlite') return sql
  if (sql === '(CURRENT_TIMESTAMP)') return 'now()'
  if (c.type.affinity === 'boolean' && (sql === '(1)' || sql === '(0)')) return sql === '(1)' ? 'true' : 'false'
  return sql
}

function typeText(c: Column, dialect: DialectName): string {
  if (dialect === 'postgresql' && generatedKey(c.table) === c)
    return c.type.name === 'BigInteger' ? 'BIGSERIAL' : c.type.name === 'SmallInteger' ? 'SMALLSERIAL' : 'SERIAL'
  try {
    return c.type.ddl(dialect)
  } catch (error) {
    if (error instanceof TermError && error.name === 'CompileError')
      error.message = `(in table '${c.table.name}', column '${c.name}'): ${error.message}`
    throw error
  }
}

/** One table constraint's text. */
export function constraintDefinition(c: Constraint, dialect: DialectName = 'sqlite'): string {
  const prefix = c.name ? `CONSTRAINT ${quoted(c.name, dialect)} ` : ''
  switch (c.kind) {
    case 'primaryKey':
      return `${prefix}PRIMARY KEY (${names(c.columns, dialect)})`
    case 'unique':
      return `${prefix}UNIQUE (${names(c.columns, dialect)})`
    case 'check':
      return `${prefix}CHECK (${c.sql})`
    case 'foreignKey': {
      let sql = `${prefix}FOREIGN KEY(${names(c.columns, dialect)}) REFERENCES ${quoted(c.table, dialect)} (${names(c.targets, dialect)})`
      if (c.onDelete) sql += ` ON DELETE ${c.onDelete}`
      if (c.onUpdate) sql += ` ON UPDATE ${c.onUpdate}`
      return sql
    }
    default:
      return unreachable(c)
  }
}

/** CREATE INDEX. */
export function createIndex(table: Table, index: Index, dialect: DialectName = 'sqlite'): string {
  const node = {
    ...CreateIndexNode.create(index.name),
    table: TableNode.create(table.name),
    columns: index.columns.map((c) => KColumn.create(c)),
    unique: index.unique,
  }
  return compileKysely(node as never, dialect).sql
}

/** DROP TABLE. */
export function dropTable(table: Table, dialect: DialectName = 'sqlite'): string {
  return `\n${compileKysely(DropTableNode.create(TableNode.create(table.name)) as never, dialect).sql}`
}
