// Finds a Chromium: CHROMIUM_PATH, one that is installed, or the one that comes with the packages (x64 Linux).
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const installed = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/snap/bin/chromium',
  ],
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  win32: ['C:/Program Files/Google/Chrome/Application/chrome.exe', 'C:/Program Files (x86)/Google/Chrome/Application/chrome.exe'],
}

/**
 * Finds a Chromium and whatever it needs of the environment.
 * @returns {Promise<{ executablePath: string, env: Record<string, string | undefined> }>}
 * @throws Error when there is none
 */
export async function findChromium() {
  const wanted = process.env.CHROMIUM_PATH
  if (wanted) {
    if (!existsSync(wanted)) throw new Error(`CHROMIUM_PATH names ${wanted}, which does not exist.`)
    return { executablePath: wanted, env: process.env }
  }
  const found = (installed[process.platform] ?? []).find((path) => existsSync(path))
  if (found) return { executablePath: found, env: process.env }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chromium was found. Install Chrome or Chromium, or set CHROMIUM_PATH to its program.')
  }
  const { default: chromium, inflate, setupLambdaEnvironment } = await import('@sparticuz/chromium')
  const executablePath = await chromium.executablePath()
  if (!starts(executablePath)) {
    // A bare machine lacks libraries that the package brings along.
    const bin = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '../bin')
    setupLambdaEnvironment(join(await inflate(join(bin, 'al2023.tar.br')), 'lib'))
  }
  return { executablePath, env: process.env }
}

/** Flags with which every test starts it: no sandbox of its own (containers), and no traffic of its own. */
export const chromiumArgs = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

function starts(path) {
  try {
    execFileSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 })
    return true
  } catch {
    return false
  }
}
