import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { BrowserContext, Page } from 'playwright-core'
import { useBrowser } from './step-support'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds wrong on a page that lets it in. */
export async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    type Axe = { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    const { violations } = await (window as unknown as { axe: Axe }).axe.run()
    return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 200)).join(' | ')}`)
  })
}

/** A browser for these tests, and the playground with its panel open in it. */
export function useMigrations() {
  const { visit, profile } = useBrowser()
  /** The playground whose database is made by migrations, with its panel open. */
  async function open(known?: BrowserContext): Promise<Page> {
    const page = await visit('#/play/flasky-migrations', known)
    page.setDefaultTimeout(8000)
    await page.getByRole('tab', { name: 'Migrations' }).click()
    await page.getByLabel('flask command line').waitFor()
    return page
  }
  return { visit, profile, open }
}

/** Types a line and waits for its end; gives what it printed. */
export async function flask(page: Page, line: string): Promise<string> {
  const before = await page.locator('migrations-panel .typed').count()
  const input = page.getByLabel('flask command line')
  await input.fill(line)
  await input.press('Enter')
  return answered(page, before + 1)
}

/** Waits for the end of the line that is the nth of those typed. */
export async function answered(page: Page, nth: number): Promise<string> {
  await page.waitForFunction(
    (nth) =>
      document.querySelectorAll('migrations-panel .typed').length === nth &&
      !document.querySelector('flask-line input')?.hasAttribute('readonly'),
    nth,
  )
  return page.evaluate(() => {
    let text = ''
    for (
      let next = [...document.querySelectorAll('migrations-panel .typed')].at(-1)?.nextElementSibling;
      next;
      next = next.nextElementSibling
    )
      text += next.textContent
    return text
  })
}

/** Changes files as if they were typed into their cells. */
export async function edit(page: Page, file: string, from: string | RegExp, to: string): Promise<void> {
  const { source, flags } = typeof from === 'string' ? { source: from.replace(/[()'.]/g, '\\$&'), flags: '' } : from
  await page.evaluate(
    ([file, source, flags, to]) => {
      const workbench = document.querySelector('backref-workbench') as unknown as {
        currentFiles: { name: string; text: string }[]
        setFiles(files: { name: string; text: string }[]): void
      }
      const pattern = new RegExp(source!, flags)
      workbench.setFiles(workbench.currentFiles.map((f) => (f.name === file ? { ...f, text: f.text.replace(pattern, to!) } : f)))
    },
    [file, source, flags, to],
  )
}

export async function run(page: Page): Promise<void> {
  await page.evaluate(() => (document.querySelector('backref-workbench') as unknown as { run(): Promise<void> }).run())
}

export const script = (page: Page, message: string) => page.locator('.graph li', { hasText: message })

/** Tables as the Tables panel has them, with the number of their rows. */
export async function tables(page: Page): Promise<string[]> {
  const headings = await page.locator('tables-panel h2').allTextContents()
  return headings.map((text) => /^\s*(\w+)\s+([\d,]+ rows?)/.exec(text)!.slice(1).join(' '))
}
