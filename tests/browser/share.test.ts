import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { go, hasRun, shows, stepAddress, type, typed, useBrowser } from './step-support'

const { visit, profile } = useBrowser()

/** Makes a link of what a page shows, and gives its part after `#`. */
async function share(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share' }).click()
  const link = await page.getByRole('textbox', { name: 'Link' }).inputValue()
  await page.getByRole('button', { name: 'Close' }).click()
  return link.slice(link.indexOf('#'))
}

/** The id under which drafts are kept. */
function drafts(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const request = indexedDB.open('backref')
    const db = await new Promise<IDBDatabase>((resolve) => (request.onsuccess = () => resolve(request.result)))
    const keys = db.transaction('drafts').objectStore('drafts').getAllKeys()
    await new Promise((resolve) => (keys.onsuccess = resolve))
    db.close()
    return keys.result.map(String)
  })
}

const text = "db.createAll()\ndb.session.add(new Role({ name: 'Ünïcødé 🦄' }))\ndb.session.commit()"

describe('a link', () => {
  test('opens elsewhere with its code, unrun until somebody says so', async () => {
    const here = await visit(stepAddress)
    await type(here, text)
    const link = await share(here)
    expect(link.length).toBeLessThan(400)
    await here.context().close()

    const there = await visit(link)
    await shows(there, 'This code came with a link. Nothing has run.')
    expect(await typed(there)).toBe(text)
    await there.getByRole('heading', { name: 'One role, many users' }).waitFor()
    await there.waitForTimeout(1000)
    expect(await there.evaluate(() => performance.getEntriesByName('backref:result').length)).toBe(0)
    await there.locator('.banner').getByRole('button', { name: 'Run' }).click()
    await shows(there, 'Your own draft is untouched.')
    await there.context().close()
  })

  test('carries the position on the time rail', async () => {
    const position = (page: Page) =>
      page.evaluate(() => {
        const workbench = document.querySelector('backref-workbench') as unknown as { timeline: { position: number } }
        return workbench.timeline.position
      })
    const here = await visit(stepAddress)
    await hasRun(here)
    const end = await position(here)
    for (let i = 0; i < 5; i += 1) await here.keyboard.press('Alt+ArrowLeft')
    const moment = await position(here)
    expect(moment).toBeLessThan(end)
    const link = await share(here)
    await here.context().close()

    const there = await visit(link)
    await there.locator('.banner').getByRole('button', { name: 'Run' }).click()
    await hasRun(there)
    await expect.poll(() => position(there)).toBe(moment)
    await there.context().close()
  })

  test('leaves one’s own draft alone, unless one keeps it', async () => {
    const context = await profile()
    const page = await visit(stepAddress, context)
    await type(page, text)
    const link = await share(page)
    await type(page, '// my own')
    await shows(page, /● *saved/)
    await go(page, link)
    await expect.poll(() => typed(page)).toBe(text)
    await type(page, '// changed there')
    await shows(page, /● *saved/)
    await page.getByRole('link', { name: 'Back to my draft' }).click()
    await expect.poll(() => typed(page)).toBe('// my own')
    await page.goBack()
    await expect.poll(() => typed(page)).toBe('// changed there')
    await page.getByRole('button', { name: 'Keep it as my draft' }).click()
    await page.getByText('This code came with a link').waitFor({ state: 'detached' })
    await expect.poll(() => typed(page)).toBe('// changed there')
    await context.close()
  })

  test('from a template of the playground is kept as a draft of that template', async () => {
    const here = await visit('#/play')
    await here.getByLabel('Begin with').selectOption({ label: 'Flasky: roles and users' })
    await shows(here, "<User 'david'>")
    await type(here, '// on Flasky')
    const link = await share(here)
    await here.context().close()

    const there = await visit(link)
    await there.getByRole('button', { name: 'Keep it as my draft' }).click()
    await there.getByLabel('Begin with').waitFor()
    await expect.poll(() => typed(there)).toBe('// on Flasky')
    expect(await there.getByText('This lesson has changed').count()).toBe(0)
    await there.context().close()
  })

  test.each([
    ['cut off', (link: string) => link.slice(0, -9), 'It is damaged'],
    ['changed on the way', (link: string) => `${link.slice(0, 70)}AAAA${link.slice(74)}`, 'It is damaged'],
    ['without content', () => '#s=', 'It is damaged'],
    ['of a later version', () => '#s=7.abc', 'It is of version 7'],
  ])('that is %s says so and touches nothing', async (_, damage, message) => {
    const context = await profile()
    const page = await visit(stepAddress, context)
    await type(page, text)
    const link = await share(page)
    const kept = await drafts(page)
    await go(page, damage(link))
    await page.getByRole('heading', { name: 'This link cannot be opened' }).waitFor()
    await shows(page, message)
    expect(await drafts(page)).toEqual(kept)
    await context.close()
  })

  test('that is long warns, and a file carries the same', async () => {
    const page = await visit('#/play')
    const long = Array.from({ length: 500 }, (_, i) => `const x${i} = ${(i * 2654435761) % 4294967296}`).join('\n')
    await type(page, long)
    await page.getByRole('button', { name: 'Share' }).click()
    await shows(page, /Some programs cut links of more than 1,900 characters/)
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download as a file' }).click()
    const path = join(mkdtempSync(join(tmpdir(), 'shared-')), 'shared.json')
    await (await downloading).saveAs(path)

    const other = await visit('#/')
    await other.getByLabel('Open a shared file').setInputFiles(path)
    await shows(other, 'This code came with a link. Nothing has run.')
    expect(await typed(other)).toBe(long)
    await other.context().close()
    await page.context().close()
  })

  test('shows its content as text only', async () => {
    const page = await visit(stepAddress)
    const hostile = '<img src=x onerror="document.title = 1">'
    await type(page, hostile)
    const link = await share(page)
    await go(page, link)
    await expect.poll(() => typed(page)).toBe(hostile)
    expect(await page.locator('img').count()).toBe(0)
    await page.context().close()
  })
})
