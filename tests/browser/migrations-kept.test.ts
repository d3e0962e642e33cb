import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { edit, flask, run, script, tables, useMigrations, violationsOn } from './migrations-support'

const { open, profile, visit } = useMigrations()

// Each goes through many runs, on machines that have other things to do.
describe('what is kept of migrations', { timeout: 60_000 }, () => {
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
    const rows = await later.locator('.kept-databases li').allInnerTexts()
    expect(rows.filter((text) => /^a1/.test(text)).join()).toMatch(/users 3/)
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

  test('a script that these rows would refuse is told when it is written, and on a phone the ways on are at hand', async () => {
    const page = await open(await profile({ viewport: { width: 390, height: 844 } }))
    const panel = () => page.getByRole('tab', { name: 'Migrations' }).click()
    await flask(page, 'flask db init')
    await flask(page, 'flask db migrate -m first --rev-id a1')
    await page.getByRole('button', { name: 'Read the script' }).click()
    await page.getByRole('tab', { name: 'a1_first.ts', selected: true }).waitFor()
    await panel()
    await flask(page, 'flask db upgrade')
    await run(page)
    await edit(page, 'models.ts', /roleId:/, 'age: db.Column(db.Integer, { nullable: false }),\n  roleId:')
    await flask(page, 'flask db migrate -m age --rev-id b2')
    await page.locator('.findings').getByText('Will fail').waitFor()
    await flask(page, 'flask db upgrade')
    await page.getByRole('button', { name: 'Play what it did' }).click()
    await page.locator('migration-player').getByText('OperationalError', { exact: true }).waitFor()
  })

  test('the scripts are saved as TypeScript and as Python', async () => {
    const page = await open()
    await flask(page, 'flask db init')
    await flask(page, 'flask db migrate -m first --rev-id a1')
    const saved = async (button: string) => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()])
      const file = join(mkdtempSync(join(tmpdir(), 'backref-')), 'saved.zip')
      await download.saveAs(file)
      const files = unzipSync(readFileSync(file))
      return Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, strFromU8(bytes)]))
    }
    expect((await saved('Save the scripts'))['migrations/versions/a1_first.ts']).toContain("op.createTable('users'")
    const python = await saved('Save as Python')
    expect(Object.keys(python)).toEqual(['migrations/versions/a1_first.py', 'migrations/README.md'])
    expect(python['migrations/versions/a1_first.py']).toContain("op.create_table('users',")

    await edit(page, 'migrations/versions/a1_first.ts', /$/, 'nonsense()')
    await page.getByRole('button', { name: 'Save as Python' }).click()
    await page.locator('migrations-panel .problem').getByText('nonsense is not defined').waitFor()
  })

  test('two tabs on one draft: the second reads, neither writes what the other does not know', async () => {
    const context = await profile()
    const first = await open(context)
    await flask(first, 'flask db init')
    await flask(first, 'flask db migrate -m first --rev-id a1')
    await flask(first, 'flask db upgrade')
    await run(first)
    await first.getByText('saved').waitFor()

    // The second tab is told, has the same scripts and database, and can change neither.
    const second = await open(context)
    await second.getByText('This step is open in another tab').waitFor()
    await script(second, 'first').getByText('database is here').waitFor()
    expect(await second.getByLabel('flask command line').getAttribute('readonly')).not.toBeNull()
    for (const name of ['Restore the database as it was at base', 'Delete migrations/versions/a1_first.ts', 'flask db downgrade'])
      expect(await second.getByRole('button', { name, exact: true }).isDisabled()).toBe(true)
    // It may run the code; what that does to the rows stays with it.
    await edit(second, 'query.ts', /[\s\S]*/, 'db.session.execute(db.text("DELETE FROM users"))\ndb.session.commit()')
    await run(second)
    await second.waitForTimeout(600)

    // Taken over while the first has just changed something: it hands that over, is told, and writes no more.
    await edit(first, 'models.ts', /roleId:/, 'age: db.Column(db.Integer),\n  roleId:')
    await flask(first, 'flask db migrate -m second --rev-id b2')
    await second.getByRole('button', { name: 'Take over' }).click()
    await first.getByText('This step is open in another tab').waitFor()
    await script(second, 'second').waitFor()
    await flask(second, 'flask db upgrade')
    await script(second, 'second').getByText('database is here').waitFor()
    expect(await tables(second)).toContain('users 3 rows')
    await edit(first, 'models.ts', /age:/, 'height:')
    await first.waitForTimeout(600)
    await second.getByText('saved').waitFor()
    await first.close()
    await second.close()

    const third = await open(context)
    await script(third, 'second').getByText('database is here').waitFor()
    expect(await flask(third, 'flask db check')).toContain('No new upgrade operations detected.')
    expect(await tables(third)).toContain('users 3 rows')
  })

  test('a shared link carries the scripts, with the answers in them', async () => {
    const here = await open()
    await flask(here, 'flask db init')
    await flask(here, 'flask db migrate -m first --rev-id a1')
    await flask(here, 'flask db upgrade')
    await run(here)
    await edit(here, 'query.ts', /[\s\S]*/, '')
    await edit(here, 'models.ts', /username:/, 'login:')
    await flask(here, 'flask db migrate -m renamed --rev-id b2')
    await here.getByRole('button', { name: 'Renamed: keep the values' }).click()
    await script(here, 'renamed').waitFor()
    await here.getByRole('button', { name: 'Share' }).click()
    const link = await here.getByRole('textbox', { name: 'Link' }).inputValue()

    const there = await visit(link.slice(link.indexOf('#')))
    there.setDefaultTimeout(8000)
    await there.getByText('This code came with a link. Nothing has run.').waitFor()
    await there.getByRole('tab', { name: 'Migrations' }).click()
    await script(there, 'renamed').waitFor()
    await flask(there, 'flask db upgrade')
    await script(there, 'renamed').getByText('database is here').waitFor()
    const carried = await there.evaluate(() => {
      const workbench = document.querySelector('backref-workbench') as unknown as {
        currentFiles: { name: string; text: string }[]
      }
      return workbench.currentFiles.find(({ name }) => name.endsWith('b2_renamed.ts'))?.text
    })
    expect(carried).toContain("newColumnName: 'login'")
    expect(await flask(there, 'flask db check')).toContain('No new upgrade operations detected.')
  })
})
