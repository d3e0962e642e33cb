// Builds the site into dist when its sources have changed since the last time.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './ensure.mjs'

const sources = ['src', 'lessons', 'public', 'index.html', 'vite.config.ts', 'scripts/vite', 'package-lock.json', 'tsconfig.json']
const stamp = join(root, '.cache/built')

/** The built site's folder. */
export const dist = join(root, 'dist')

/** Builds the site. @throws Error when it does not build */
export async function buildSite({ quiet = false } = {}) {
  const { build } = await import('vite')
  const before = fingerprint()
  // Built beside and then put in place: whoever serves dist meanwhile has a whole site at any time.
  const outDir = join(root, `.cache/dist-${process.pid}`)
  const old = `${outDir}-old`
  await forProduction(() => build({ root, logLevel: quiet ? 'warn' : 'info', build: { outDir, emptyOutDir: true } }))
  if (existsSync(dist)) renameSync(dist, old)
  renameSync(outDir, dist)
  rmSync(old, { recursive: true, force: true })
  mkdirSync(join(root, '.cache'), { recursive: true })
  writeFileSync(stamp, before)
}

/** Test runners set NODE_ENV, and packages such as Lit then come with their development checks. */
export async function forProduction(work) {
  const { NODE_ENV } = process.env
  process.env.NODE_ENV = 'production'
  try {
    return await work()
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = NODE_ENV
  }
}

/** Builds the site unless it is up to date; tells whether it had to. */
export async function buildIfStale(options) {
  if (existsSync(join(dist, 'index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint()) return false
  await buildSite(options)
  return true
}

function fingerprint() {
  const hash = createHash('sha256')
  const visit = (path) => {
    if (!existsSync(path)) return
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name))
    else hash.update(path.slice(root.length)).update(readFileSync(path))
  }
  for (const source of sources) visit(join(root, source))
  return hash.digest('hex')
}
