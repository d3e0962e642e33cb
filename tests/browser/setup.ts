import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { build } from 'vite'
import type { TestProject } from 'vitest/node'
import { chromiumArgs, findChromium } from '../../scripts/chromium.mjs'
import { serve } from '../../scripts/server.mjs'
import { buildIfStale, dist, forProduction } from '../../scripts/site.mjs'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the built site. */
    baseUrl: string
    /** Address of a page with nothing but the runner on it (`tests/browser/site`), built as the site is. */
    runnerUrl: string
    /** Where the tests' one browser listens. */
    browserEndpoint: string
  }
}

/** One build, one server and one browser for all browser tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await buildIfStale({ quiet: true })
  const runnerSite = join(dist, `../.cache/sandbox-site-${process.pid}`)
  await forProduction(() =>
    build({
      configFile: 'tests/browser/site/vite.config.ts',
      logLevel: 'warn',
      build: { outDir: runnerSite, emptyOutDir: true },
    }),
  )
  const { executablePath, env } = await findChromium()
  const [site, runner, browser] = await Promise.all([
    serve(dist),
    serve(runnerSite),
    chromium.launchServer({ executablePath, env: env as Record<string, string>, chromiumSandbox: false, args: chromiumArgs }),
  ])
  project.provide('baseUrl', site.url)
  project.provide('runnerUrl', runner.url)
  project.provide('browserEndpoint', browser.wsEndpoint())
  return async () => {
    await browser.close()
    await Promise.all([site.close(), runner.close()])
    rmSync(runnerSite, { recursive: true, force: true })
  }
}
