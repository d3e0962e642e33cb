import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { collectEditorTypes } from '../../scripts/vite/editor-types'
import type { LessonFile, WrittenStep } from '../../src/page/course/step'
import { globals } from '../../src/page/ui/workbench/monaco/globals'
import { sharing } from '../../src/page/ui/workbench/monaco/sharing'

const options = {
  strict: true,
  target: 'ESNext',
  module: 'ESNext',
  moduleResolution: 'bundler',
  lib: ['es2023'],
  types: [],
  noEmit: true,
  incremental: true,
  tsBuildInfoFile: './build-info',
  skipLibCheck: true,
}

/**
 * Type-checks the code that steps begin with and that of their right answers, each by itself, as the editor does it. What has not
 * changed since the last time is not checked again.
 * @param root the project's folder
 * @returns what the compiler says, by the name of the code
 */
export async function checkTypes(steps: WrittenStep[], root: string): Promise<Map<string, string[]>> {
  const folder = join(root, '.cache/lesson-types')
  const types = await collectEditorTypes()
  const version = hash(JSON.stringify([types, globals]))
  for (const [name, text] of Object.entries(types)) write(join(folder, name), text)
  const codes = steps.flatMap((step) => [
    // A start that is to meet an error may show it in the editor already.
    ...(step.limits.error === undefined ? [{ name: `${step.id}: start`, files: step.files }] : []),
    { name: `${step.id}: solution`, files: laid(step.files, step.solution) },
    ...step.ways.map((way) => ({ name: `${step.id}: ways/${way.name}`, files: way.files })),
  ])
  const projects = new Map<string, string[]>()
  for (const { name, files } of codes) {
    const id = hash(JSON.stringify([version, files]))
    projects.set(id, [...(projects.get(id) ?? []), name])
    // Brings `db`, which every cell has without an import.
    write(join(folder, 'code', id, 'db.d.ts'), "import 'backref'\n")
    write(join(folder, 'code', id, 'globals.d.ts'), globals)
    for (const file of files.filter((each) => each.name.endsWith('.ts'))) {
      write(join(folder, 'code', id, file.name), file.text + sharing(file.name, file.text))
    }
    write(join(folder, 'code', id, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['.'] }))
  }
  // What was not asked for today may be tomorrow.
  const old = readdirSync(join(folder, 'code')).filter((id) => !projects.has(id))
  if (old.length > 2 * projects.size) for (const id of old) rmSync(join(folder, 'code', id), { recursive: true })
  write(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ files: [], references: [...projects.keys()].map((id) => ({ path: `./code/${id}` })) }),
  )
  const output = await compile(join(root, 'node_modules/.bin/tsc'), ['-b', folder, '--pretty', 'false'])
  const found = new Map<string, string[]>()
  for (const [, id = '', what = ''] of output.matchAll(/^.*code\/([0-9a-f]+)\/(.*)$/gm)) {
    for (const name of projects.get(id) ?? []) found.set(name, [...(found.get(name) ?? []), what])
  }
  return found
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)

function laid(under: LessonFile[], over: LessonFile[]): LessonFile[] {
  return [...under.filter((file) => !over.some(({ name }) => name === file.name)), ...over]
}

/** Leaves a file alone that is like this already: the compiler looks at when it was changed. */
function write(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

function compile(command: string, args: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(command, args, { maxBuffer: 1e8 }, (_error, stdout, stderr) => resolve(stdout + stderr))
  })
}
