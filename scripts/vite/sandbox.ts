import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build, type Plugin, transformWithOxc } from 'vite'
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
        lab: await lab(),
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
      const once = (name: string, make: () => Promise<string>) => {
        if (!bundles.has(name)) bundles.set(name, make())
        return bundles.get(name)!
      }
      server.watcher.add([path('src/engine'), path('src/protocol')])
      server.watcher.on('change', (file) => {
        if (/src\/(engine|protocol)\//.test(file)) bundles.clear()
      })
      const answers: Record<string, { type: string; body(): Promise<string | Buffer> }> = {
        '/@sandbox/sandbox-frame.html': { type: 'text/html', body: frame },
        '/@sandbox/lab.js': { type: 'text/javascript', body: () => once('lab', lab) },
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

/** The engine with the lab as one classic script. */
function lab(): Promise<string> {
  const parts: Plugin = {
    name: 'parts-on-demand',
    resolveId: {
      order: 'pre',
      handler(source, importer) {
        const part = onDemand.find((each) => each.source === source && path(each.importer) === importer)
        return part === undefined ? null : path(part.standIn)
      },
    },
  }
  return script('src/engine/lab/worker.ts', 'lab', [parts, kyselyTrim()])
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
      lib: { entry: path(entry), formats: ['iife'], name, fileName: name },
    },
  })
  const [output] = Array.isArray(result) ? result : [result]
  if (output === undefined || !('output' in output)) throw new Error(`${entry} did not build`)
  return output.output[0].code
}
