// npm test: every check there is, each stage with its time; the last line counts what passed and what failed.

import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './ensure.mjs'

const cache = join(root, '.cache')
mkdirSync(cache, { recursive: true })

/** Runs a program and collects what it says. */
function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      env: { ...process.env, NO_COLOR: '1' },
    })
    let output = ''
    child.stdout.on('data', (data) => (output += data))
    child.stderr.on('data', (data) => (output += data))
    child.on('error', (error) => resolve({ ok: false, output: String(error) }))
    child.on('close', (code) => resolve({ ok: code === 0, output }))
  })
}

const bin = (name, ...args) => run(join(root, 'node_modules/.bin', name), args)
const script = (name, ...args) => run(process.execPath, [join(root, 'scripts', name), ...args])

/** A stage that passes or fails as one. */
const single = (result) => ({ ...result, passed: result.ok ? 1 : 0, failed: result.ok ? 0 : 1 })

/** A stage whose tests are counted. */
async function vitest(project) {
  const report = join(cache, `test-${project}.json`)
  rmSync(report, { force: true })
  const result = await bin(
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  )
  if (!existsSync(report)) return single({ ...result, ok: false })
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, 'utf8'))
  // A file that does not load has no tests that could fail.
  const failed = Math.max(numFailedTests, result.ok ? 0 : 1, numFailedTests === 0 ? numFailedTestSuites : 0)
  return { ...result, ok: result.ok && failed === 0, passed: numPassedTests, failed }
}

const stages = {
  types: async () => {
    const results = await Promise.all(['.', 'src/engine', 'tests'].map((project) => bin('tsc', '--noEmit', '-p', project)))
    return single({ ok: results.every(({ ok }) => ok), output: results.map(({ output }) => output).join('') })
  },
  lint: async () => single(await bin('biome', 'ci', '--diagnostic-level=error', '--colors=off')),
  unused: async () => single(await bin('knip')),
  unit: () => vitest('unit'),
  ...(existsSync(join(root, 'scripts/conformance.mjs')) && { conformance: async () => single(await script('conformance.mjs')) }),
  ...(existsSync(join(root, 'scripts/lessons.mjs')) && {
    lessons: async () => single(await script('lessons.mjs', '--types', '--complete')),
  }),
  build: async () => single(await script('build.mjs')),
  browser: () => vitest('browser'),
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in stages))
if (unknown.length > 0) {
  console.error(`There is no stage ${unknown.join(', ')}. Stages: ${Object.keys(stages).join(', ')}.`)
  process.exit(2)
}

let passed = 0
let failed = 0
for (const [name, stage] of Object.entries(stages)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  process.stdout.write(`${name.padEnd(12)} `)
  const from = performance.now()
  const result = await stage()
  passed += result.passed
  failed += result.failed
  const seconds = ((performance.now() - from) / 1000).toFixed(1).padStart(6)
  console.log(
    `${result.ok ? 'ok    ' : 'FAILED'} ${seconds} s   ${result.passed} passed${result.failed > 0 ? `, ${result.failed} failed` : ''}`,
  )
  if (!result.ok) console.log(`\n${result.output.trim()}\n`)
}
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
