import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Plugin } from 'vite'

const virtual = 'virtual:editor-types'
const root = fileURLToPath(new URL('../..', import.meta.url))
const cache = join(root, '.cache/editor-types')
const entry = 'src/engine/db/editor.ts'
/** What a learner finds: `db`, imported or not. */
/** Declarations for the editor: file contents by path, `/src/engine/db/editor.d.ts` and all that it reaches. */
export type EditorTypes = Record<string, string>

/**
 * `virtual:editor-types` exports `editorTypesUrl`, the address of a JSON file with the declarations of what a learner
 * imports: the engine's own and those of Kysely that they reach.
 */
export function editorTypes(): Plugin {
  let serving = false
  const address = '/@editor-types.json'
  return {
    name: 'editor-types',
    configResolved(config) {
      serving = config.command === 'serve'
    },
    resolveId: (id) => (id === virtual ? `\0${virtual}` : null),
    async load(id) {
      if (id !== `\0${virtual}`) return null
      if (serving) return `export const editorTypesUrl = '${address}'`
      const source = JSON.stringify(await collectEditorTypes())
      const reference = this.emitFile({ type: 'asset', name: 'editor-types.json', source })
      return `export const editorTypesUrl = import.meta.ROLLUP_FILE_URL_${reference}`
    },
    configureServer(server) {
      server.middlewares.use(async (request, response, next) => {
        if (request.url?.split('?')[0] !== address) return next()
        try {
          response.setHeader('content-type', 'application/json')
          response.end(JSON.stringify(await collectEditorTypes()))
        } catch (error) {
          next(error)
        }
      })
    },
  }
}

/** Lets the compiler write the engine's declarations and follows their imports. @throws Error with the compiler's words */
export async function collectEditorTypes(): Promise<EditorTypes> {
  const declarations = await emitDeclarations()
  const types: EditorTypes = {
    '/node_modules/backref/package.json': JSON.stringify({ name: 'backref', type: 'module', types: './index.d.ts' }),
    '/node_modules/backref/index.d.ts': "export * from '../../src/engine/db/editor'\n",
  }
  const kysely = join(root, 'node_modules/kysely')
  const follow = (path: string, name: string) => {
    if (types[name] !== undefined) return
    const source = readFileSync(path, 'utf8')
    // Kysely's comments are twice as long as its types; the editor has to load them before it can check anything.
    const text = name.startsWith('/node_modules/') ? source.replace(/\/\*\*[\s\S]*?\*\/\s*/g, '') : source
    types[name] = text
    for (const specifier of specifiers(text)) {
      if (specifier.startsWith('.')) {
        const target = declarationOf(resolve(dirname(path), specifier))
        if (target !== null) follow(target, join(dirname(name), relative(dirname(path), target)))
      } else if (specifier === 'kysely') follow(join(kysely, 'dist/index.d.ts'), '/node_modules/kysely/dist/index.d.ts')
    }
  }
  follow(join(declarations, entry.replace(/\.ts$/, '.d.ts')), `/${entry.replace(/\.ts$/, '.d.ts')}`)
  if (types['/node_modules/kysely/dist/index.d.ts'] !== undefined) {
    types['/node_modules/kysely/package.json'] = JSON.stringify({ name: 'kysely', type: 'module', types: './dist/index.d.ts' })
  }
  return types
}

/** Runs the compiler unless nothing has changed since the last time; returns the folder. */
async function emitDeclarations(): Promise<string> {
  const out = join(cache, fingerprint(['src/engine', 'src/protocol', 'tsconfig.json']))
  if (existsSync(out)) return out
  // Another build may be at the same work: each writes a folder of its own and the last one to finish is kept.
  const part = join(root, `.cache/editor-types-${process.pid}`)
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const options = [
    '-p',
    'src/engine',
    '--noEmit',
    'false',
    '--declaration',
    '--emitDeclarationOnly',
    '--rootDir',
    '.',
    '--outDir',
    part,
  ]
  await promisify(execFile)(process.execPath, [tsc, ...options], { cwd: root }).catch((error: { stdout?: string }) => {
    // Declarations are written in spite of type errors; `npm test` is what refuses those.
    if (!existsSync(part)) throw new Error(`The editor's declarations could not be made:\n${error.stdout ?? error}`)
  })
  rmSync(cache, { recursive: true, force: true })
  mkdirSync(cache, { recursive: true })
  renameSync(part, out)
  return out
}

function fingerprint(paths: string[]): string {
  const hash = createHash('sha256')
  const visit = (path: string) => {
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name))
    else hash.update(path).update(readFileSync(path))
  }
  for (const path of paths) visit(join(root, path))
  return hash.digest('hex').slice(0, 16)
}

function* specifiers(text: string): Generator<string> {
  for (const match of text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) yield match[1]!
}

/** `./x` is `./x.d.ts` or `./x/index.d.ts`; `./x.js` is `./x.d.ts`. */
function declarationOf(path: string): string | null {
  const base = path.replace(/\.m?js$/, '')
  return [`${base}.d.ts`, join(base, 'index.d.ts')].find((file) => existsSync(file)) ?? null
}
