import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { type Browser, chromium } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { serve } from '../../scripts/server.mjs'
import type { WorkbenchPage } from './workbench/main'

declare const workbench: WorkbenchPage['workbench']
declare const runs: WorkbenchPage['runs']
declare const fired: WorkbenchPage['fired']
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** A phone: there the plain editor stays, which keeps these tests quick. */
const phone: BrowserContextOptions = { viewport: { width: 360, height: 720 }, hasTouch: true, isMobile: true }
const touch: BrowserContextOptions = { viewport: { width: 1440, height: 900 }, hasTouch: true, isMobile: true }

let browser: Browser
let site: Awaited<ReturnType<typeof serve>>

beforeAll(async () => {
  await build({ configFile: 'tests/browser/workbench/vite.config.ts', logLevel: 'warn' })
  site = await serve('.cache/workbench-site')
  browser = await chromium.connect(inject('browserEndpoint'))
})

afterAll(async () => {
  await browser?.close()
  await site?.close()
})

/** Opens the workbench; `query` such as `?run=troubles`. */
async function open(query = '', options: BrowserContextOptions = touch): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage()
  page.on('pageerror', (error) => expect.unreachable(`the page threw: ${error.stack}`))
  await page.goto(`${site.url}${query}`)
  if (!/endless|unrun/.test(query)) await marked(page, 'backref:result')
  return page
}

const marked = (page: Page, mark: string) =>
  page.waitForFunction((name) => performance.getEntriesByName(name).length > 0, mark, { polling: 50 })
const lit = (page: Page, selector: string) => page.locator(`${selector}[data-on="thread"]`)
const texts = (page: Page, selector: string) =>
  // biome-ignore lint/performance/useDomNodeTextContent: the spaces between a row's cells come from its layout
  page.locator(selector).evaluateAll((all) => all.map((each) => (each as HTMLElement).innerText.replace(/\s+/g, ' ').trim()))

