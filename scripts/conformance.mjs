// Bundles the runner with the engine (Node 20 reads no TypeScript) and runs it.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './ensure.mjs'

const here = join(root, 'tests/conformance')
const outDir = join(root, `node_modules/.cache/conformance-${process.pid}`)

try {
  const { build } = await import('vite')
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
