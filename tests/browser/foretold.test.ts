import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasRun, useBrowser } from './step-support'

const { visit } = useBrowser()

const tickets = (page: Page) => page.locator('.arrange li > span').allTextContents()

describe('things to be put in order', () => {
  test('are dragged or moved by keyboard; what stands too early says why', async () => {
    const page = await visit('#/learn/migrations/the-whole-procedure')
    await hasRun(page)
    const part = page.getByRole('region', { name: 'First, the order' })
    await part.getByRole('button', { name: 'Would this work?' }).click()
    await part.getByText('runs the scripts that are there').waitFor()

    const drag = async (ticket: string, to: number) => {
      const from = (await part.locator('li', { hasText: ticket }).boundingBox())!
      const target = (await part.locator('li').nth(to).boundingBox())!
      await page.mouse.move(from.x + 80, from.y + from.height / 2)
      await page.mouse.down()
      await page.mouse.move(from.x + 80, target.y + target.height / 2 + (target.y > from.y ? 3 : -3), { steps: 6 })
      await page.mouse.up()
    }
    await drag('flask db upgrade', 5)
    await drag('flask db init', 0)
    await drag('Change the models', 0)
    expect(await tickets(page)).toEqual([
      'Change the models',
      'flask db init',
      'Add script and models to source control',
      'flask db migrate -m "…"',
      'Review the script, and correct it',
      'flask db upgrade',
    ])

    // By keyboard the focus goes along.
    await part.locator('li', { hasText: 'source control' }).getByRole('button', { name: 'down' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    expect((await tickets(page)).indexOf('Add script and models to source control')).toBe(4)
    await part.getByRole('button', { name: 'Would this work?' }).click()
    await part.getByText('This works.').waitFor()
    expect(await part.getByRole('button').count()).toBe(0)
    await page.context().close()
  })
})

describe('a demo of what is done by hand', () => {
  test('comes after the prediction, shows its own timelines, and gives the last run back', async () => {
    const page = await visit('#/learn/migrations-that-bite/no-way-back')
    await hasRun(page)
    const see = page.getByRole('button', { name: 'See it happen' })
    const statements = () => page.locator('sql-panel, .sql-panel').first().textContent()
    const before = await statements()
    expect(await see.isVisible()).toBe(false)
    await page.getByRole('region', { name: 'Predict' }).getByRole('button', { name: '0', exact: true }).click()
    await see.click()
    await expect.poll(statements).toContain('DROP COLUMN nickname')
    await page.getByRole('button', { name: 'The next moment' }).click()
    await expect.poll(statements).toContain('ADD COLUMN nickname')
    await page.getByRole('button', { name: 'Close' }).click()
    await expect.poll(statements).toBe(before)
    expect(await page.getByRole('tab', { name: 'Migrations' }).getAttribute('aria-selected')).toBe('true')
    await page.context().close()
  })

  test('leaves the app alone', async () => {
    const page = await visit('#/learn/application/look-up-or-insert')
    await hasRun(page)
    const requests = () => page.locator('.browser-requests .request').count()
    await expect.poll(requests).toBe(1)
    await page.getByRole('region', { name: 'Predict' }).getByRole('button', { name: '0', exact: true }).click()
    await page.getByRole('button', { name: 'See it happen' }).click()
    await page.locator('.status .where').getByText('statement 5 of 6').waitFor()
    await page.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('tab', { name: 'Browser', selected: true }).waitFor()
    await page.waitForTimeout(500)
    expect(await requests()).toBe(1)
    await page.context().close()
  })
})
