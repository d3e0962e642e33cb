import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasRun, useBrowser } from './step-support'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const { visit } = useBrowser()

/** Opens a template of the playground with its shell in front. */
async function openShell(template: string): Promise<Page> {
  const page = await visit(`#/play/${template}`)
  page.setDefaultTimeout(10_000)
  await hasRun(page)
  await page.getByRole('tab', { name: 'Shell' }).click()
  await page.getByLabel('Shell: a line of TypeScript').waitFor()
  return page
}

const prompt = (page: Page) => page.getByLabel('Shell: a line of TypeScript')

/** Types a line and waits for its end; gives what is under it. */
async function enter(page: Page, line: string): Promise<string> {
  const entries = page.locator('shell-panel .entry')
  const before = await entries.count()
  await prompt(page).fill(line)
  await prompt(page).press('Enter')
  const entry = entries.nth(before)
  await entry.waitFor()
  await page.getByRole('button', { name: 'Enter', exact: true }).waitFor()
  return ((await entry.textContent()) ?? '').replace(/\s+/g, ' ').trim()
}

describe('the shell', () => {
  test('knows the app, db and the models, and shows values, SQL and rows of each line', async () => {
    const page = await openShell('flasky-app')
    await page.getByText('App: hello').waitFor()
    expect(await enter(page, 'app')).toBe(">>> app <Flask 'hello'>")
    expect(await enter(page, 'db')).toMatch('<SQLAlchemy')
    await enter(page, "const susan = new User({ username: 'susan' })")
    await enter(page, 'db.session.add(susan)')
    expect(await enter(page, 'db.session.commit()')).toMatch(/1 statement.*BEGIN INSERT INTO users .*'susan'.*COMMIT/)
    expect(await enter(page, 'User.query.all()')).toMatch(/SELECT users\.id.*\[<User 'susan'>\]/)
    await page.getByRole('tab', { name: 'Tables' }).click()
    await page.locator('tables-panel').getByRole('cell', { name: 'susan' }).waitFor()
    // The thread: the line lights up the row that it made.
    await page.locator('shell-panel .typed', { hasText: 'db.session.commit()' }).hover()
    await page.locator('tables-panel tr[data-on=thread]').waitFor()
    // Its statements are among all others, and lead back to it.
    await page.getByRole('tab', { name: /^SQL/ }).click()
    await page.locator('sql-panel').getByRole('button', { name: 'shell.ts:5' }).first().click()
    await page.locator('shell-panel .typed', { hasText: 'db.session.commit()' }).waitFor()
    await page.context().close()
  })

  test('takes several lines at once, and brings back what was typed', async () => {
    const page = await openShell('flasky')
    const area = prompt(page)
    await area.pressSequentially('for (const { username } of User.query.orderBy(User.id).all()) {')
    await area.press('Enter')
    await area.pressSequentially('  console.log(username)')
    await area.press('Enter')
    await area.pressSequentially('}')
    await area.press('Enter')
    await page.locator('shell-panel .said', { hasText: 'david' }).waitFor()
    expect(
      await page
        .locator('shell-panel .said')
        .allTextContents()
        .then((all) => all.map((text) => text.trim())),
    ).toEqual(['john', 'susan', 'david'])
    expect(await enter(page, '1 + 1')).toBe('>>> 1 + 1 2')
    await area.fill('half')
    await area.press('ArrowUp')
    expect(await area.inputValue()).toBe('1 + 1')
    await area.press('ArrowUp')
    expect(await area.inputValue()).toMatch(/^for .*\n.*\n}$/)
    await area.press('ArrowDown')
    await area.press('ArrowDown')
    expect(await area.inputValue()).toBe('half')
    await page.context().close()
  })

  test('tells errors as the page does, at their line, and goes on', async () => {
    const page = await openShell('flasky')
    expect(await enter(page, 'nothing')).toMatch(/ReferenceError.*shell\.ts:1.*nothing is not defined/)
    expect(await enter(page, 'let x = )')).toMatch(/SyntaxError.*shell\.ts:2/)
    expect(await enter(page, "db.session.add(new User({ username: 'john' })); db.session.commit()")).toMatch(/IntegrityError/)
    expect(await enter(page, 'User.query.count()')).toMatch(/PendingRollbackError/)
    await enter(page, 'db.session.rollback()')
    expect(await enter(page, 'User.query.count()')).toMatch(/ 3$/)
    // They are the shell's own, not the cells'.
    expect(await page.locator('.centre .problem').count()).toBe(0)
    // Running the code again begins a new one.
    await page.keyboard.press('Control+Enter')
    await page.getByText('The code has run again').waitFor()
    await enter(page, 'const y = 1')
    expect(await enter(page, 'y')).toBe('>>> y 1')
    await page.context().close()
  })

  test.each(['light', 'dark'] as const)('has no violation in %s', async (colorScheme) => {
    const page = await visit('#/play/flasky', undefined, { colorScheme, bypassCSP: true })
    await hasRun(page)
    await page.getByRole('tab', { name: 'Shell' }).click()
    await enter(page, 'User.query.all()')
    await enter(page, 'nothing')
    await page.evaluate(axe)
    const violations = await page.evaluate(async () => {
      type Axe = { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
      const { violations } = await (window as unknown as { axe: Axe }).axe.run()
      return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 200)).join(' | ')}`)
    })
    expect(violations).toEqual([])
    await page.context().close()
  })

  test('keeps what it changes in a database that is a file', async () => {
    const page = await openShell('flasky-migrations')
    await enter(page, "db.session.execute(db.text('CREATE TABLE notes (id INTEGER PRIMARY KEY)'))\ndb.session.commit()")
    await page.getByText(/● *saved/).waitFor()
    await page.reload()
    await page.getByRole('button', { name: /^Run/ }).click()
    await page.getByRole('tab', { name: 'Tables' }).click()
    await page.locator('tables-panel').getByText('notes').first().waitFor()
    await page.context().close()
  })
})
