import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { readLessons } from '../../scripts/vite/read-lessons'
import type { LessonFile } from '../../src/page/course/step'
import { plainText } from '../lessons/texts'
import { hasRun, put, shows, useBrowser } from './step-support'

const { visit, profile } = useBrowser()
const { steps } = readLessons('lessons')
const at = steps.findIndex(({ id }) => id === 'models/defaults')
const [step, after] = [steps[at]!, steps[at + 1]!]
const address = `#/learn/${step.id}`
const { answer, options } = step.predict!
const other = options.find(({ value }) => value !== answer)!.value
const [wrong] = step.wrong
const [changed] = step.solution
/** What a text in HTML says first, without its marks. */
const begins = (html: string) => plainText(html).slice(0, 30)

/** Puts a text into a file of the step, and runs. */
async function run(page: Page, file: LessonFile): Promise<void> {
  await put(page, file)
  await page.keyboard.press('Control+Enter')
}

const covered = (page: Page) => page.locator('backref-workbench[data-holding]').count()

describe('a step from its first line to its last', () => {
  test('asks first, grades by the run, names what went wrong, and tells the rest after success', async () => {
    const context = await profile()
    const page = await visit(address, context)
    await hasRun(page)
    const ask = page.getByRole('region', { name: 'Predict' })
    await ask.getByRole('button', { name: answer, exact: true }).waitFor()
    expect(await covered(page)).toBe(1)
    expect(await page.locator('backref-workbench > .right').getAttribute('inert')).toBe('')
    await ask.getByRole('button', { name: other, exact: true }).click()
    await ask.getByText(`The run says: ${answer}.`).waitFor()
    expect(await covered(page)).toBe(0)

    await run(page, wrong!.files.find(({ name }) => name === changed!.name)!)
    await expect.poll(() => page.locator('.named').textContent(), { timeout: 10_000 }).toContain(begins(wrong!.says))
    await run(page, step.files.find(({ name }) => name === changed!.name)!)
    await page.locator('.named').waitFor({ state: 'detached' })
    await run(page, changed!)
    await shows(page, 'All done.')
    await expect.poll(() => page.locator('.after[open]').textContent(), { timeout: 10_000 }).toContain(begins(step.explain))
    await page.getByRole('tab', { name: 'In Flask-SQLAlchemy' }).click()
    await page.getByRole('tabpanel', { name: 'In Flask-SQLAlchemy' }).waitFor()
    await page.locator('.goal').getByRole('link', { name: after.title }).click()
    await page.getByRole('heading', { name: after.title }).waitFor()
    await page.goBack()
    await ask.getByText(`The run says: ${answer}.`).waitFor()
    expect(await covered(page)).toBe(0)
    await context.close()
  })

  test('can be looked at without a prediction, and one’s own code is never covered', async () => {
    const page = await visit(address)
    await page.getByRole('button', { name: 'Show me' }).click()
    await shows(page, `It is: ${answer}.`)
    expect(await covered(page)).toBe(0)
    await page.context().close()
    const second = await visit(address)
    await hasRun(second)
    await run(second, { name: 'query.ts', text: 'db.createAll()' })
    await expect.poll(() => covered(second)).toBe(0)
    await second.context().close()
  })

  test('is done by keyboard alone', async () => {
    const page = await visit(address)
    await page.getByRole('button', { name: 'Show me' }).waitFor()
    /** Presses a key until what has the focus fits. */
    const until = async (key: string, fits: string) => {
      for (let i = 0; i < 60; i += 1) {
        await page.keyboard.press(key)
        if (await page.evaluate((selector) => document.activeElement?.closest(selector) !== null, fits)) return
      }
      throw new Error(`${key} never leads to ${fits}`)
    }
    await until('Tab', '.predict .options button')
    for (let i = 0; i < options.findIndex(({ value }) => value === answer); i += 1) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await shows(page, 'You saw it coming.')
    await page.waitForFunction(() => performance.getEntriesByName('backref:editor').length > 0)
    await until('Tab', `code-cell[aria-label="${changed!.name}"]`)
    await page.keyboard.press('Control+A')
    // On one line, because the editor would indent each further one.
    await page.keyboard.insertText(changed!.text.replaceAll('\n', ' '))
    await page.keyboard.press('Control+Enter')
    await shows(page, 'All done.')
    await page.keyboard.press('Escape')
    await until('Shift+Tab', '.goal a[rel=next]')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: after.title }).waitFor()
    await page.context().close()
  }, 90_000)

  test('works on a small screen, calmly where that is asked for', async () => {
    const page = await visit(address, undefined, { viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' })
    await page.getByRole('button', { name: answer, exact: true }).click()
    await shows(page, 'You saw it coming.')
    await page.getByRole('tab', { name: 'Code' }).click()
    await run(page, changed!)
    await page.getByRole('tab', { name: 'Text' }).click()
    await shows(page, 'All done.')
    expect(await page.evaluate(() => getComputedStyle(document.querySelector('.goal')!).animationName)).toBe('none')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await page.context().close()
  })
})

