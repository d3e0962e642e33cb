import { join, sep } from 'node:path'
import type { Plugin } from 'vite'
import { layDatabase } from './lay-database'
import { filesUnder, keepLessons, type Lessons, moreOf, pageOf, readLessons } from './read-lessons'

/**
 * Serves the course to the page: each step, what its page needs later (`more/`), and each playground template is a module
 * of its own, which one of the `indexes` imports on demand.
 */
export function lessons(): Plugin {
  const prefix = 'virtual:lessons/'
  let root = ''
  let read: Lessons | null = null
  const course = () => {
    read ??= readLessons(root)
    return read
  }
  return {
    name: 'lessons',
    configResolved(config) {
      root = join(config.root, 'lessons')
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
    },
    resolveId(id) {
      return id in indexes || id.startsWith(prefix) ? `\0${id}` : null
    },
    async load(id) {
      const index = indexes[id.slice(1)]
      if (index) return index(course(), prefix)
      if (!id.startsWith(`\0${prefix}`)) return null
      const name = id.slice(prefix.length + 1)
      const { steps, starters, home, past } = course()
      const written = steps.find((s) => s.id === name.replace(/^more\//, ''))
      if (written) await layDatabase(written)
      const found = name.startsWith('past/')
        ? past[name.slice(5)]
        : written
          ? name.startsWith('more/')
            ? moreOf(written)
            : pageOf(written)
          : [...starters, home].find((s) => s.id === name)
      return found ? `export default ${JSON.stringify(found)}` : null
    },
  }
}

/** What the page imports by these names. The map and what comes later are apart, so that a step's page need not load them. */
const indexes: Record<string, (lessons: Lessons, prefix: string) => string> = {
  'virtual:lessons': startModule,
  'virtual:lessons-map': ({ modules, starters }) =>
    [
      `export const modules = ${JSON.stringify(modules)}`,
      `export const templates = ${JSON.stringify(starters.map(({ id, title, about }) => ({ id, title, about })))}`,
    ].join('\n'),
  'virtual:lessons-more': ({ steps }, prefix) =>
    `export const more = ${loaders(
      steps.map((s) => s.id),
      `${prefix}more/`,
    )}`,
}

function startModule({ steps, starters, home, past }: Lessons, prefix: string): string {
  const current = [...steps, ...starters].map((s) => s.base)
  const gone = Object.keys(past).filter((base) => !current.includes(base))
  const ids = (all: { id: string }[]) => all.map(({ id }) => id)
  return [
    `export const templates = ${JSON.stringify(starters.map(({ id, title }) => ({ id, title })))}`,
    `export const steps = ${loaders(ids(steps), prefix)}`,
    `export const starters = ${loaders(ids([...starters, home]), prefix)}`,
    `export const past = ${loaders(gone, `${prefix}past/`)}`,
  ].join('\n')
}

/** An object of functions that load the module of each name. */
function loaders(names: string[], prefix: string): string {
  return `{${names.map((name) => `${JSON.stringify(name)}: () => import(${JSON.stringify(prefix + name)})`).join(',')}}`
}
