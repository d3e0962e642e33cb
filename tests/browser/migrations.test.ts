import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { useBrowser } from './step-support'

const { visit, profile } = useBrowser()
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds wrong on a page that lets it in. */
async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    type Axe = { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    const { violations } = await (window as unknown as { axe: Axe }).axe.run()
    return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 200)).join(' | ')}`)
  })
}

/** The playground whose database is made by migrations, with its panel open. */
async function open(known?: Awaited<ReturnType<typeof profile>>): Promise<Page> {
  const page = await visit('#/play', known)
  page.setDefaultTimeout(8000)
  const begin = page.getByLabel('Begin with')
  await begin.waitFor()
  if ((await begin.inputValue()) !== 'play/flasky-migrations') await begin.selectOption('play/flasky-migrations')
  await page.getByRole('tab', { name: 'Migrations' }).click()
  await page.getByLabel('flask command line').waitFor()
  return page
}

/** Types a line and waits for its end; gives what it printed. */
async function flask(page: Page, line: string): Promise<string> {
  const before = await page.locator('migrations-panel .typed').count()
  const input = page.getByLabel('flask command line')
  await input.fill(line)
  await input.press('Enter')
  return answered(page, before + 1)
}

/** Waits for the end of the line that is the nth of those typed. */
async function answered(page: Page, nth: number): Promise<string> {
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
async function edit(page: Page, file: string, from: string | RegExp, to: string): Promise<void> {
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

async function run(page: Page): Promise<void> {
  await page.evaluate(() => (document.querySelector('backref-workbench') as unknown as { run(): Promise<void> }).run())
}

const script = (page: Page, message: string) => page.locator('.graph li', { hasText: message })

/** Tables as the Tables panel has them, with the number of their rows. */
async function tables(page: Page): Promise<string[]> {
  const headings = await page.locator('tables-panel h2').allTextContents()
  return headings.map((text) => /^\s*(\w+)\s+([\d,]+ rows?)/.exec(text)!.slice(1).join(' '))
}

describe('migrations', () => {
  test('the whole procedure: init, migrate, review, upgrade, change, downgrade, delete the script, migrate again', async () => {
    const context = await profile()
    const page = await open(context)
    expect(await flask(page, 'flask db migrate')).toContain("Please use the 'init' command")
    await page.getByRole('button', { name: 'Make the folder' }).click()
    expect(await answered(page, 2)).toContain('Creating directory migrations')
    await flask(page, 'flask db migrate -m "initial migration"')
    // The script is a cell, in front, to be read and corrected.
    await page.getByRole('tab', { name: /initial_migration\.ts/, selected: true }).waitFor()
    expect(await flask(page, 'flask db upgrade')).toMatch(/Running upgrade {2}-> [0-9a-f]{12}, initial migration/)
    await script(page, 'initial migration').getByText('database is here').waitFor()
    await run(page)
    expect(await tables(page)).toEqual(['alembic_version 1 row', 'roles 2 rows', 'users 3 rows'])

    await edit(page, 'models.ts', 'roleId:', 'age: db.Column(db.Integer),\n  roleId:')
    expect(await flask(page, 'flask db migrate -m "add age"')).toContain("Detected added column 'users.age'")
    expect(await flask(page, 'flask db migrate')).toContain('Target database is not up to date.')
    await page.getByRole('button', { name: 'Apply it' }).click()
    await answered(page, 7)
    await script(page, 'add age').getByText('database is here').waitFor()
    await flask(page, 'flask db downgrade')
    await script(page, 'initial migration').getByText('database is here').waitFor()
    expect(await tables(page)).toEqual(['alembic_version 1 row', 'roles 2 rows', 'users 3 rows'])
    await script(page, 'add age').getByRole('button', { name: 'Delete' }).click()
    await expect.poll(() => script(page, 'add age').count()).toBe(0)
    await flask(page, 'flask db migrate -m "age once more"')
    await flask(page, 'flask db upgrade')
    await script(page, 'age once more').getByText('database is here').waitFor()

    // Tomorrow, scripts and database are there together.
    await page.getByText('saved').waitFor()
    await page.close()
    const later = await open(context)
    expect(await flask(later, 'flask db current')).toMatch(/[0-9a-f]{12} \(head\)/)
    expect(await tables(later)).toEqual(['alembic_version 1 row', 'roles 2 rows', 'users 3 rows'])
  })

  test('createAll made the tables: the upgrade fails, and stamp is the way out', async () => {
    const page = await open()
    await flask(page, 'flask db init')
    await flask(page, 'flask db migrate -m "initial migration"')
    await edit(page, 'query.ts', /^/, 'db.createAll()\n')
    await run(page)
    expect(await flask(page, 'flask db upgrade')).toContain('table roles already exists')
    const player = page.locator('migration-player')
    await player.getByText('OperationalError', { exact: true }).waitFor()
    await player.getByText('failed').waitFor()
    await page.getByRole('button', { name: 'Mark the database as up to date' }).click()
    await answered(page, 4)
    await script(page, 'initial migration').getByText('database is here').waitFor()
    expect(await flask(page, 'flask db check')).toContain('No new upgrade operations detected.')
  })

  test('the rename trap: the page asks, and either answer is written into the script', async () => {
    const page = await open(await profile({ bypassCSP: true, reducedMotion: 'reduce' }))
    await flask(page, 'flask db init')
    await flask(page, 'flask db migrate -m "initial migration"')
    await flask(page, 'flask db upgrade')
    await run(page)
    await edit(page, 'query.ts', /[\s\S]*/, '')
    await edit(page, 'models.ts', /username:/, 'login:')
    await flask(page, 'flask db migrate -m "rename"')
    const question = page.getByRole('group', { name: 'Renamed?' })
    await question.getByText('Was users.username renamed to users.login?').waitFor()
    await question.getByText('3 values would be lost: david, john, susan').waitFor()
    expect(await violationsOn(page)).toEqual([])
    // Both are tried on copies: each script, and the rows afterwards.
    await question.getByRole('button', { name: 'Show me both' }).click()
    const outcome = (name: string) => page.getByRole('group', { name })
    await outcome('If it was renamed').getByText("newColumnName: 'login'").waitFor()
    await outcome('If it was renamed').getByText('3 values kept').waitFor()
    await outcome('If it was renamed').getByRole('cell', { name: 'susan' }).waitFor()
    await outcome('If it was dropped and added').getByText("dropColumn('username')").waitFor()
    await outcome('If it was dropped and added').getByText('3 values lost').waitFor()
    expect(await outcome('If it was dropped and added').getByRole('cell', { name: 'NULL' }).count()).toBe(3)
    expect(await violationsOn(page)).toEqual([])
    await question.getByRole('button', { name: 'Renamed: keep the values' }).click()
    await answered(page, 4)
    await flask(page, 'flask db upgrade')
    await page.getByRole('tab', { name: 'Tables' }).click()
    await page.locator('tables-panel').getByText('susan').waitFor()

    await page.getByRole('tab', { name: 'Migrations' }).click()
    await edit(page, 'models.ts', /login:/, 'nickname:')
    await flask(page, 'flask db migrate -m "trap"')
    await question.getByRole('button', { name: 'Dropped and added: lose 3 values' }).click()
    await answered(page, 6)
    await flask(page, 'flask db upgrade')
    await page.locator('migration-player').getByText('lossy').waitFor()
    await page.getByRole('tab', { name: 'Tables' }).click()
    expect(await page.locator('tables-panel').getByText('susan').count()).toBe(0)
  })

  test('the player goes through a finished migration by mouse and by keys, and shows where one broke', async () => {
    const page = await open()
    await flask(page, 'flask db init')
    await flask(page, 'flask db migrate -m "initial migration"')
    await page.getByText('Try it out').click()
    await page.getByLabel('on a copy: nothing is kept').check()
    expect(await flask(page, 'flask db upgrade')).toContain('nothing of it is kept')
    const player = page.locator('migration-player')
    await player.getByText('Create table roles (id, name)').waitFor()
    expect(await page.locator('.revisions').getByText('database is here').count()).toBe(1)
    await page.locator('.graph li', { hasText: 'no migration has run' }).waitFor()

    await page.getByLabel('on a copy: nothing is kept').uncheck()
    await page.getByLabel('fail after operation').fill('1')
    await page.getByLabel('each migration in one transaction').uncheck()
    await flask(page, 'flask db upgrade')
    // Without a transaction, what ran before stays.
    expect(await tables(page)).toEqual(['alembic_version 0 rows', 'roles 0 rows'])
    await player.getByRole('button', { name: 'To what went wrong (p)' }).waitFor()

    const at = () => player.locator('.count').textContent()
    await player.focus()
    await page.keyboard.press('Home')
    expect(await at()).toMatch(/^1 \/ /)
    await page.keyboard.press('ArrowRight')
    expect(await at()).toMatch(/^2 \/ /)
    await player.getByRole('button', { name: 'One statement back' }).click()
    expect(await at()).toMatch(/^1 \/ /)
    await player.getByRole('button', { name: 'To the next operation' }).click()
    await player.getByText('CREATE TABLE').first().waitFor()
    await player.getByText('no table roles').waitFor()
    await player.locator('[data-side=inserted] li[data-mark]', { hasText: 'id INTEGER PRIMARY KEY' }).waitFor()
  })

  test('the revisions are a graph: branches, a merge, and by keyboard the line that leads to each', async () => {
    const page = await open(await profile({ bypassCSP: true, reducedMotion: 'reduce' }))
    await flask(page, 'flask db init')
    await flask(page, 'flask db migrate -m first --rev-id a1')
    await flask(page, 'flask db upgrade')
    await flask(page, 'flask db revision -m left --rev-id b1')
    await flask(page, 'flask db revision -m right --rev-id b2 --head a1 --splice')
    await flask(page, 'flask db upgrade b1')
    await flask(page, 'flask db merge heads -m both --rev-id c1')
    const row = (id: string) => page.locator('.graph li', { has: page.getByRole('button', { name: id, exact: true }) })
    // What has run is drawn through, what has not is dotted.
    await expect.poll(() => row('c1').locator('svg path').count()).toBe(2)
    expect(await row('c1').locator('svg [data-applied]').count()).toBe(0)
    expect(await row('a1').locator('svg path').count()).toBe(3)
    expect(await row('a1').locator('svg path[data-applied]').count()).toBe(2)
    await row('b1').getByText('database is here').waitFor()
    expect(await violationsOn(page)).toEqual([])

    const way = row('c1').getByRole('button', { name: 'upgrade to c1' })
    await way.focus()
    await page.keyboard.press('Enter')
    expect(await page.getByLabel('flask command line').inputValue()).toBe('flask db upgrade c1')
    await page.keyboard.press('Enter')
    await row('c1').getByText('database is here').waitFor()
    await page.getByRole('button', { name: 'downgrade to base' }).click()
    await page.keyboard.press('Enter')
    await page.locator('.graph li', { hasText: 'no migration has run' }).waitFor()
  })

  test('goes back to the database of a revision, and undoes that; also tomorrow', async () => {
    const context = await profile()
    const page = await open(context)
    await flask(page, 'flask db init')
    await flask(page, 'flask db migrate -m first --rev-id a1')
    await flask(page, 'flask db upgrade')
    await run(page)
    const full = ['alembic_version 1 row', 'roles 2 rows', 'users 3 rows']
    expect(await tables(page)).toEqual(full)
    await flask(page, 'flask db downgrade base')
    const emptied = await tables(page)
    expect(emptied).toContain('users 0 rows')
    // The rows that the downgrade has dropped are in the database kept at a1.
    await page.getByRole('button', { name: 'Restore the database as it was at a1' }).click()
    await script(page, 'first').getByText('database is here').waitFor()
    expect(await tables(page)).toEqual(full)
    await page.getByRole('button', { name: 'Undo: the database as it was before' }).click()
    await page.locator('.graph li', { hasText: 'no migration has run' }).waitFor()
    await expect.poll(() => tables(page)).not.toContain('users 3 rows')

    await page.getByText('saved').waitFor()
    await page.close()
    const later = await open(context)
    // Nothing has run yet, and the page knows where the database is.
    await later.locator('.graph li', { hasText: 'no migration has run' }).getByText('database is here').waitFor()
    await later.getByText(/databases kept, \d+ kB/).click()
    await later.getByText('as it is now').waitFor()
    await later.getByRole('button', { name: 'Restore the database as it was at a1' }).click()
    await script(later, 'first').getByText('database is here').waitFor()
    expect(await tables(later)).toEqual(full)
  })

  test('a table of 100,000 rows is rebuilt with a bar, the page goes on, and a stop leaves what was', async () => {
    const page = await open()
    await flask(page, 'flask db init')
    await flask(page, 'flask db migrate -m first --rev-id a1')
    await flask(page, 'flask db upgrade')
    await edit(
      page,
      'query.ts',
      /[\s\S]*/,
      'db.session.execute(db.text("INSERT INTO users (username) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25000) SELECT hex(randomblob(8)) FROM n"))\ndb.session.commit()',
    )
    for (let times = 0; times < 4; times += 1) await run(page)
    expect(await tables(page)).toContain('users 100,000 rows')
    await page.getByRole('tab', { name: 'Migrations' }).click()
    await edit(page, 'models.ts', /username: db.Column\(db.String\(64\)/, 'username: db.Column(db.String(80)')
    await flask(page, 'flask db migrate -m wider --rev-id b2')
    // Watches the page: values of the bar, and the longest time in which nothing was drawn.
    await page.evaluate(() => {
      const seen = { values: [] as number[], longest: 0, stopAt: 0 }
      Object.assign(window, { seen })
      let last = performance.now()
      const look = (now: number) => {
        seen.longest = Math.max(seen.longest, now - last)
        last = now
        const bar = document.querySelector<HTMLProgressElement>('migrations-panel progress')
        if (bar && bar.value !== seen.values.at(-1)) seen.values.push(bar.value)
        if (bar && seen.stopAt > 0 && bar.value >= seen.stopAt)
          document.querySelector('flask-line')!.dispatchEvent(new CustomEvent('flask-stop', { bubbles: true }))
        requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    })
    const seen = () =>
      page.evaluate(() => (window as unknown as { seen: { values: number[]; longest: number; stopAt: number } }).seen)
    await page.evaluate(() => Object.assign((window as unknown as { seen: object }).seen, { stopAt: 5000 }))
    await flask(page, 'flask db upgrade')
    await page
      .locator('migrations-panel .problem')
      .getByText(/stopped/i)
      .first()
      .waitFor()
    await page.evaluate(() => Object.assign((window as unknown as { seen: object }).seen, { stopAt: 0, values: [], longest: 0 }))
    expect(await flask(page, 'flask db current')).toContain('a1')
    expect(await tables(page)).toContain('users 100,000 rows')

    await flask(page, 'flask db upgrade')
    const { values, longest } = await seen()
    expect(values.filter((value) => value > 0 && value < 100_000).length).toBeGreaterThan(1)
    expect(values).toEqual([...values].sort((a, b) => a - b))
    expect(longest).toBeLessThan(400)
    await script(page, 'wider').getByText('database is here').waitFor()
    expect(await tables(page)).toContain('users 100,000 rows')
  })

  test('completes what is being typed, and remembers what was', async () => {
    const page = await open()
    await flask(page, 'flask db init')
    const input = page.getByLabel('flask command line')
    await input.pressSequentially('flask db mig')
    await page.locator('.completions').getByText('migrate').first().waitFor()
    await input.press('Tab')
    expect(await input.inputValue()).toBe('flask db migrate ')
    await input.fill('')
    await input.press('ArrowUp')
    expect(await input.inputValue()).toBe('flask db init')
  })
})
