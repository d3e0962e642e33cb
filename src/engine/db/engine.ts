import type { ColumnInfo, TableInfo } from '../../protocol'
import { readTables } from '../schema'
import type { Connection } from '../sqlite'
import { type ConfiguredApp, databaseUri, switches } from './config'
import { checkReachable, type DatabaseUrl, parseUrl, urlText } from './url'

/**
 * The engine of an app, by its configuration, in which the switches that are missing are set. The file of a relative path
 * is in the app's instance folder (seed/005).
 * @throws TermError RuntimeError (no URI), ArgumentError, NoSuchModuleError, ValueError (the URL), OperationalError (a server)
 */
export function openEngine(connection: Connection, { config, instancePath }: ConfiguredApp): Engine {
  const uri = databaseUri(config)
  for (const key of switches) config[key] ??= false
  const url = parseUrl(uri)
  checkReachable(url)
  const { database } = url
  const relative = instancePath !== undefined && database !== null && !/^(\/|:memory:$)/.test(database)
  return new Engine(relative ? { ...url, database: `${instancePath}/${database}` } : url, connection)
}

/** `db.engine`: where the database is. */
export class Engine {
  readonly dialect: { name: string }
  constructor(
    readonly url: DatabaseUrl,
    private readonly connection: Connection,
  ) {
    this.dialect = { name: url.dialect }
  }
  toString(): string {
    return `Engine(${urlText(this.url)})`
  }
  /** Looks at the database itself, not at the models. */
  inspector(): Inspector {
    return new Inspector(readTables(this.connection))
  }
}

/** A foreign key as SQLAlchemy's inspector tells it. */
export interface ReflectedForeignKey {
  name: string | null
  constrainedColumns: string[]
  referredSchema: null
  referredTable: string
  referredColumns: string[]
  options: Record<string, string>
}

/** What `db.inspect(db.engine)` gives. */
export class Inspector {
  constructor(private readonly tables: TableInfo[]) {}
  getTableNames(): string[] {
    return this.tables.map((t) => t.name).sort()
  }
  hasTable(name: string): boolean {
    return this.tables.some((t) => t.name === name)
  }
  getColumns(table: string): ColumnInfo[] {
    return this.of(table)?.columns ?? []
  }
  getIndexes(table: string): { name: string; columnNames: string[]; unique: boolean }[] {
    return (this.of(table)?.indexes ?? []).map((i) => ({ name: i.name, columnNames: i.columns, unique: i.unique }))
  }
  getForeignKeys(table: string): ReflectedForeignKey[] {
    return this.getColumns(table).flatMap((c) =>
      c.foreignKey
        ? [
            {
              name: null,
              constrainedColumns: [c.name],
              referredSchema: null,
              referredTable: c.foreignKey.table,
              referredColumns: [c.foreignKey.column],
              options: {},
            },
          ]
        : [],
    )
  }
  private of(table: string): TableInfo | undefined {
    return this.tables.find((t) => t.name === table)
  }
}
