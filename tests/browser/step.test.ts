import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasRun, shows, stepAddress, type, typed, useBrowser } from './step-support'

const { visit, profile } = useBrowser()
const folder = 'lessons/05-relationships/01-one-role-many-users'
const start = readFileSync(`${folder}/query.ts`, 'utf8')
const solution = readFileSync(`${folder}/solution/query.ts`, 'utf8')

/** Runs what is in the cells and waits for the verdicts. */
async function run(page: Page): Promise<void> {
  const done = page.evaluate(() => {
    return new Promise((resolve) =>
      document.querySelector('backref-workbench')?.addEventListener('run-end', resolve, { once: true }),
    )
  })
  await page.keyboard.press('Control+Enter')
  await done
}

/** Which of the goals are ticked. */
function ticks(page: Page): Promise<boolean[]> {
  return page.evaluate(() => [...document.querySelectorAll('.goal li')].map((li) => li.classList.contains('met')))
}

describe('the step “One role, many users”', () => {
  test('can be read before anything has run, and runs by itself', async () => {
    const page = await visit(stepAddress)
    await page.getByRole('heading', { name: 'One role, many users' }).waitFor()
    await hasRun(page)
    await page.getByRole('button', { name: 'Show me' }).click()
    await expect.poll(() => ticks(page)).toEqual([false, true, false])
    const marks = await page.evaluate(() =>
      ['text', 'result'].map((m) => performance.getEntriesByName(`backref:${m}`)[0]?.startTime ?? 0),
    )
    expect(marks[0]).toBeGreaterThan(0)
    expect(marks[0]).toBeLessThan(marks[1] as number)
    await page.context().close()
  })

  test('says what differs, ticks what is done, and remembers that it is solved', async () => {
    const context = await profile()
    const page = await visit(stepAddress, context)
    await hasRun(page)
    expect(await page.getByText('What differs').count()).toBe(0)
    await type(page, `${start}\n`)
    await run(page)
    await page.getByText('What differs').first().click()
    await shows(page, 'users has 2 rows; asked for: 3.')

    await type(page, start.replace('susan])', "susan, new User({ username: 'david', role: user })])"))
    await run(page)
    await expect.poll(() => ticks(page)).toEqual([true, true, false])

    await type(page, solution.replace('john.role = moderator', 'john.roleId = moderator.id'))
    await run(page)
    await expect.poll(() => ticks(page)).toEqual([true, true, false])
    await page.getByText('What differs').first().click()
    await shows(page, 'Nothing has set User.role of a saved object yet.')

    await type(page, solution)
    await run(page)
    await expect.poll(() => ticks(page)).toEqual([true, true, true])
    await shows(page, 'All done.')
    await page.getByText('Both sides are views of one number.').waitFor()

    await page.goto('about:blank')
    const home = await visit('#/', context)
    await shows(home, '1 of 1')
    await home.getByRole('link', { name: 'Go on: One role, many users' }).waitFor()
    await context.close()
  })

  test('gives hints one by one, and a solution to compare with and to take', async () => {
    const page = await visit(stepAddress)
    await hasRun(page)
    await page.getByRole('button', { name: 'Hint 1 of 3' }).click()
    await page.getByRole('button', { name: 'Hint 2 of 3' }).click()
    await shows(page, 'A relationship is an attribute.')
    await page.getByRole('button', { name: 'Compare with a solution' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('john.role = moderator').waitFor()
    await dialog.getByRole('button', { name: 'Put the solution into the cells' }).click()
    await expect.poll(() => typed(page)).toBe(solution.trimEnd())
    await run(page)
    await expect.poll(() => ticks(page)).toEqual([true, true, true])
    await page.getByRole('button', { name: 'Start fresh' }).click()
    await shows(page, 'Your draft is put aside.')
    await page.context().close()
  })

  test('judges a run that stops with an error by what it left behind', async () => {
    const page = await visit(stepAddress)
    await hasRun(page)
    await type(page, `${start}\nnoSuchName`)
    await run(page)
    await expect.poll(() => ticks(page)).toEqual([false, true, false])
    await page.context().close()
  })
})

test('what the editor marks does not give away a prediction about an error', async () => {
  const page = await visit('#/learn/relationships/the-way-back')
  await hasRun(page)
  await page.waitForFunction(() => performance.getEntriesByName('backref:editor').length > 0)
  const marks = ['.problem', '.tab .alert', '.squiggly-error'].map((mark) => page.locator(`backref-workbench ${mark}`).first())
  for (const mark of marks) await mark.waitFor({ state: 'attached' })
  for (const mark of marks) expect(await mark.isVisible()).toBe(false)
  await page.getByRole('button', { name: 'Show me' }).click()
  for (const mark of marks) await mark.waitFor()
  await page.context().close()
})

test('a step that does not exist has a page that says so', async () => {
  const page = await visit('#/learn/relationships/no-such-step')
  await shows(page, 'There is no step “relationships/no-such-step” in this course.')
  await page.getByRole('link', { name: 'See the whole course' }).click()
  await page.getByRole('heading', { name: 'The course' }).waitFor()
  await page.context().close()
})

test('the playground begins with a template, and its draft comes back', async () => {
  const page = await visit('#/play')
  await hasRun(page)
  await shows(page, "<Note 'hello'>")
  await type(page, 'db.createAll() // blank')
  await shows(page, /● *saved/)
  await page.getByLabel('Begin with').selectOption({ label: 'Flasky: roles and users' })
  await shows(page, "<User 'david'>")
  await page.context().close()
})
