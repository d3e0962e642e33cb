import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, inject } from 'vitest'

let browser: Promise<Browser> | null = null

/** Opens the page with nothing but the runner on it: `runner` and `Runner` are globals there. */
export async function openRunner(): Promise<{ page: Page; errors: string[] }> {
  return openPage(inject('runnerUrl'))
}

/**
 * Opens an address in a fresh context, with storage of its own. Errors of the page are collected in `errors`.
 * @param onRequest is told of every address that the page asks for
 */
export async function openPage(
  url: string,
  options: BrowserContextOptions = {},
  onRequest: (url: string) => void = () => {},
): Promise<{ page: Page; errors: string[] }> {
  browser ??= chromium.connect(inject('browserEndpoint'))
  const context = await (await browser).newContext(options)
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('request', (request) => onRequest(request.url()))
  await page.goto(url)
  return { page, errors }
}

afterAll(async () => {
  await (await browser)?.close()
  browser = null
})
