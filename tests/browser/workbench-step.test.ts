import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { stepAddress, useBrowser } from './step-support'

const { visit } = useBrowser()

/** Opens the lesson's step in a wide window and waits for a mark of the workbench. */
async function open(mark: string): Promise<Page> {
  const page = await visit(stepAddress)
  await page.waitForFunction((name) => performance.getEntriesByName(name).length > 0, mark, { polling: 50 })
  return page
}

/** Replaces the text of a file. (Typing it would let the editor indent and close brackets once more.) */
async function write(page: Page, file: string, text: string): Promise<void> {
  await page.evaluate(
    ([name, text]) => {
      const workbench = document.querySelector('backref-workbench')!
      workbench.setFiles(workbench.currentFiles.map((each) => (each.name === name ? { name, text: text! } : each)))
    },
    [file, text],
  )
}

const problem = (page: Page, file: string) => page.locator(`#cell-${file.replace('.', '\\.')} .problem`)
const squiggles = (page: Page) => page.locator('.squiggly-error').count()
const rows = (page: Page, table: string) => page.locator(`tables-panel tr[data-row^="${table} "]`).count()

describe('the editor on a real step', () => {
  test('knows the models: no complaint about the lesson, completion with the backref, wrong code marked', async () => {
    const page = await open('backref:checked')
    await page.waitForTimeout(300)
    expect(await squiggles(page)).toBe(0)
    await page.evaluate(() => document.querySelector('backref-workbench')!.focusCell('query.ts', 1))
    await page.keyboard.press('Control+End')
    await page.keyboard.type('\nUser.query.filterBy({ ')
    await page.waitForTimeout(300)
    await page.keyboard.press('Control+Space')
    const offered = page.locator('.suggest-widget .monaco-list-row .label-name')
    await expect
      .poll(() => offered.allTextContents(), { timeout: 10_000 })
      .toEqual(expect.arrayContaining(['username', 'role', 'roleId']))
    await page.keyboard.press('Escape')
    await page.keyboard.type('usrname: 1 })')
    await expect.poll(() => squiggles(page), { timeout: 10_000 }).toBeGreaterThan(0)
    await page.context().close()
  })

  test('what a backref adds to a class is no error, what nobody adds is one', async () => {
    const page = await open('backref:checked')
    await write(page, 'query.ts', 'db.createAll()\nUser.query.join(User.role).count()')
    await page.waitForTimeout(2500)
    expect(await squiggles(page)).toBe(0)
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => page.locator('code-cell .val').allTextContents()).toContain('01 sql')
    await write(page, 'query.ts', 'db.createAll()\nUser.query.join(User.rolle).count()')
    await expect.poll(() => squiggles(page), { timeout: 10_000 }).toBe(1)
    await page.context().close()
  })

  test('a class that is not exported, and top-level await, are as good', async () => {
    const page = await open('backref:checked')
    const models = await page.evaluate(() => document.querySelector('backref-workbench')!.currentFiles[0]!.text)
    await write(page, 'models.ts', models.replaceAll('export class', 'class'))
    await write(
      page,
      'query.ts',
      "db.createAll()\nawait null\nconst name: string | null = new User({ username: 'a', role: null }).username\nname",
    )
    await page.waitForTimeout(2500)
    expect(await squiggles(page)).toBe(0)
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => page.locator('code-cell .val').allTextContents()).toContain("'a'")
    await page.context().close()
  })
})

describe('bad input on a real step', () => {
  const cases: [name: string, text: string, term: string, line: number][] = [
    ['a syntax error', 'db.createAll()\nconst a = [1, 2\nRole.query.all()', 'SyntaxError', 3],
    ['a thrown error', "db.createAll()\nfunction f() {\n  throw new RangeError('too big')\n}\nf()", 'RangeError', 3],
    ['an unknown table', "db.createAll()\n\ndb.session.execute(db.text('SELECT * FROM nothing'))", 'OperationalError', 3],
    [
      'a unique violation',
      "db.createAll()\ndb.session.addAll([new Role({ name: 'A' }), new Role({ name: 'A' })])\ndb.session.commit()",
      'IntegrityError',
      3,
    ],
    ['an endless loop', 'db.createAll()\nfor (;;) {}', 'TimeLimit', 2],
  ]
  test('each is shown at its line in words, and the next run works', { timeout: 60_000 }, async () => {
    const page = await open('backref:editor')
    for (const [name, text, term, line] of cases) {
      await write(page, 'query.ts', text)
      await page.keyboard.press('Control+Enter')
      const card = problem(page, 'query.ts')
      await expect.poll(() => card.locator('strong').allTextContents(), { timeout: 10_000, message: name }).toEqual([term])
      expect(await card.locator('.place').first().textContent(), name).toBe(`line ${line}`)
      expect(await page.locator('#cell-query\\.ts .problem-line-number').count(), name).toBe(1)
    }
    await write(page, 'query.ts', "db.createAll()\ndb.session.add(new Role({ name: 'A' }))\ndb.session.commit()")
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => rows(page, 'roles')).toBe(1)
    expect(await problem(page, 'query.ts').count()).toBe(0)
    await page.context().close()
  })
})

test('an N+1 loop is named, and the panel draws from the events alone', async () => {
  const page = await open('backref:editor')
  await write(
    page,
    'query.ts',
    [
      'db.createAll()',
      "const roles = [1, 2, 3, 4].map((i) => new Role({ name: 'r' + i }))",
      "db.session.addAll(roles.map((role, i) => new User({ username: 'u' + i, role })))",
      'db.session.commit()',
      'db.session.expungeAll()',
      'for (const user of User.query.all()) console.log(user.role?.name)',
    ].join('\n'),
  )
  await page.keyboard.press('Control+Enter')
  await page.locator('sql-panel .warn', { hasText: 'N+1' }).waitFor()
  expect(await page.locator('sql-panel .entry', { hasText: 'N+1' }).locator('.times').textContent()).toBe('×4')
  await page.getByRole('tab', { name: /^Output/ }).click()
  const said = page.locator('output-panel .said[data-kind=console]')
  await said.nth(3).waitFor()
  expect(await said.count()).toBe(4)
  await page.context().close()
})
