import { join, sep } from 'node:path'
import type { Plugin } from 'vite'
import { filesUnder, keepLessons, type Lessons, moreOf, pageOf, readLessons } from './read-lessons'

/**
 * Serves the course to the page: `virtual:lessons` is its index; each step, what its page needs later (`more/`), and each
 * playground template is a module of its own that the index imports on demand.
 */
export function lessons(): Plugin {
  const index = 'virtual:lessons'
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
      return id === index || id.startsWith(prefix) ? `\0${id}` : null
    },
    load(id) {
      if (id === `\0${index}`) return indexModule(course(), prefix)
      if (!id.startsWith(`\0${prefix}`)) return null
      const name = id.slice(prefix.length + 1)
      const { steps, starters, home, past } = course()
      const written = steps.find((s) => s.id === name.replace(/^more\//, ''))
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

function indexModule({ modules, steps, starters, home, past }: Lessons, prefix: string): string {
  const loader = (id: string) => `${JSON.stringify(id)}: () => import(${JSON.stringify(prefix + id)})`
  const current = [...steps, ...starters].map((s) => s.base)
  const gone = Object.keys(past).filter((base) => !current.includes(base))
  return [
    `export const modules = ${JSON.stringify(modules)}`,
    `export const templates = ${JSON.stringify(starters.map(({ id, title }) => ({ id, title })))}`,
    `export const steps = {${steps.map((s) => loader(s.id)).join(',')}}`,
    `export const more = {${steps.map(({ id }) => `${JSON.stringify(id)}: () => import(${JSON.stringify(`${prefix}more/${id}`)})`).join(',')}}`,
    `export const starters = {${[...starters, home].map((s) => loader(s.id)).join(',')}}`,
    `export const past = {${gone.map((base) => `${JSON.stringify(base)}: () => import(${JSON.stringify(`${prefix}past/${base}`)})`).join(',')}}`,
  ].join('\n')
}
