// npm run lock, after adding a package: npm writes only this machine's platform packages into the lock file when the
// others cannot be looked up, and then `npm ci` refuses the file everywhere. This adds what is missing.
import { readFileSync, writeFileSync } from 'node:fs'
import { root } from './ensure.mjs'

const file = `${root}package-lock.json`
const systems = ['darwin', 'win32', 'android', 'freebsd', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'aix', 'linux']
const processors = ['arm64', 'riscv64', 's390x', 'ppc64', 'loong64', 'mips64el', 'wasm32', 'ia32', 'x64', 'arm']

/** Optional packages that others name and the lock file lacks: `[path, version, dev]`. */
export function missingOptional(lock) {
  const missing = []
  for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const known = lock.packages[`${path}/node_modules/${name}`] ?? lock.packages[`node_modules/${name}`]
      if (known === undefined && /^\d/.test(version)) missing.push({ name, version, dev })
    }
  }
  return missing
}

/** Adds an entry for each. What a package runs on is read from its name, as it is spelled for every such package. */
function complete(lock) {
  for (const { name, version, dev } of missingOptional(lock)) {
    const cpu = processors.find((processor) => name.includes(processor))
    const os = systems.find((system) => name.includes(system))
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(cpu && { cpu: [cpu] }),
      ...(dev && { dev }),
      ...(os === 'linux' && { libc: [name.includes('musl') ? 'musl' : 'glibc'] }),
      optional: true,
      ...(os && { os: [os] }),
    }
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
}

if (process.argv[1]?.endsWith('lock.mjs')) {
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const count = missingOptional(lock).length
  complete(lock)
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(`${count} platform packages added to the lock file.`)
}
