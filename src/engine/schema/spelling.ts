import {
  type CreateTableNode,
  type DataTypeNode,
  type FromNode,
  type FunctionNode,
  type HavingNode,
  type IdentifierNode,
  type JoinNode,
  type LimitNode,
  type QueryCompiler,
  type RawNode,
  SqliteQueryCompiler,
  type WhereNode,
} from 'kysely'
import type { DialectName } from './types'

// Kysely writes lower-case SQL with every name quoted. The SQL that a learner sees is spelled as SQLAlchemy spells it:
// keywords in capitals, names quoted only where they must be, a line break before FROM, WHERE, HAVING and LIMIT. The
// difference is a matter of what is appended, so each compiler is Kysely's own with these few methods changed.

const keyword = /^[ (]*[a-z]+(?: [a-z]+)*[ (]*$/
const plainName = /^[a-z_][a-z0-9_]*$/
const reserved = new Set(
  `add all alter analyze and as asc attach autoincrement before begin between by cascade case cast check collate column commit
  conflict constraint create cross current_date current_time current_timestamp database default deferrable deferred delete desc
  detach distinct drop each else end escape except exclusive exists explain false fail for foreign from full glob group having if
  ignore immediate in index indexed initially inner insert instead intersect into is isnull join key left like limit match natural
  not notnull null of offset on or order outer plan pragma primary query raise references reindex rename replace restrict right
  rollback row select set table temp temporary then to transaction trigger true union unique update user using vacuum values view
  virtual when where`.split(/\s+/),
)

/** True when a name has to be quoted: capitals, blanks, reserved words. */
export const needsQuotes = (name: string): boolean => !plainName.test(name) || reserved.has(name)

const joins = { LeftJoin: 'LEFT OUTER JOIN ', InnerJoin: 'JOIN ', CrossJoin: 'CROSS JOIN ' }

type CompilerClass = new () => QueryCompiler & Protected
/** The protected methods of Kysely's compilers that are changed or used here. */
interface Protected {
  append(text: string): void
  visitIdentifier(node: IdentifierNode): void
  visitRaw(node: RawNode): void
  visitDataType(node: DataTypeNode): void
  visitFunction(node: FunctionNode): void
  visitFrom(node: FromNode): void
  visitWhere(node: WhereNode): void
  visitHaving(node: HavingNode): void
  visitLimit(node: LimitNode): void
  visitJoin(node: JoinNode): void
  visitCreateTable(node: CreateTableNode): void
  visitNode(node: unknown): void
  compileList(nodes: readonly unknown[], separator?: string): void
  appendImmediateValue(value: unknown): void
}

function spelled(base: unknown): new () => QueryCompiler {
  class Spelled extends (base as CompilerClass) {
    private verbatim = false

    override append(text: string) {
      super.append(!this.verbatim && keyword.test(text) ? text.toUpperCase() : text)
    }
    private asWritten(write: () => void) {
      const before = this.verbatim
      this.verbatim = true
      write()
      this.verbatim = before
    }
    override visitIdentifier(node: IdentifierNode) {
      this.asWritten(() => (needsQuotes(node.name) ? super.visitIdentifier(node) : this.append(node.name)))
    }
    override visitRaw(node: RawNode) {
      node.sqlFragments.forEach((fragment, i) => {
        this.asWritten(() => this.append(fragment))
        if (i < node.parameters.length) this.visitNode(node.parameters[i])
      })
    }
    override visitDataType(node: DataTypeNode) {
      this.asWritten(() => super.visitDataType(node))
    }
    override visitFunction(node: FunctionNode) {
      this.asWritten(() => this.append(node.func))
      this.append('(')
      this.compileList(node.arguments)
      this.append(')')
    }
    override appendImmediateValue(value: unknown) {
      this.asWritten(() => super.appendImmediateValue(value))
    }
    override visitFrom(node: FromNode) {
      this.append('\nFROM ')
      this.compileList(node.froms)
    }
    override visitWhere(node: WhereNode) {
      this.append('\nWHERE ')
      this.visitNode(node.where)
    }
    override visitHaving(node: HavingNode) {
      this.append('\nHAVING ')
      this.visitNode(node.having)
    }
    override visitLimit(node: LimitNode) {
      this.append('\n LIMIT ')
      this.visitNode(node.limit)
    }
    override visitJoin(node: JoinNode) {
      this.append(joins[node.joinType as keyof typeof joins] ?? 'JOIN ')
      this.visitNode(node.table)
      if (!node.on) return
      this.append(' ON ')
      this.visitNode(node.on.on)
    }
    override visitCreateTable(node: CreateTableNode) {
      this.append('CREATE TABLE ')
      if (node.ifNotExists) this.append('IF NOT EXISTS ')
      this.visitNode(node.table)
      this.append(' (\n\t')
      this.compileList([...node.columns, ...(node.constraints ?? [])], ', \n\t')
      this.append('\n)')
    }
  }
  return Spelled as never
}

const Sqlite = spelled(SqliteQueryCompiler)
/** Statements for other databases are DDL only: what differs in Kysely's part of it is how a name is quoted. */
const Mysql = spelled(
  class extends SqliteQueryCompiler {
    protected override getLeftIdentifierWrapper() {
      return '`'
    }
    protected override getRightIdentifierWrapper() {
      return '`'
    }
    protected override sanitizeIdentifier(name: string) {
      return name.replaceAll('`', '``')
    }
  },
)

/** A Kysely compiler that spells like SQLAlchemy. One use per statement. */
export const compilerFor = (dialect: DialectName): QueryCompiler => new (dialect === 'mysql' ? Mysql : Sqlite)()