describe('a run on the screen', () => {
  test('tables, SQL and values are drawn from the recorded events', async () => {
    const page = await open()
    expect(await texts(page, 'tables-panel tr[data-row]')).toEqual([
      '+ inserted 1 Admin',
      '+ inserted 2 User',
      '+ inserted 1 john 1 → 2',
      '+ inserted 2 susan 2',
    ])
    expect(await texts(page, 'sql-panel .tag')).toEqual([
      'CREATE',
      'CREATE',
      'BEGIN',
      'INSERT',
      'INSERT',
      'COMMIT',
      'BEGIN',
      'SELECT',
      'UPDATE',
      'SELECT',
      'SELECT',
    ])
    expect(await page.locator('sql-panel [data-kind=statement]').nth(2).textContent()).toContain("VALUES ('Admin'), ('User')")
    expect(await texts(page, 'code-cell .val')).toContain("[<User 'john'>, <User 'susan'>]2 sql")
    await page.context().close()
  })

  test('a value that has no room beside its line stands below it, where no code is, and is seen whole', async () => {
    const page = await open()
    const last = page.locator('[data-group=query] .val').last()
    const line = Number((await last.getAttribute('data-line'))!.split(':')[1])
    const below = async () => {
      const first = (await page.locator('[data-group=query] .plain-lines .l').first().boundingBox())!
      const { y, height } = (await last.boundingBox())!
      return Math.round((y - first.y) / height) - (line - 1)
    }
    const text = await page.evaluate(() => workbench.currentFiles[1]!.text)
    const setText = async (query: string) => {
      await page.evaluate((query) => {
        const [models, old] = workbench.currentFiles
        workbench.setFiles([models!, { ...old!, text: query }])
      }, query)
      await page.evaluate(() => workbench.run())
    }
    expect(await below()).toBe(0)
    const long = text.split('\n').map((code, i) => (i === line - 1 ? `${code} // ${'so long '.repeat(9)}` : code))
    await setText(long.slice(0, line).join('\n'))
    await expect.poll(below).toBe(1)
    expect(await last.evaluate((val) => val.scrollWidth - val.clientWidth)).toBe(0)
    // Where code follows, the end of the line is covered instead.
    await setText([...long.slice(0, line), 'more()'].join('\n'))
    await expect.poll(below).toBe(0)
    expect(await last.evaluate((val) => val.clientWidth)).toBeGreaterThan(60)
    await page.context().close()
  })

  test('text from code and database stays text; NULL, empty and more rows are told apart', async () => {
    const page = await open('?run=troubles')
    expect(await page.locator('backref-workbench img').count()).toBe(0)
    expect((await texts(page, 'tables-panel tr[data-row^="roles"]')).slice(1)).toEqual(["2 ''", '3 NULL'])
    expect((await texts(page, 'tables-panel tr[data-row="users 1"]'))[0]).toContain('deleted 1 <img src=x')
    expect(await page.locator('tables-panel tr[data-row^="users"]').count()).toBe(50)
    await page.getByRole('button', { name: 'Show 200 more' }).click()
    await expect.poll(() => page.locator('tables-panel tr[data-row^="users"]').count()).toBe(250)
    expect(await page.locator('tables-panel tr[data-row="users 251"]').count()).toBe(0)
    await page.getByRole('button', { name: 'Show 200 more' }).click()
    await expect.poll(() => page.locator('tables-panel tr[data-row="users 251"]').count()).toBe(1)
    await page.context().close()
  })

  test('repeated loads are folded and named, a rollback and an error are shown in their place', async () => {
    const page = await open('?run=troubles')
    const fold = page.locator('sql-panel .entry', { hasText: 'N+1' })
    expect(await fold.locator('.times').textContent()).toBe('×12')
    expect(await texts(page, 'sql-panel .undone')).toEqual(['everything since BEGIN is undone'])
    expect(await texts(page, 'sql-panel .failed')).toEqual(['Failed: UNIQUE constraint failed: users.username'])
    const problem = page.locator('[data-group=query] .problem')
    expect(await problem.textContent()).toContain('Try: Another row already has this username.')
    await problem.getByRole('button', { name: 'line 5' }).click()
    const caret = () => page.evaluate(() => (document.activeElement as HTMLTextAreaElement).selectionStart)
    await expect
      .poll(caret)
      .toBe(await page.evaluate(() => workbench.currentFiles[1]!.text.split('\n').slice(0, 4).join('\n').length + 1))
    await page.context().close()
  })
})

describe('the thread', () => {
  test('pointing at a line lights its statements, rows and objects, and nothing is drawn anew', async () => {
    const page = await open()
    await page.evaluate(() => {
      const watch = new MutationObserver(() => Object.assign(window, { redrawn: true }))
      for (const panel of document.querySelectorAll('tables-panel, sql-panel'))
        watch.observe(panel, { childList: true, subtree: true })
    })
    const line = await page.locator('[data-group=query] .plain-lines .l').nth(6).boundingBox()
    await page.mouse.move(line!.x + 80, line!.y + 10)
    await expect.poll(() => lit(page, 'sql-panel .entry').count()).toBe(2)
    expect(await lit(page, 'tables-panel tr').count()).toBe(4)
    expect(await page.evaluate(() => 'redrawn' in window)).toBe(false)
    await page.mouse.move(5, 5)
    await expect.poll(() => lit(page, '').count()).toBe(0)
    await page.context().close()
  })

  test('arrow keys walk through rows, Enter goes from a statement to its line, Escape lets go', async () => {
    const page = await open()
    await page.locator('tables-panel tr[data-row]').first().focus()
    for (let i = 0; i < 2; i += 1) await page.keyboard.press('ArrowDown')
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.row)).toBe('users 1')
    await expect.poll(() => lit(page, 'sql-panel .entry').count()).toBe(2)
    expect(await page.locator('tables-panel tr[data-on=relative]').count()).toBe(2)
    expect(await page.locator('[data-group=query] .plain-lines .l[data-on]').count()).toBe(3)
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.row)).toBe('roles 2')
    await page.keyboard.press('Escape')
    await expect.poll(() => lit(page, '').count()).toBe(0)
    await page.locator('sql-panel .entry').first().focus()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('code-cell')?.id)).toBe('cell-query.ts')
    await page.context().close()
  })

  test('lights up within a frame, also in a long run', async () => {
    const page = await open('?run=troubles')
    const ms = await page.evaluate(() => {
      const { timeline } = workbench
      timeline.select({ kind: 'line', file: 'query.ts', line: 2 })
      const from = performance.now()
      for (let i = 0; i < 10; i += 1) timeline.select({ kind: 'line', file: 'query.ts', line: 3 + (i % 2) })
      return (performance.now() - from) / 10
    })
    expect(ms).toBeLessThan(16)
    await page.context().close()
  })
})

