// npm run lessons: proves every step of the course on the real engine. Bundled first, because Node 20 reads no TypeScript.
import './ensure.mjs'
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const { build } = await import('vite')
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const outDir = join(root, `.cache/lessons-${process.pid}`)

try {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(root, 'tests/lessons/run.ts'),
      outDir,
      minify: false,
      sourcemap: 'inline',
      rolldownOptions: { output: { entryFileNames: 'run.mjs', keepNames: true } },
    },
  })
  const { main } = await import(pathToFileURL(join(outDir, 'run.mjs')).href)
  process.exitCode = await main(process.argv.slice(2), join(root, 'lessons'))
} catch (error) {
  console.error(error.message)
  console.log('0 passed, 1 failed')
  process.exitCode = 1
} finally {
  rmSync(outDir, { recursive: true, force: true })
}
