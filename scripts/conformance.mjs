// Bundles the runner with the engine (Node 20 reads no TypeScript) and runs it.
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const here = join(root, 'tests/conformance')
const outDir = join(root, `node_modules/.cache/conformance-${process.pid}`)

try {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(here, 'run.ts'),
      outDir,
      minify: false,
      sourcemap: 'inline',
      rolldownOptions: { output: { entryFileNames: 'run.mjs', keepNames: true } },
    },
  })
  const { main } = await import(pathToFileURL(join(outDir, 'run.mjs')).href)
  process.exitCode = await main(process.argv.slice(2), here)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  rmSync(outDir, { recursive: true, force: true })
}
