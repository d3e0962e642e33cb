import initSqlJs, { type SqlJsStatic } from 'sql.js'

/** A started SQLite: sql.js, and the memory in which it works. */
export interface Sqlite extends SqlJsStatic {
  memory: WebAssembly.Memory
}

let started: Promise<Sqlite> | undefined

/**
 * Starts SQLite (WebAssembly), once per realm: another call gives the same.
 * @param module sql.js's compiled `.wasm` file, handed in because nothing can be fetched in the sandbox
 */
export function loadSqlite(module: WebAssembly.Module): Promise<Sqlite> {
  started ??= start(module)
  return started
}

async function start(module: WebAssembly.Module): Promise<Sqlite> {
  let instance: WebAssembly.Instance | undefined
  const sqlite = await new Promise<SqlJsStatic>((resolve, reject) => {
    const started = initSqlJs({
      useOldExtensionFunctions: false,
      instantiateWasm(imports, done) {
        const made = WebAssembly.instantiate(module, imports).then((given) => {
          instance = given
          done(given, module)
        })
        // sql.js itself waits for ever
        made.catch(reject)
        return {}
      },
    })
    started.then(resolve, reject)
  })
  const memory = Object.values(instance!.exports).find((value) => value instanceof WebAssembly.Memory)
  if (memory === undefined) throw new Error('This build of sql.js does not export its memory.')
  return Object.assign(sqlite, { memory })
}
