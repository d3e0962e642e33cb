import { describe, expect, test } from 'vitest'
import { shows, stepAddress, type, typed, useBrowser } from './step-support'

const { visit, profile } = useBrowser()

describe('a draft', () => {
  test('is saved as it is typed and is there again after a reload', async () => {
    const page = await visit(stepAddress)
    await type(page, 'db.createAll() // mine')
    await page.waitForTimeout(500)
    await page.reload()
    await page.locator('backref-workbench').waitFor()
    expect(await typed(page)).toBe('db.createAll() // mine')
    await shows(page, /● *saved/)
    await page.context().close()
  })

  test('is saved when the page is left at once', async () => {
    const page = await visit(stepAddress)
    await type(page, '// in a hurry')
    await page.goto('about:blank')
    await page.goBack()
    await page.locator('backref-workbench').waitFor()
    expect(await typed(page)).toBe('// in a hurry')
    await page.context().close()
  })

  test('does not run by itself', async () => {
    const page = await visit(stepAddress)
    await type(page, '// never run')
    await page.waitForTimeout(500)
    await page.reload()
    await page.locator('backref-workbench').waitFor()
    await page.waitForTimeout(1500)
    expect(await page.evaluate(() => performance.getEntriesByName('backref:result').length)).toBe(0)
    await page.context().close()
  })

  test('is put aside by starting fresh, and comes back', async () => {
    const page = await visit(stepAddress)
    const start = await page
      .locator('backref-workbench')
      .waitFor()
      .then(() => typed(page))
    await type(page, '// a draft')
    await page.getByRole('button', { name: 'Start fresh' }).click()
    await shows(page, 'Your draft is put aside.')
    expect(await typed(page)).toBe(start)
    await page.getByRole('button', { name: 'Bring it back' }).click()
    await expect.poll(() => typed(page)).toBe('// a draft')
    await page.context().close()
  })

  test('is never overwritten by a newer lesson', async () => {
    const context = await profile()
    const page = await visit(stepAddress, context)
    await type(page, '// from an older lesson')
    await shows(page, /● *saved/)
    await page.evaluate(async () => {
      const request = indexedDB.open('backref')
      const db = await new Promise<IDBDatabase>((resolve) => (request.onsuccess = () => resolve(request.result)))
      const store = db.transaction('drafts', 'readwrite').objectStore('drafts')
      const id = 'relationships/one-role-many-users'
      const get = store.get(id)
      await new Promise<void>((resolve) => {
        get.onsuccess = () => {
          store.put({ ...get.result, base: '00000000' }, id).onsuccess = () => resolve()
        }
      })
      db.close()
    })
    await page.reload()
    await shows(page, 'This lesson has changed since you wrote your draft.')
    expect(await typed(page)).toBe('// from an older lesson')
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByRole('dialog').getByText('// from an older lesson').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Keep mine' }).click()
    await page.getByText('This lesson has changed').waitFor({ state: 'detached' })
    await page.reload()
    await page.locator('backref-workbench').waitFor()
    expect(await typed(page)).toBe('// from an older lesson')
    expect(await page.getByText('This lesson has changed').count()).toBe(0)
    await context.close()
  })

  test('lasts as long as the page when storage is blocked, and the page says so', async () => {
    const context = await profile()
    await context.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('blocked', 'SecurityError')
      }
    })
    const page = await visit(stepAddress, context)
    await shows(page, 'The browser does not let this page store anything.')
    await type(page, '// still here')
    await shows(page, /● *not stored/)
    await page.locator('.logo').click()
    await page.getByRole('heading', { name: 'The course' }).waitFor()
    await page.goBack()
    await page.locator('backref-workbench').waitFor()
    expect(await typed(page)).toBe('// still here')
    await context.close()
  })
})

test('another template chosen while the editor is being loaded keeps its text', async () => {
  const page = await visit('#/play/flasky')
  // Loading takes its time.
  await page.route(/editor\.api/, async (route) => {
    await page.waitForTimeout(1500)
    await route.continue()
  })
  await page.evaluate(() => {
    const workbench = document.querySelector('backref-workbench') as unknown as { upgrade: { now(): void } } | null
    workbench?.upgrade.now()
  })
  await page.getByLabel('Begin with').selectOption('play/flasky-migrations')
  await page.waitForFunction(() => performance.getEntriesByName('backref:checked').length > 0)
  await page.waitForTimeout(500)
  await page.locator('.monaco-editor').getByText('The tables of this database are made by migrations').waitFor()
  await page.context().close()
})

test('a second tab reads, until it takes over', async () => {
  const context = await profile()
  const first = await visit(stepAddress, context)
  await type(first, '// one')
  const second = await visit(stepAddress, context)
  await shows(second, 'This step is open in another tab')
  await type(first, '// two, just typed')
  await second.getByRole('button', { name: 'Take over' }).click()
  await shows(first, 'This step is open in another tab')
  await expect.poll(() => typed(second)).toBe('// two, just typed')
  await type(first, '// not allowed')
  await type(second, '// three')
  await shows(second, /● *saved/)
  await first.close()
  await second.reload()
  await second.locator('backref-workbench').waitFor()
  expect(await typed(second)).toBe('// three')
  expect(await second.getByText('This step is open in another tab').count()).toBe(0)
  await context.close()
})
