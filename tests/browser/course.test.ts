import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasRun, shows, useBrowser } from './step-support'

const { visit, profile } = useBrowser()
const address = '#/learn/models/defaults'
const folder = 'lessons/02-models/04-defaults'
const file = (name: string) => readFileSync(`${folder}/${name}`, 'utf8')

/** Puts a text into a file of the step as if it were typed there, and runs. */
async function run(page: Page, name: string, text: string): Promise<void> {
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
  await page.keyboard.press('Control+Enter')
}

const covered = (page: Page) => page.locator('backref-workbench[data-holding]').count()

describe('a step from its first line to its last', () => {
  test('asks first, grades by the run, names what went wrong, and tells the rest after success', async () => {
    const context = await profile()
    const page = await visit(address, context)
    await hasRun(page)
    const ask = page.getByRole('region', { name: 'Predict' })
    await ask.getByRole('button', { name: 'NULL' }).waitFor()
    expect(await covered(page)).toBe(1)
    expect(await page.locator('backref-workbench > .right').getAttribute('inert')).toBe('')
    expect(await page.locator('.goal li.met').count()).toBe(0)
    await ask.getByRole('button', { name: '0', exact: true }).click()
    await ask.getByText('The run says: NULL.').waitFor()
    expect(await covered(page)).toBe(0)
    await expect.poll(() => page.locator('.goal li.met').count()).toBe(1)

    await run(page, 'models.ts', file('wrong/not-null/models.ts'))
    await shows(page, /forbidding NULL does not supply another value/)
    await run(page, 'models.ts', file('models.ts'))
    await page.getByText(/forbidding NULL/).waitFor({ state: 'detached' })
    await run(page, 'models.ts', file('solution/models.ts'))
    await shows(page, 'All done.')
    await shows(page, /is kept by the session/)
    await page.getByRole('tab', { name: 'In Flask-SQLAlchemy' }).click()
    await shows(page, '# applied by SQLAlchemy:')
    await page.locator('.goal').getByRole('link', { name: 'A readable name' }).click()
    await page.getByRole('heading', { name: 'A readable name' }).waitFor()
    await page.goBack()
    await ask.getByText('The run says: NULL.').waitFor()
    expect(await covered(page)).toBe(0)
    await context.close()
  })

  test('can be looked at without a prediction, and one’s own code is never covered', async () => {
    const page = await visit(address)
    await page.getByRole('button', { name: 'Show me' }).click()
    await shows(page, 'It is: NULL.')
    expect(await covered(page)).toBe(0)
    const other = await visit(address)
    await hasRun(other)
    await run(other, 'query.ts', 'db.createAll()')
    await expect.poll(() => covered(other)).toBe(0)
    await page.context().close()
    await other.context().close()
  })

  test('is done by keyboard alone', async () => {
    const page = await visit(address)
    await page.getByRole('button', { name: 'Show me' }).waitFor()
    /** Presses a key until what has the focus fits. */
    const until = async (key: string, fits: (element: Element) => boolean) => {
      for (let i = 0; i < 60; i += 1) {
        await page.keyboard.press(key)
        if (await page.evaluate(`(${fits})(document.activeElement)`)) return
      }
      throw new Error(`${key} never leads there`)
    }
    await until('Tab', (e) => e.textContent?.trim() === 'NULL')
    await page.keyboard.press('Enter')
    await shows(page, 'You saw it coming.')
    await until('Tab', (e) => e.closest('code-cell')?.id === 'cell-models.ts')
    await page.keyboard.press('Control+Home')
    for (let i = 0; i < 10; i += 1) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('End')
    for (let i = 0; i < 19; i += 1) await page.keyboard.press('Backspace')
    await page.keyboard.insertText("{ serverDefault: '0' }),")
    await page.keyboard.press('Control+Enter')
    await shows(page, 'All done.')
    await page.keyboard.press('Escape')
    await until('Shift+Tab', (e) => e.matches('.goal a[rel=next]'))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'A readable name' }).waitFor()
    await page.context().close()
  })

  test('works on a small screen, calmly where that is asked for', async () => {
    const page = await visit(address, undefined, { viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' })
    await page.getByRole('button', { name: 'NULL' }).click()
    await shows(page, 'You saw it coming.')
    await page.getByRole('tab', { name: 'Code' }).click()
    await run(page, 'models.ts', file('solution/models.ts'))
    await page.getByRole('tab', { name: 'Text' }).click()
    await shows(page, 'All done.')
    expect(await page.evaluate(() => getComputedStyle(document.querySelector('.goal')!).animationName)).toBe('none')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await page.context().close()
  })
})
