import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { readLessons } from '../../scripts/vite/read-lessons'
import { hasRun, put, shows, useBrowser } from './step-support'

const { visit, profile } = useBrowser()
const { steps } = readLessons('lessons')
const stepOf = (id: string) => steps.find((step) => step.id === id)!

/** Which goals are ticked. */
const ticks = (page: Page) => page.locator('.goal li').evaluateAll((all) => all.map((li) => li.classList.contains('met')))

/** Types a line into the Migrations panel and waits for its end. */
async function flask(page: Page, line: string): Promise<void> {
  const before = await page.locator('migrations-panel .typed').count()
  const input = page.getByLabel('flask command line')
  await input.fill(line)
  await input.press('Enter')
  await page.waitForFunction(
    (n) =>
      document.querySelectorAll('migrations-panel .typed').length > n && !document.querySelector('flask-line input[readonly]'),
    before,
  )
}

describe('a step with requests', () => {
  const step = stepOf('application/look-up-or-insert')

  test('has the browser open, and its goals are judged after each form that is sent', async () => {
    const page = await visit(`#/learn/${step.id}`)
    await hasRun(page)
    const form = page.frameLocator('iframe.browser-page')
    const send = async (name: string) => {
      await form.getByLabel('What is your name?').fill(name)
      await form.getByRole('button', { name: 'Submit' }).click()
    }
    await send('susan')
    await expect.poll(() => page.locator('.browser-requests .request').count(), { timeout: 15_000 }).toBe(2)
    expect(await ticks(page)).toEqual([false, false, false])
    for (const file of step.solution) await put(page, file)
    await page.keyboard.press('Control+Enter')
    await form.getByText('Hello, Stranger!').waitFor()
    await send('susan')
    await expect.poll(() => ticks(page), { timeout: 15_000 }).toEqual([false, true, true])
    await send('susan')
    await expect.poll(() => ticks(page), { timeout: 15_000 }).toEqual([true, true, true])
    await shows(page, 'All done.')
    await page.context().close()
  })

  test('foretells what requests will do', async () => {
    const page = await visit(`#/learn/${step.id}`)
    const ask = page.getByRole('region', { name: 'Predict' })
    await ask.getByRole('button', { name: '2', exact: true }).click()
    await ask.getByText(`The run says: ${step.predict!.answer}.`).waitFor()
    await page.context().close()
  })
})

describe('the shell', () => {
  test('of a step about it answers; that of another step is for trying things out', async () => {
    const say = async (page: Page, line: string) => {
      const before = await page.locator('shell-panel .entry').count()
      await page.locator('shell-prompt').locator('textarea, input').first().fill(line)
      await page.keyboard.press('Enter')
      await page.waitForFunction((n) => document.querySelectorAll('shell-panel .entry').length > n, before)
    }
    const step = stepOf('application/a-shell-that-imports')
    const page = await visit(`#/learn/${step.id}`)
    await hasRun(page)
    await page.getByRole('tab', { name: 'Shell', selected: true }).waitFor()
    await say(page, 'app')
    await expect.poll(() => ticks(page), { timeout: 15_000 }).toEqual([true, false])
    await page.context().close()

    const other = stepOf('application/look-up-or-insert')
    const second = await visit(`#/learn/${other.id}`)
    await hasRun(second)
    await second.getByRole('tab', { name: 'Shell' }).click()
    await say(second, "db.session.add(new User({ username: 'susan' })); db.session.commit()")
    await second.waitForTimeout(1000)
    expect(await ticks(second)).toEqual([false, false, false])
    await second.context().close()
  }, 60_000)
})

describe('a step with migrations', () => {
  const step = stepOf('migrations/two-functions')
  const [script] = step.solution

  test('begins with its database, and its goals are judged after each line', async () => {
    const context = await profile()
    const page = await visit(`#/learn/${step.id}`, context)
    page.setDefaultTimeout(15_000)
    await hasRun(page)
    await page.getByRole('tab', { name: 'Migrations', selected: true }).waitFor()
    await page.getByRole('tab', { name: 'add_age.ts', selected: true }).waitFor()
    await page.locator('.revisions li', { hasText: 'initial migration' }).getByText('database is here').waitFor()
    // Running what only reads is no draft.
    expect(await page.locator('.state.saved').count()).toBe(0)

    await flask(page, 'flask db upgrade')
    await expect.poll(() => ticks(page), { timeout: 15_000 }).toEqual([true, false, true])
    await shows(page, 'You have not gone back yet')
    await put(page, script!)
    await flask(page, 'flask db downgrade')
    await expect.poll(() => ticks(page), { timeout: 15_000 }).toEqual([true, true, false])

    // Tomorrow, the lines that were typed still count.
    await page.getByText('saved').waitFor()
    await page.close()
    const later = await visit(`#/learn/${step.id}`, context)
    later.setDefaultTimeout(15_000)
    await flask(later, 'flask db upgrade')
    await expect.poll(() => ticks(later), { timeout: 15_000 }).toEqual([true, true, true])
    await shows(later, 'All done.')

    await later.getByRole('button', { name: 'Start fresh' }).click()
    await later.getByRole('button', { name: 'Both' }).click()
    await expect.poll(() => ticks(later), { timeout: 15_000 }).toEqual([false, false, false])
    await later.locator('.revisions li', { hasText: 'initial migration' }).getByText('database is here').waitFor()
    await later.getByRole('button', { name: 'Bring' }).click()
    await later.getByText('saved').waitFor()
    await flask(later, 'flask db current')
    await shows(later, '9b1d7f02c5e4 (head)')
    await context.close()
  }, 90_000)
})
