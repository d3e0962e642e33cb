import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin, type Rolldown, transformWithOxc } from 'vite'
import { kyselyTrim } from './kysely-trim'

const virtual = 'virtual:sandbox'
const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url))
const wasmFile = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm-browser.wasm')

/**
 * What runs inside the sandbox, as files of the site: the frame (a page of its own with its own policy), the lab (one
 * classic script that the frame starts as a worker) and SQLite. `virtual:sandbox` gives their addresses.
 */
export function sandbox(): Plugin {
  let serving = false
  return {
    name: 'sandbox',
    configResolved(config) {
      serving = config.command === 'serve'
    },
    resolveId: (id) => (id === virtual ? `\0${virtual}` : null),
    async load(id) {
      if (id !== `\0${virtual}`) return null
      const files = {
        frame: 'sandbox-frame.html',
        lab: 'lab.js',
        kysely: 'kysely.js',
        seldom: 'seldom.js',
        web: 'web.js',
        migrate: 'migrate.js',
        wasm: 'sqlite.wasm',
      } as const
      if (serving)
        return Object.entries(files)
          .map(([name, file]) => `export const ${name}Url = '/@sandbox/${file}'`)
          .join('\n')
      const sources = {
        frame: await frame(),
        ...(await lab()),
        kysely: await kysely(),
        web: await web(),
        migrate: await migrate(),
        wasm: readFileSync(wasmFile),
      }
      return Object.entries(files)
        .map(([key, name]) => {
          const reference = this.emitFile({ type: 'asset', name, source: sources[key as keyof typeof sources] })
          return `export const ${key}Url = import.meta.ROLLUP_FILE_URL_${reference}`
        })
        .join('\n')
    },
    configureServer(server) {
      const bundles = new Map<string, Promise<string>>()
      let both: ReturnType<typeof lab> | null = null
      const labs = () => (both ??= lab())
      const once = (name: string, make: () => Promise<string>) => {
        if (!bundles.has(name)) bundles.set(name, make())
        return bundles.get(name)!
      }
      server.watcher.add([path('src/engine'), path('src/protocol')])
      server.watcher.on('change', (file) => {
        if (!/src\/(engine|protocol)\//.test(file)) return
        bundles.clear()
        both = null
      })
      const answers: Record<string, { type: string; body(): Promise<string | Buffer> }> = {
        '/@sandbox/sandbox-frame.html': { type: 'text/html', body: frame },
        '/@sandbox/lab.js': { type: 'text/javascript', body: async () => (await labs()).lab },
        '/@sandbox/seldom.js': { type: 'text/javascript', body: async () => (await labs()).seldom },
        '/@sandbox/kysely.js': { type: 'text/javascript', body: () => once('kysely', kysely) },
        '/@sandbox/web.js': { type: 'text/javascript', body: () => once('web', web) },
        '/@sandbox/migrate.js': { type: 'text/javascript', body: () => once('migrate', migrate) },
        '/@sandbox/sqlite.wasm': { type: 'application/wasm', body: async () => readFileSync(wasmFile) },
      }
      server.middlewares.use(async (request, response, next) => {
        const answer = answers[request.url?.split('?')[0] ?? '']
        if (answer === undefined) return next()
        try {
          const body = await answer.body()
          response.setHeader('content-type', answer.type)
          response.end(body)
        } catch (error) {
          next(error)
        }
      })
    },
  }
}

/** The frame's page: one inline script, which its policy allows by hash, and nothing from the network. */
async function frame(): Promise<string> {
  const source = readFileSync(path('src/page/runner/sandbox-frame.ts'), 'utf8')
  const { code } = await transformWithOxc(source, 'sandbox-frame.ts')
  const script = `(()=>{${code}})()`
  const hash = createHash('sha256').update(script).digest('base64')
  const policy = `default-src 'none'; script-src 'sha256-${hash}' 'wasm-unsafe-eval' blob:; worker-src blob:`
  return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><title>Sandbox</title></head><body><script>${script}</script></body></html>\n`
}

/** What the lab's script leaves to parts of their own: the file that imports it, the import, what stands in for it. */
const onDemand = [
  { importer: 'src/engine/schema/index.ts', source: './kysely', standIn: 'src/engine/lab/kysely-on-demand.ts' },
  { importer: 'src/engine/db/index.ts', source: '../web', standIn: 'src/engine/lab/web-on-demand.ts' },
  { importer: 'src/engine/db/index.ts', source: './flask', standIn: 'src/engine/lab/flask-on-demand.ts' },
]

/** Modules of the ORM that few programs use, with those that only they use: see `src/engine/db/seldom.ts`. */
const seldom = ['bulk', 'dynamic', 'eager', 'evaluate', 'execute', 'from-statement', 'merge', 'pagination', 'result'].map(
  (name) => path(`src/engine/orm/${name}.ts`),
)
const seldomEntry = path('src/engine/db/seldom.ts')

/**
 * The engine with the lab as one classic script, and the part with what is seldom used of it, which shares the script's
 * modules: they are one build of two files.
 */
async function lab(): Promise<{ lab: string; seldom: string }> {
  const isSeldom = (id: string) => id === seldomEntry || seldom.includes(id)
  const parts: Plugin = {
    name: 'parts-on-demand',
    resolveId: {
      order: 'pre',
      handler(source, importer) {
        if (importer === undefined) return null
        const part = onDemand.find((each) => each.source === source && path(each.importer) === importer)
        if (part !== undefined) return path(part.standIn)
        const isOrm = importer.startsWith(path('src/engine/orm/')) && !isSeldom(importer)
        return isOrm && seldom.includes(join(dirname(importer), `${source}.ts`))
          ? path('src/engine/lab/seldom-on-demand.ts')
          : null
      },
    },
  }
  const output = await classic({ lab: path('src/engine/lab/worker.ts'), seldom: seldomEntry }, 'cjs', [parts, kyselyTrim()], {
    codeSplitting: { groups: [{ name: 'shared', test: (id: string) => !isSeldom(id) }] },
  })
  const code = (name: string) => output.find((file) => file.fileName.startsWith(name))!.code
  return {
    lab: `(()=>{const exports=globalThis.$lab={};${code('shared')}})()`,
    seldom: `var $part={};((exports,require)=>{${code('seldom')}})($part,()=>globalThis.$lab)`,
  }
}

function kysely(): Promise<string> {
  return script('src/engine/schema/kysely.ts', '$part', [])
}

/** Views, forms and templates. */
function web(): Promise<string> {
  return script('src/engine/web/index.ts', '$part', [])
}

/** The `flask db` command line with all of the migrations. */
function migrate(): Promise<string> {
  return script('src/engine/db/flask.ts', '$part', [])
}

/** One classic script, which puts what the entry exports into a variable. */
async function script(entry: string, name: string, plugins: Plugin[]): Promise<string> {
  const [output] = await classic({ [name]: path(entry) }, 'iife', plugins, {})
  return output!.code
}

/** Builds what a worker evaluates. */
async function classic(entry: Record<string, string>, format: 'cjs' | 'iife', plugins: Plugin[], output: Rolldown.OutputOptions) {
  const result = await build({
    configFile: false,
    root: path('.'),
    logLevel: 'warn',
    publicDir: false,
    plugins,
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      lib: { entry, formats: [format], name: Object.keys(entry)[0]! },
      rolldownOptions: { output },
    },
  })
  const [built] = Array.isArray(result) ? result : [result]
  if (built === undefined || !('output' in built)) throw new Error(`${Object.values(entry).join()} did not build`)
  return built.output.filter((file) => file.type === 'chunk')
}
