declare module 'sql.js' {
  type Value = number | string | Uint8Array | null | bigint
  export interface Statement {
    bind(values?: readonly Value[] | null): boolean
    step(): boolean
    get(values?: readonly Value[] | null, config?: { useBigInt?: boolean }): Value[]
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
    iterateStatements(sql: string): Iterable<Statement & { getSQL(): string }>
  }
  export interface SqlJsStatic {
    Database: new (bytes?: Uint8Array | null) => Database
  }
  export interface Config {
    wasmBinary?: Uint8Array | ArrayBuffer
    locateFile?(name: string): string
    useOldExtensionFunctions?: boolean
    instantiateWasm?(imports: object, done: (instance: unknown, module?: unknown) => void): object
  }
  export default function initSqlJs(config?: Config): Promise<SqlJsStatic>
}
