import type { PreparedStatement } from './statement'

/**
 * Prepared statements by SQL text: preparing costs about four times as much as running a read by key. Bounded; the
 * entry that was used longest ago goes first.
 */
export class PreparedCache {
  private readonly statements = new Map<string, PreparedStatement>()
  /** Statements in the middle of a fetch: a nested use of the same text must get another one. */
  private readonly busy: PreparedStatement[] = []
  private last: PreparedStatement | undefined
  private lastSql = ''

  constructor(
    private readonly prepare: (sql: string) => PreparedStatement,
    private readonly limit = 400,
  ) {}

  /** The statement for a text, for one use that nothing can interrupt. */
  peek(sql: string, cachedOnly = false): PreparedStatement {
    if (sql === this.lastSql) return this.last!
    let statement = this.statements.get(sql)
    if (statement === undefined) {
      if (cachedOnly) return noStatement
      statement = this.prepare(sql)
      if (this.statements.size >= this.limit) this.evict()
      this.statements.set(sql, statement)
    } else if (this.statements.size > this.limit / 2) {
      // Refresh its place in the order of use, but only when eviction is near: the map write costs more than the read.
      this.statements.delete(sql)
      this.statements.set(sql, statement)
    }
    this.last = statement
    this.lastSql = sql
    return statement
  }

  /** The statement for a text, to be given back with release(). */
  take(sql: string): PreparedStatement {
    const statement = this.peek(sql)
    if (this.busy.includes(statement)) return this.prepare(sql)
    this.busy.push(statement)
    return statement
  }

  release(statement: PreparedStatement): void {
    // uses nest, so that the one that ends is the last that began
    if (this.busy.at(-1) === statement) {
      this.busy.pop()
      statement.reset()
    } else statement.free()
  }

  clear(): void {
    for (const statement of this.statements.values()) statement.free()
    this.statements.clear()
    this.lastSql = ''
    this.last = undefined
  }

  private evict(): void {
    for (const [sql, statement] of this.statements) {
      if (this.busy.includes(statement)) continue
      statement.free()
      this.statements.delete(sql)
      if (sql === this.lastSql) this.lastSql = ''
      return
    }
  }
}

const noStatement = { reset() {} } as PreparedStatement
