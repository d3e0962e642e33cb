// Bundles the runner with the engine (Node 20 reads no TypeScript) and runs it.
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const here = join(root, 'tests/conformance')
const file = join(root, `node_modules/.cache/conformance-${process.pid}.mjs`)
mkdirSync(dirname(file), { recursive: true })

const bundle = await rolldown({ input: join(here, 'run.ts'), platform: 'node', external: ['sql.js', 'kysely'], onLog: (level, log, handle) => level === 'info' || handle(level, log) })
await bundle.write({ file, format: 'es', sourcemap: 'inline', keepNames: true })
await bundle.close()

const { main } = await import(pathToFileURL(file).href)
try {
  process.exitCode = await main(process.argv.slice(2), here)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  const { rmSync } = await import('node:fs')
  rmSync(file, { force: true })
}
