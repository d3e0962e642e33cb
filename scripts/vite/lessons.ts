import { createHash } from 'node:crypto'
import { join, sep } from 'node:path'
import type { Plugin } from 'vite'
import { layDatabase } from './lay-database'
import { filesUnder, keepLessons, type Lessons, moreOf, pageOf, readLessons } from './read-lessons'

/** Where the files of the course stand in the site. */
const folder = 'assets/lessons'

/**
 * Serves the course to the page: each step, what its page needs later (`more/`), each playground template, and each kept
 * version (`past/`) is a file of its own, which the page finds by its name and one version for all of them. A list of the
 * files would stand before the first result, and grow with the course.
 */
export function lessons(): Plugin {
  let root = ''
  let serving = false
  let read: Lessons | null = null
  const course = () => {
    read ??= readLessons(root)
    return read
  }
  return {
    name: 'lessons',
    configResolved(config) {
      root = join(config.root, 'lessons')
      serving = config.command === 'serve'
    },
    buildStart() {
      read = null
      for (const file of filesUnder(root)) this.addWatchFile(file)
      if (process.env.KEEP_LESSONS) keepLessons(root, course())
    },
    configureServer(server) {
      server.watcher.add(root)
      server.watcher.on('all', (_, path) => {
        if (!path.startsWith(root + sep)) return
        read = null
        server.moduleGraph.invalidateAll()
        server.ws.send({ type: 'full-reload' })
      })
      server.middlewares.use(async (request, response, next) => {
        const name = new RegExp(`^/${folder}/(.+)\\.dev\\.json$`).exec(request.url?.split('?')[0] ?? '')?.[1]
        if (name === undefined) return next()
        try {
          const found = (await courseFiles(course())).get(name)
          response.statusCode = found === undefined ? 404 : 200
          response.setHeader('content-type', 'application/json')
          response.end(found ?? 'null')
        } catch (error) {
          next(error)
        }
      })
    },
    resolveId: (id) => (id === 'virtual:lessons' || id === 'virtual:lessons-map' ? `\0${id}` : null),
    async load(id) {
      if (id === '\0virtual:lessons-map') return mapModule(course())
      if (id !== '\0virtual:lessons') return null
      let version = 'dev'
      if (!serving) {
        const files = await courseFiles(course())
        version = versionOf(files)
        for (const [name, source] of files)
          this.emitFile({ type: 'asset', fileName: `${folder}/${name}.${version}.json`, source })
      }
      const templates = course().starters.map(({ id, title }) => ({ id, title }))
      return `export const folder = ${JSON.stringify(folder)}\nexport const version = ${JSON.stringify(version)}\nexport const templates = ${JSON.stringify(templates)}`
    },
  }
}

/** The files of the course by name, as JSON. */
export async function courseFiles({ steps, starters, home, past }: Lessons): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const step of steps) {
    await layDatabase(step)
    files.set(step.id, JSON.stringify(pageOf(step)))
    files.set(`more/${step.id}`, JSON.stringify(moreOf(step)))
  }
  for (const starter of [...starters, home]) files.set(starter.id, JSON.stringify(starter))
  for (const [base, kept] of Object.entries(past)) files.set(`past/${base}`, JSON.stringify(kept))
  return files
}

function versionOf(files: Map<string, string>): string {
  const hash = createHash('sha256')
  for (const [name, text] of files) hash.update(`${name}\n${text}\n`)
  return hash.digest('hex').slice(0, 8)
}

function mapModule({ modules, starters }: Lessons): string {
  const templates = starters.map(({ id, title, about }) => ({ id, title, about }))
  return `export const modules = ${JSON.stringify(modules)}\nexport const templates = ${JSON.stringify(templates)}`
}