describe('time', () => {
  test('stepping moves tables, SQL and the line together', async () => {
    const page = await open()
    const slider = page.getByRole('slider', { name: 'Position in the run' })
    await page.keyboard.press('Alt+ArrowLeft')
    expect(await slider.getAttribute('aria-valuetext')).toContain('statement 8 of 8')
    for (let i = 0; i < 3; i += 1) await page.getByRole('button', { name: 'Step back' }).click()
    await expect.poll(() => page.locator('.status .where').textContent()).toBe('statement 6 of 8')
    expect((await texts(page, 'tables-panel tr[data-now]'))[0]).toContain('1 john 1 → 2')
    expect(await texts(page, 'sql-panel .entry[data-now] .tag')).toEqual(['UPDATE'])
    expect(await page.locator('sql-panel .entry[data-future]').count()).toBe(2)
    expect(await page.locator('[data-group=query] .now-line').count()).toBe(1)
    await slider.focus()
    await page.keyboard.press('Home')
    await expect.poll(() => page.locator('tables-panel .empty').textContent()).toContain('No tables at this moment')
    await page.keyboard.press('End')
    await expect.poll(() => page.locator('tables-panel tr[data-row]').count()).toBe(4)
    expect(await page.evaluate(() => fired.filter((type) => type === 'position-change').length)).toBeGreaterThan(4)
    await page.context().close()
  })
})

describe('the cells', () => {
  test('typing tells of the new text and runs nothing; Ctrl+Enter runs it', async () => {
    const page = await open('?unrun')
    const area = page.getByRole('textbox', { name: 'query.ts' })
    await area.fill('db.createAll()')
    await area.press('End')
    await area.press('Enter')
    await area.pressSequentially('1 + 1')
    expect(await page.evaluate(() => workbench.currentFiles[1]!.text)).toBe('db.createAll()\n1 + 1')
    expect(await page.locator('[data-group=query] .plain-lines .l').count()).toBe(2)
    expect(await page.evaluate(() => [runs.length, fired.includes('files-change')])).toEqual([0, true])
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => page.evaluate(() => runs.at(-1)?.files[1]?.text)).toBe('db.createAll()\n1 + 1')
    await page.context().close()
  })

  test('a long run can be stopped, and counts', async () => {
    const page = await open('?endless')
    const stop = page.getByRole('button', { name: /^Stop/ })
    await stop.waitFor()
    expect(await stop.textContent()).toMatch(/\d\.\d s/)
    await expect.poll(() => page.locator('tables-panel tr[data-row]').count()).toBe(4)
    await stop.click()
    await page.getByRole('button', { name: /^Run/ }).waitFor()
    expect(await page.evaluate(() => fired.includes('run-end'))).toBe(true)
    await page.context().close()
  })

  test('Monaco takes the place of the text without moving it; what was typed stays; Escape and Tab leave it', async () => {
    const page = await open('', { viewport: { width: 1440, height: 900 } })
    await page.evaluate(() => workbench.focusCell('query.ts', 3))
    await page.keyboard.type('// kept ')
    const places = () =>
      page.evaluate(() => {
        const line = document.querySelector(
          '[data-group=query] .plain-lines .l:nth-child(2) > span, [data-group=query] .view-line:nth-child(2) > span',
        )
        const mark = document.querySelector('[data-group=query] .mark .val')
        return [line!.getBoundingClientRect().left, mark!.getBoundingClientRect().top].map(Math.round)
      })
    const before = (await page.locator('.monaco-editor').count()) === 0 ? await places() : null
    await marked(page, 'backref:editor')
    if (before) expect(await places()).toEqual(before)
    expect(await page.evaluate(() => workbench.currentFiles[1]!.text.split('\n')[2])).toMatch(/^\/\/ kept const user/)
    expect(await page.evaluate(() => document.activeElement?.closest('code-cell')?.id)).toBe('cell-query.ts')
    await page.keyboard.type('and this ')
    expect(await page.evaluate(() => workbench.currentFiles[1]!.text.split('\n')[2])).toMatch(/^\/\/ kept and this const user/)
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => page.evaluate(() => runs.length)).toBe(2)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.closest('code-cell'))).toBeNull()
    const marks = await page.evaluate(() =>
      ['backref:result', 'backref:editor'].map((name) => performance.getEntriesByName(name)[0]!.startTime),
    )
    expect(marks[0]).toBeLessThan(marks[1]!)
    await page.context().close()
  })
})

