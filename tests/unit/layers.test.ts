import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'layers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
cpSync('biome.json', join(folder, 'biome.json'))

/** Plants files in an empty copy of the project and returns the rules that the linter finds broken, by file. */
function lint(files: Record<string, string>): Map<string, string[]> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const args = ['lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', ...Object.keys(files)]
  const program = resolve('node_modules/.bin/biome')
  let output: string
  try {
    output = execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe', shell: process.platform === 'win32' })
  } catch (error) {
    output = (error as { stdout: string }).stdout
  }
  const found = new Map<string, string[]>(Object.keys(files).map((path) => [path, []]))
  const { diagnostics } = JSON.parse(output.slice(output.indexOf('{'))) as {
    diagnostics: { category: string; location: { path: string | { file: string } } }[]
  }
  for (const { category, location } of diagnostics) {
    const path = typeof location.path === 'string' ? location.path : location.path.file
    found.get(path.replace(/\\/g, '/'))?.push(category)
  }
  return found
}

const forbidden: [file: string, specifier: string][] = [
  ['protocol', '../engine/sqlite'],
  ['protocol', 'lit'],
  ['engine/sqlite', '../schema'],
  ['engine/sqlite', 'kysely'],
  ['engine/schema', '../orm'],
  ['engine/schema', 'sql.js'],
  ['engine/orm', '../migrate'],
  ['engine/orm', '../migrate/operations'],
  ['engine/orm', 'kysely'],
  ['engine/migrate', '../orm'],
  ['engine/migrate', '../db'],
  ['engine/web', '../sqlite'],
  ['engine/db', '../lab'],
  ['engine/db', 'sql.js'],
  ['engine/lab', '../orm/session'],
  ['engine/lab', '../../page/runner'],
  ['engine/db', 'lit'],
  ['page/runner', '../../engine/lab'],
  ['page/runner', '../ui/app'],
  ['page/course', '../store'],
  ['page/store', '../course'],
  ['page/ui', '../../engine/db'],
  ['page/ui', 'kysely'],
]
const allowed: [file: string, specifier: string][] = [
  ['protocol', './events'],
  ['engine/sqlite', 'sql.js'],
  ['engine/schema', 'kysely'],
  ['engine/schema', '../sqlite'],
  ['engine/orm', '../schema'],
  ['engine/db', '../migrate'],
  ['engine/lab', '../db'],
  ['page/runner', '../../protocol'],
  ['page/ui', '../runner'],
]

describe('walls between layers', () => {
  const name = ([file, specifier]: [string, string], index: number) =>
    `src/${file}/planted-${index}-${specifier.replace(/\W+/g, '-')}.ts`
  const text = ([, specifier]: [string, string], index: number) =>
    `import ${index % 2 === 0 ? 'type ' : ''}{ x } from '${specifier}'\nexport const y = x as x\n`.replace(
      ' as x',
      index % 2 === 0 ? ' as never' : '',
    )
  const plant = (list: [string, string][], offset: number) =>
    Object.fromEntries(list.map((entry, index) => [name(entry, index + offset), text(entry, index)]))
  const found = lint({ ...plant(forbidden, 0), ...plant(allowed, 100) })

  it.each(forbidden.map((entry, index) => [...entry, name(entry, index)] as const))(
    '%s may not import %s',
    (_file, _specifier, path) => {
      expect(found.get(path)).toContain('lint/style/noRestrictedImports')
    },
  )

  it.each(allowed.map((entry, index) => [...entry, name(entry, index + 100)] as const))(
    '%s may import %s',
    (_file, _specifier, path) => {
      expect(found.get(path)).not.toContain('lint/style/noRestrictedImports')
    },
  )

  // Circles of types alone are free: a mapper knows its relationships, and they know their mappers.
  it('refuses a circle', () => {
    const circle = lint({
      'src/engine/orm/one.ts': "import { two } from './two'\nexport const one = () => two\n",
      'src/engine/orm/two.ts': "import { one } from './one'\nexport const two = () => one\n",
      'src/page/ui/three.ts': "import { Four } from './four'\nexport class Three { four = Four }\n",
      'src/page/ui/four.ts': "import { five } from './five'\nexport class Four { five = five }\n",
      'src/page/ui/five.ts': "import { Three } from './three'\nexport const five = () => new Three()\n",
    })
    expect(circle.get('src/engine/orm/one.ts')).toContain('lint/suspicious/noImportCycles')
    expect(circle.get('src/page/ui/three.ts')).toContain('lint/suspicious/noImportCycles')
  })
})
