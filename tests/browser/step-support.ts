import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'

/** The step that the tests use. */
export const stepAddress = '#/learn/relationships/one-role-many-users'

/** Monaco's TypeScript worker rejects a question about a file that was closed meanwhile; nobody waits for the answer. */
const closedWhileAsked = /^Could not find source file: 'file:\/\/\//

/**
 * A browser for the tests of one file, closed after them.
 * @returns `visit` opens an address of the built site, in a browser profile of its own or in a given one
 */
export function useBrowser() {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.connect(inject('browserEndpoint'))
  })
  afterAll(() => browser.close())
  const thrown: string[] = []
  afterEach(() => expect(thrown.splice(0), 'errors that the page threw').toEqual([]))
  const profile = (options: BrowserContextOptions = {}) =>
    browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
  return {
    profile,
    async visit(hash: string, known?: BrowserContext, options?: BrowserContextOptions): Promise<Page> {
      const context = known ?? (await profile(options))
      const page = await context.newPage()
      page.on('pageerror', (error) => {
        if (!closedWhileAsked.test(error.message)) thrown.push(error.stack || `${error.name}: ${error.message}`)
      })
      await page.goto(inject('baseUrl') + hash)
      return page
    },
  }
}

/** Goes to another address without loading the page again. */
export async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate((next) => {
    location.hash = next
  }, hash)
}

/** Puts a text into the query cell as if it were typed there. */
export async function type(page: Page, text: string): Promise<void> {
  await page.waitForFunction(() => document.querySelector('backref-workbench code-cell'))
  await page.evaluate((text) => {
    const cell = document.querySelector('#cell-query\\.ts')
    cell?.dispatchEvent(new CustomEvent('cell-input', { detail: { file: 'query.ts', text }, bubbles: true }))
  }, text)
}

/** Puts a text into a file as if it were typed there. */
export async function put(page: Page, { name, text }: { name: string; text: string }): Promise<void> {
  await page.waitForFunction(() => document.querySelector('backref-workbench code-cell'))
  await page.evaluate(
    ([name, text]) => {
      const workbench = document.querySelector('backref-workbench') as unknown as {
        currentFiles: { name: string; text: string }[]
        setFiles(files: { name: string; text: string }[]): void
      }
      workbench.setFiles(workbench.currentFiles.map((f) => (f.name === name ? { name, text: text ?? '' } : f)))
    },
    [name, text],
  )
}

/** The query cell's text as the workbench has it. */
export function typed(page: Page): Promise<string> {
  return page.evaluate(() => {
    const workbench = document.querySelector('backref-workbench') as unknown as { currentFiles: { name: string; text: string }[] }
    return workbench?.currentFiles.find((f) => f.name === 'query.ts')?.text ?? ''
  })
}

/** Waits until the page shows a text. */
export function shows(page: Page, text: string | RegExp): Promise<void> {
  return page.getByText(text).first().waitFor()
}

/** Waits until a finished run has been judged. */
export function hasRun(page: Page): Promise<unknown> {
  return page.waitForFunction(() => performance.getEntriesByName('backref:result').length > 0)
}