describe('regions', () => {
  test('their sizes are changed from the keyboard and remembered', async () => {
    const page = await open()
    const line = page.getByRole('separator', { name: 'Width of the text' })
    const width = () => page.locator('[slot=text]').evaluate((text) => text.getBoundingClientRect().width)
    const before = await width()
    await line.focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(width).toBeGreaterThan(before)
    const after = await width()
    await page.reload()
    await marked(page, 'backref:result')
    expect(await width()).toBe(after)
    await page.context().close()
  })

  test('on a phone they are tabs, nothing scrolls sideways, and code can be run', async () => {
    const page = await open('', phone)
    for (const name of ['Text', 'Code', 'Tables', 'Session', 'SQL', 'Output']) {
      await page.getByRole('tab', { name: new RegExp(`^${name}`) }).click()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    }
    await page.getByRole('button', { name: /^Run/ }).click()
    await expect.poll(() => page.evaluate(() => runs.length)).toBe(2)
    await page.context().close()
  })
})

test.each(['?theme=light', '?theme=dark', '?run=troubles', '?run=troubles&theme=dark'])(
  'axe finds nothing with %s',
  async (query) => {
    for (const options of [touch, phone]) {
      const page = await open(query, options)
      await page.evaluate(axe)
      const tabs = options === phone ? ['Code', 'Tables', 'Session', 'SQL', 'Output'] : ['Session', 'Output']
      for (const name of tabs) {
        await page.getByRole('tab', { name: new RegExp(`^${name}`) }).click()
        const found = await page.evaluate(async () => {
          type Axe = { run(of: Element): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
          const { violations } = await (window as unknown as { axe: Axe }).axe.run(workbench)
          return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)
        })
        expect(found, name).toEqual([])
      }
      await page.context().close()
    }
  },
)

test('a workbench that is moved or comes back keeps what was typed', async () => {
  for (const options of [touch, { viewport: { width: 1440, height: 900 } }]) {
    const page = await open('', options)
    if (options !== touch) await marked(page, 'backref:checked')
    await page.evaluate(() => workbench.focusCell('query.ts', 1))
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('code-cell')?.id)).toBe('cell-query.ts')
    await page.keyboard.type('1 // ')
    const text = () => page.evaluate(() => workbench.currentFiles[1]!.text)
    await page.evaluate(async () => {
      document.body.prepend(workbench)
      await workbench.updateComplete
      workbench.remove()
      await new Promise((wake) => setTimeout(wake, 100))
      document.body.append(workbench)
    })
    await expect.poll(text).toMatch(/^1 \/\/ db\.createAll/)
    await page.getByText('1 // db.createAll()').first().waitFor()
    await page.context().close()
  }
})
