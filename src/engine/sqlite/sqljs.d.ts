declare module 'sql.js' {
  type Value = number | string | Uint8Array | null | bigint
  export interface Statement {
    bind(values?: readonly Value[] | null): boolean
    step(): boolean
    get(values?: readonly Value[] | null): Value[]
    getSQL(): string
    run(values?: readonly Value[] | null): void
    reset(): void
    free(): boolean
    getColumnNames(): string[]
  }
  export interface Database {
    prepare(sql: string): Statement
    exec(sql: string, values?: readonly Value[]): { columns: string[]; values: Value[][] }[]
    run(sql: string, values?: readonly Value[]): Database
    export(): Uint8Array
    close(): void
    getRowsModified(): number
    create_function(name: string, f: (...values: Value[]) => Value): Database
    updateHook(
      f: ((operation: 'insert' | 'update' | 'delete', database: string, table: string, rowId: number) => void) | null,
    ): Database
    iterateStatements(sql: string): Iterable<Statement>
  }
  /** With the functions of SQLite's C interface: a statement is its address, columns count from 0. */
  export interface SqlJsStatic {
    Database: new (bytes?: Uint8Array | null) => Database
    UTF8ToString(address: number, length?: number, ignoreZeros?: boolean): string
    _sqlite3_sql(statement: number): number
    _sqlite3_reset(statement: number): number
    /** Parameters count from 1. */
    _sqlite3_bind_int(statement: number, parameter: number, value: number): number
    _sqlite3_bind_double(statement: number, parameter: number, value: number): number
    _sqlite3_data_count(statement: number): number
    _sqlite3_column_type(statement: number, column: number): number
    _sqlite3_column_double(statement: number, column: number): number
    _sqlite3_column_text(statement: number, column: number): number
    _sqlite3_column_blob(statement: number, column: number): number
    _sqlite3_column_bytes(statement: number, column: number): number
  }
  export interface Config {
    useOldExtensionFunctions?: boolean
    instantiateWasm?(
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ): object
  }
  export default function initSqlJs(config?: Config): Promise<SqlJsStatic>
}
