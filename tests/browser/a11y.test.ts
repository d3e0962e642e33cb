import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { stepAddress, useBrowser } from './step-support'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const { visit, profile } = useBrowser()

/** What axe finds wrong on a page. */
async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    type Axe = { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    const { violations } = await (window as unknown as { axe: Axe }).axe.run()
    return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 200)).join(' | ')}`)
  })
}

const pages: [name: string, hash: string, ready: string][] = [
  ['home', '#/', 'backref-miniature'],
  ['a step', stepAddress, 'backref-workbench code-cell'],
  ['the playground', '#/play', 'backref-workbench code-cell'],
  ['an unknown address', '#/nowhere', 'backref-missing h1'],
  ['a damaged link', '#s=1.x', 'backref-link h1'],
]

describe.each(pages)('%s', (_, hash, ready) => {
  test.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 360],
    ['dark', 360],
  ] as const)('has no violation in %s at %i pixels, and does not scroll sideways', async (colorScheme, width) => {
    const options = { colorScheme, viewport: { width, height: 800 }, bypassCSP: true, reducedMotion: 'reduce' } as const
    const page = await visit(hash, undefined, options)
    await page.locator(ready).first().waitFor({ state: 'attached' })
    await page.waitForTimeout(1500)
    expect(await violationsOn(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    expect(await page.locator('h1').count()).toBe(1)
    await page.context().close()
  })
})

test('everything on a step is reached with Tab, and the editor lets go', async () => {
  const page = await visit(stepAddress)
  await page.locator('backref-workbench code-cell').first().waitFor()
  await page.waitForTimeout(1500)
  const seen = new Set<string>()
  for (let i = 0; i < 80; i += 1) {
    await page.keyboard.press('Tab')
    const what = await page.evaluate(() => {
      const at = document.activeElement
      if (at?.closest('code-cell')) return 'editor'
      return at === document.body ? 'end' : (at?.getAttribute('aria-label') ?? at?.textContent?.trim().slice(0, 20) ?? '')
    })
    if (what === 'end') break
    if (what === 'editor') await page.keyboard.press('Escape')
    seen.add(what)
  }
  for (const name of ['Skip to the content', 'Share', 'Hint 1 of 3', 'editor']) expect([...seen]).toContain(name)
  expect([...seen].some((name) => name.startsWith('Run'))).toBe(true)
  await page.context().close()
})

test('a move to another page takes the focus along and can be undone with Back', async () => {
  const page = await visit('#/')
  await page.getByRole('link', { name: 'One role, many users' }).click()
  await page.getByRole('heading', { name: 'One role, many users' }).waitFor()
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('main')
  await expect.poll(() => page.title()).toBe('One role, many users · Backref')
  const before = page.locator('.neighbours a[rel=prev]')
  const title = (await before.textContent())!.slice(2)
  await before.click()
  await page.getByRole('heading', { name: title }).waitFor()
  await page.goBack()
  await page.getByRole('heading', { name: 'One role, many users' }).waitFor()
  await page.goBack()
  await page.getByRole('heading', { name: 'The course' }).waitFor()
  await page.context().close()
})

test('colours follow the system, can be chosen, and are remembered', async () => {
  const page = await visit('#/', undefined, { colorScheme: 'dark' })
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme)
  expect(await theme()).toBe('dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await expect.poll(theme).toBe('light')
  await page.getByRole('button', { name: /^Colours/ }).click()
  await page.getByRole('button', { name: /^Colours/ }).click()
  expect(await theme()).toBe('dark')
  await page.reload()
  expect(await theme()).toBe('dark')
  await page.context().close()
})

test('a part that does not arrive is told, and the page can be loaded again', async () => {
  const context = await profile()
  await context.route(/\/lessons\/relationships\/one-role-many-users\..*\.json$/, (route) => route.abort())
  const page = await visit('#/', context)
  await page.getByRole('link', { name: 'One role, many users' }).click()
  await page.getByRole('heading', { name: 'Not loaded' }).waitFor()
  await context.close()
})

describe.each([
  ['sharing', 'Share'],
  ['comparing', 'Compare with a solution'],
])('the dialog for %s', (_, button) => {
  test('has no violation, takes the focus, and gives it back', async () => {
    const page = await visit(stepAddress, undefined, { bypassCSP: true, reducedMotion: 'reduce' })
    await page.locator('backref-workbench code-cell').first().waitFor()
    await page.getByRole('button', { name: button }).click()
    await page.getByRole('dialog').waitFor()
    expect(await violationsOn(page)).toEqual([])
    expect(await page.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true)
    await page.keyboard.press('Escape')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent?.trim())).toBe(button)
    await page.context().close()
  })
})
