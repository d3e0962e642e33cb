import type { Session } from '../orm'
import { type Select, select, TableStatement } from '../orm'
import {
  type Column,
  columnNode,
  createTableNow,
  type DdlTarget,
  dropTableNow,
  Expression,
  type MetaData,
  type NamingConvention,
  snakeCase,
  type Table,
} from '../schema'

/** What tables need of their `db`. */
export interface TableTools {
  metadata: MetaData
  target: DdlTarget
  currentSession(): Session
}

/** A table as a learner meets it: the association table of a many-to-many relationship, or `User.__table__`. */
export class TableObject {
  readonly kind = 'table-object'
  /** Columns as expressions, by attribute name and by column name. */
  readonly c: Record<string, Expression> = {}

  constructor(
    readonly table: Table,
    private readonly tools: TableTools,
  ) {
    for (const column of table.columns) {
      const expression = new ColumnExpression(column)
      this.c[column.name] = expression
      const key = column.name.replace(/_([a-z0-9])/g, (_, x: string) => x.toUpperCase())
      if (snakeCase(key) === column.name) this.c[key] = expression
    }
  }
  get name(): string {
    return this.table.name
  }
  get columns(): Column[] {
    return this.table.columns
  }
  insert(): TableStatement {
    return TableStatement.make('insert', this.table)
  }
  update(): TableStatement {
    return TableStatement.make('update', this.table)
  }
  delete(): TableStatement {
    return TableStatement.make('delete', this.table)
  }
  select(): Select {
    return select(
      this.tools.currentSession,
      this.table.columns.map((c) => new ColumnExpression(c)),
    )
  }
  /** CREATE TABLE now. @throws TermError OperationalError when it exists, unless `checkfirst` */
  create(options: { checkfirst?: boolean } = {}): void {
    createTableNow(this.tools.metadata, this.tools.target, this.table, options.checkfirst ?? false)
  }
  /** @throws TermError OperationalError when it does not exist, unless `checkfirst` */
  drop(options: { checkfirst?: boolean } = {}): void {
    dropTableNow(this.tools.target, this.table, options.checkfirst ?? false)
  }
  toString(): string {
    return this.table.name
  }
}

/** A column of a table without a class. */
class ColumnExpression extends Expression {
  constructor(readonly column: Column) {
    super(columnNode(column))
  }
  get name(): string {
    return this.column.name
  }
  get nullable(): boolean {
    return this.column.nullable
  }
  get primaryKey(): boolean {
    return this.column.primaryKey
  }
  get default(): unknown {
    return this.column.default
  }
}

/** `db.metadata`: the tables by name, and the naming convention. */
export class MetaDataObject {
  private readonly objects = new WeakMap<Table, TableObject>()
  constructor(private readonly tools: TableTools) {}

  toString(): string {
    return 'MetaData()'
  }
  get tables(): Record<string, TableObject> {
    return Object.fromEntries([...this.tools.metadata.tables].map(([name, table]) => [name, this.of(table)]))
  }
  get namingConvention(): NamingConvention {
    return this.tools.metadata.namingConvention
  }
  /** For constraints of tables that are defined from now on. */
  set namingConvention(convention: NamingConvention) {
    this.tools.metadata.namingConvention = convention
  }
  of(table: Table): TableObject {
    let object = this.objects.get(table)
    if (!object) {
      object = new TableObject(table, this.tools)
      this.objects.set(table, object)
    }
    return object
  }
}
