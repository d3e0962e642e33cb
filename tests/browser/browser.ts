import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, inject } from 'vitest'

let browser: Promise<Browser> | null = null

/**
 * Opens a page of the built site (`path` such as `#/play`) in a fresh context: storage of its own. Errors of the page are
 * collected in `errors`.
 */
export async function openSite(path = '', options: BrowserContextOptions = {}): Promise<{ page: Page; errors: string[] }> {
  return open(inject('baseUrl') + path, options)
}

/** Opens the page with nothing but the runner on it: `runner` and `Runner` are globals there. */
export async function openRunner(): Promise<{ page: Page; errors: string[] }> {
  return open(inject('runnerUrl'), {})
}

async function open(url: string, options: BrowserContextOptions): Promise<{ page: Page; errors: string[] }> {
  browser ??= chromium.connect(inject('browserEndpoint'))
  const context = await (await browser).newContext(options)
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  await page.goto(url)
  return { page, errors }
}

afterAll(async () => {
  await (await browser)?.close()
  browser = null
})
