// npm run lint: formatting, rules and walls; with --write it repairs what can be repaired.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './ensure.mjs'

const args = process.argv.includes('--write') ? ['check', '--write'] : ['ci']
const { status } = spawnSync(join(root, 'node_modules/.bin/biome'), args, {
  cwd: root,
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
process.exitCode = status ?? 1
