// npm start: builds the site when needed, serves it compressed, prints its address and opens it where there is a screen.
import './ensure.mjs'
import { spawn } from 'node:child_process'

const { buildIfStale, dist } = await import('./site.mjs')
const { precompress, serve } = await import('./server.mjs')

console.log('Building the site (only when something has changed) ...')
await buildIfStale({ quiet: true })

const wanted = Number(process.env.PORT ?? 4173)
const server = await serve(dist, { port: wanted }).catch((error) => {
  if (error.code !== 'EADDRINUSE') throw error
  return serve(dist)
})
console.log(`\n  Backref is at ${server.url}\n\n  Ctrl-C ends it. The folder dist can be put on any static host as it is.\n`)
open(server.url)
await precompress(dist)

function open(url) {
  if (process.env.CI || process.env.NO_OPEN || !process.stdout.isTTY) return
  const [command, ...args] = { darwin: ['open', url], win32: ['cmd', '/c', 'start', '', url] }[process.platform] ?? [
    'xdg-open',
    url,
  ]
  if (command === 'xdg-open' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref()
}
