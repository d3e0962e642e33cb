import { type Token, tokenize } from './parse-ddl-tokens'
import type { Constraint, ReferentialAction } from './table'

/** A column as its CREATE TABLE text has it. SQL texts are as written. */
export interface ParsedColumn {
  name: string
  /** Declared type, or an empty text. */
  type: string
  notNull: boolean
  /** SQL of the DEFAULT clause, with its parentheses. */
  default: string | null
  collation: string | null
  computed: { sql: string; persisted: boolean | null } | null
  /** The one unnamed CHECK that is written inside the column. */
  check: string | null
}

/** A constraint, and the column in whose definition it is written (null: after the columns). */
export type ParsedConstraint = Constraint & { inline: string | null }

export interface ParsedTable {
  name: string
  columns: ParsedColumn[]
  constraints: ParsedConstraint[]
  autoincrement: boolean
  /** What follows the closing parenthesis: `STRICT`, `WITHOUT ROWID`. */
  options: string
  /** Parts that a Table cannot hold, such as `DEFERRABLE` or `ON CONFLICT`: a rebuild would lose them. */
  lost: string[]
}

/** Reads CREATE TABLE text, or returns null when it is something else (a virtual table). */
export function parseCreateTable(sql: string): ParsedTable | null {
  const tokens = tokenize(sql)
  const open = tokens.findIndex((t) => t.kind === 'symbol' && t.text === '(')
  if (open < 0 || /^\s*create\s+virtual/i.test(sql)) return null
  return new Parser(sql, tokens).table(open)
}

const constraintStart = new Set(['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN'])
const columnClauses = new Set([...constraintStart, 'NOT', 'NULL', 'DEFAULT', 'COLLATE', 'REFERENCES', 'GENERATED', 'AS'])

class Parser {
  private at = 0
  private readonly parsed: ParsedTable = { name: '', columns: [], constraints: [], autoincrement: false, options: '', lost: [] }

  constructor(
    private readonly sql: string,
    private readonly tokens: Token[],
  ) {}

  table(open: number): ParsedTable {
    this.parsed.name = this.tokens[open - 1]!.text
    this.at = open + 1
    do {
      if (constraintStart.has(this.word()) && this.peek()?.kind === 'word') this.tableConstraint()
      else this.column()
    } while (this.take(','))
    const close = this.expect(')')
    this.parsed.options = this.sql.slice(close.to).trim().replace(/;$/, '')
    return this.parsed
  }

  private column() {
    const column: ParsedColumn = {
      name: this.name(),
      type: '',
      notNull: false,
      default: null,
      collation: null,
      computed: null,
      check: null,
    }
    this.parsed.columns.push(column)
    column.type = this.type()
    for (;;) {
      const constraint = this.take('CONSTRAINT') ? this.name() : null
      if (!this.columnClause(column, constraint)) return
    }
  }

  /** The declared type: words, and one pair of parentheses. */
  private type(): string {
    const first = this.peek()
    let last: Token | undefined
    while (this.peek() && this.peek()!.kind !== 'symbol' && !(this.peek()!.kind === 'word' && columnClauses.has(this.word())))
      last = this.next()
    if (last && this.is('(')) last = this.group().close
    return first && last ? this.sql.slice(first.from, last.to) : ''
  }

  private columnClause(column: ParsedColumn, constraint: string | null): boolean {
    const add = (c: Constraint) => this.parsed.constraints.push({ ...c, inline: column.name })
    switch (this.word()) {
      case 'PRIMARY':
        this.skip(2)
        if (this.take('DESC')) this.parsed.lost.push('PRIMARY KEY DESC')
        else this.take('ASC')
        this.conflict()
        if (this.take('AUTOINCREMENT')) this.parsed.autoincrement = true
        add({ kind: 'primaryKey', name: constraint, columns: [column.name] })
        return true
      case 'NOT':
        this.skip(2)
        this.conflict()
        column.notNull = true
        return true
      case 'NULL':
        this.skip(1)
        return true
      case 'UNIQUE':
        this.skip(1)
        this.conflict()
        add({ kind: 'unique', name: constraint, columns: [column.name] })
        return true
      case 'CHECK': {
        this.skip(1)
        const { text } = this.group()
        if (constraint || column.check !== null) add({ kind: 'check', name: constraint, sql: text })
        else column.check = text
        return true
      }
      case 'DEFAULT':
        this.skip(1)
        column.default = this.defaultValue()
        return true
      case 'COLLATE':
        this.skip(1)
        column.collation = this.name()
        return true
      case 'REFERENCES':
        add({ ...this.references(), name: constraint, columns: [column.name] })
        return true
      case 'GENERATED':
      case 'AS':
        if (this.take('GENERATED')) this.take('ALWAYS')
        this.expect('AS')
        column.computed = { sql: this.group().text, persisted: this.take('STORED') ? true : this.take('VIRTUAL') ? false : null }
        return true
      default:
        return false
    }
  }