test('a demo goes through the moments of the first run, and ends where it began', async () => {
  const page = await visit('#/learn/orientation/tables-you-can-touch', undefined, { reducedMotion: 'reduce' })
  const where = page.locator('.status .where')
  await page.getByRole('button', { name: 'See it happen' }).click()
  await shows(page, '1 of 3')
  await expect.poll(() => where.textContent()).toContain('statement')
  await page.getByRole('button', { name: 'The next moment' }).click()
  await shows(page, '2 of 3')
  await page.getByRole('button', { name: 'Close' }).click()
  await expect.poll(() => where.textContent()).toContain('end')
  await page.context().close()
})

describe('a step with hidden data', () => {
  const step = steps.find(({ id }) => id === 'querying/order-and-limit')!

  test('takes an answer that is right by luck for what it is, and a right one for right', async () => {
    const page = await visit(`#/learn/${step.id}`)
    await hasRun(page)
    const elsewhere = page.locator('.goal li', { hasText: plainText(step.hidden!.goals[0]!.say) })
    const lucky = "User.query.orderBy(User.username).limit(2).all().filter((user) => user.username !== 'amy')"
    await run(page, { name: 'query.ts', text: lucky })
    await elsewhere.getByText('What differs').waitFor()
    await elsewhere.getByText('What differs').click()
    await expect.poll(() => elsewhere.textContent(), { timeout: 15_000 }).toContain("asked for: [<User 'amy'>, <User 'sam'>]")
    expect(await page.getByText('All done.').count()).toBe(0)
    await run(page, step.solution[0]!)
    await shows(page, 'All done.')
    await page.locator('.goal li.met', { hasText: plainText(step.hidden!.goals[0]!.say) }).waitFor()
    // The hidden rows are seen nowhere on the page.
    expect(await page.locator('tables-panel').textContent()).not.toContain('amy')
    await page.context().close()
  }, 90_000)
})

test('a lesson begins again as if nobody had been there, and that can be undone', async () => {
  const page = await visit(address)
  await page.getByRole('button', { name: 'Show me' }).click()
  await run(page, changed!)
  await shows(page, 'All done.')
  await page.getByRole('button', { name: 'Choose what begins again' }).click()
  await page.getByRole('button', { name: 'The whole lesson' }).click()
  await expect.poll(() => covered(page), { timeout: 8000 }).toBe(1)
  expect(await page.getByText('All done.').count()).toBe(0)
  await page.getByRole('button', { name: 'Show me' }).waitFor()
  await page.getByRole('button', { name: 'Bring it back' }).click()
  await expect.poll(() => covered(page)).toBe(0)
  await shows(page, `It is: ${answer}.`)
  await page.locator('.after[open]').waitFor()
  await page.keyboard.press('Control+Enter')
  await shows(page, 'All done.')
  await page.context().close()
})
