import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { loadSqlite, type Sqlite } from '../src/engine/sqlite'

const file = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm')

/** SQLite in this process, from the installed package: for tests, benchmarks and the build. */
export const nodeSqlite = async (): Promise<Sqlite> => loadSqlite(await WebAssembly.compile(readFileSync(file)))