  private defaultValue(): string {
    if (this.is('(')) {
      const { open, close } = this.group()
      return this.sql.slice(open.from, close.to)
    }
    const first = this.next()
    const last = first.kind === 'symbol' ? this.next() : first
    return this.sql.slice(first.from, last.to)
  }

  private tableConstraint() {
    const name = this.take('CONSTRAINT') ? this.name() : null
    const add = (c: Constraint) => this.parsed.constraints.push({ ...c, inline: null })
    switch (this.word()) {
      case 'PRIMARY':
        this.skip(2)
        add({ kind: 'primaryKey', name, columns: this.names() })
        break
      case 'UNIQUE':
        this.skip(1)
        add({ kind: 'unique', name, columns: this.names() })
        break
      case 'CHECK':
        this.skip(1)
        add({ kind: 'check', name, sql: this.group().text })
        break
      case 'FOREIGN': {
        this.skip(2)
        const columns = this.names()
        add({ ...this.references(), name, columns })
        break
      }
      default:
        this.next()
    }
    this.conflict()
    // SQLite lets table constraints follow each other without a comma
    if (constraintStart.has(this.word()) && this.peek()?.kind === 'word') this.tableConstraint()
  }

  private references(): Omit<Constraint & { kind: 'foreignKey' }, 'name' | 'columns'> {
    this.expect('REFERENCES')
    const table = this.name()
    const found = {
      kind: 'foreignKey' as const,
      table,
      targets: this.is('(') ? this.names() : [],
      onDelete: null,
      onUpdate: null,
    } as {
      kind: 'foreignKey'
      table: string
      targets: string[]
      onDelete: ReferentialAction | null
      onUpdate: ReferentialAction | null
    }
    for (;;) {
      if (this.take('ON')) {
        const event = this.next().text.toUpperCase()
        const first = this.next().text.toUpperCase()
        const action = (
          first === 'SET' || first === 'NO' ? `${first} ${this.next().text.toUpperCase()}` : first
        ) as ReferentialAction
        if (event === 'DELETE') found.onDelete = action
        else found.onUpdate = action
      } else if (this.take('MATCH')) this.parsed.lost.push(`MATCH ${this.next().text}`)
      else if (
        this.word() === 'DEFERRABLE' ||
        (this.word() === 'NOT' && this.tokens[this.at + 1]?.text.toUpperCase() === 'DEFERRABLE')
      ) {
        this.take('NOT')
        this.skip(1)
        if (this.take('INITIALLY')) this.skip(1)
        this.parsed.lost.push('DEFERRABLE')
      } else return found
    }
  }

  private conflict() {
    if (!(this.word() === 'ON' && this.tokens[this.at + 1]?.text.toUpperCase() === 'CONFLICT')) return
    this.skip(2)
    this.parsed.lost.push(`ON CONFLICT ${this.next().text.toUpperCase()}`)
  }

  /** Names in parentheses; sort directions and collations are passed over. */
  private names(): string[] {
    const names: string[] = []
    this.expect('(')
    do {
      names.push(this.name())
      while (this.peek() && !this.is(',') && !this.is(')')) this.next()
    } while (this.take(','))
    this.expect(')')
    return names
  }

  /** A parenthesized group; `text` is what is inside. */
  private group(): { open: Token; close: Token; text: string } {
    const open = this.expect('(')
    let depth = 1
    let close = open
    while (depth > 0 && this.peek()) {
      close = this.next()
      if (close.kind !== 'symbol') continue
      if (close.text === '(') depth++
      else if (close.text === ')') depth--
    }
    return { open, close, text: this.sql.slice(open.to, close.from).trim() }
  }

  private peek(): Token | undefined {
    return this.tokens[this.at]
  }
  private word(): string {
    const token = this.peek()
    return token?.kind === 'word' ? token.text.toUpperCase() : ''
  }
  private is(symbol: string): boolean {
    return this.peek()?.kind === 'symbol' && this.peek()!.text === symbol
  }
  private next(): Token {
    const token = this.tokens[this.at++]
    if (!token) throw new Error(`CREATE TABLE text ends early: ${this.sql}`)
    return token
  }
  private skip(n: number) {
    this.at += n
  }
  private take(text: string): boolean {
    const token = this.peek()
    const fits = token !== undefined && (token.kind === 'word' || token.kind === 'symbol') && token.text.toUpperCase() === text
    if (fits) this.at++
    return fits
  }
  private expect(text: string): Token {
    const token = this.peek()
    if (!this.take(text)) throw new Error(`expected ${text} before '${token?.text ?? ''}' in: ${this.sql}`)
    return token!
  }
  private name(): string {
    return this.next().text
  }
}
