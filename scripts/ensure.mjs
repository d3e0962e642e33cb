// Installs the packages when they are missing. Imported first by every command, so it uses nothing but Node itself.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Backref needs Node 20.19 or newer; this is ${process.version}.`)
  process.exit(1)
}

const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const missing = Object.keys({ ...dependencies, ...devDependencies }).filter(
  (name) => !existsSync(join(root, 'node_modules', name)),
)
if (missing.length > 0) {
  console.log(`Installing packages (${missing.length} missing) ...`)
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) {
    console.error('The packages could not be installed: see above. A connection to the package registry is needed once.')
    process.exit(1)
  }
}
process.chdir(root)
// Vite announces that a later version will read its configuration otherwise; that is for the day of the update.
process.env.VITE_CONFIG_NATIVE_IGNORE_WARNING = 'true'
