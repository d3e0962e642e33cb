// npm run bench: bundles the benchmark with the engine (Node 20 reads no TypeScript) and runs it in a process of its own.
import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './ensure.mjs'

const outDir = join(root, `node_modules/.cache/bench-${process.pid}`)

try {
  const { build } = await import('vite')
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(root, 'bench/run.ts'),
      outDir,
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'run.mjs', keepNames: true } },
    },
  })
  writeFileSync(
    join(outDir, 'main.mjs'),
    "import { main } from './run.mjs'\nprocess.exitCode = await main(process.argv.slice(2))\n",
  )
  // Garbage is collected on the measured thread, and young garbage before each measurement.
  const flags = ['--expose-gc', '--single-threaded-gc', ...(process.env.BENCH_FLAGS?.split(' ') ?? [])]
  const child = spawn(process.execPath, [...flags, join(outDir, 'main.mjs'), ...process.argv.slice(2)], { stdio: 'inherit' })
  process.exitCode = await new Promise((resolve) => child.on('close', resolve))
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  rmSync(outDir, { recursive: true, force: true })
}
