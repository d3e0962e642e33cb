import type { FrameLocator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { useBrowser } from './step-support'

const { visit } = useBrowser()

interface Files {
  currentFiles: { name: string; text: string }[]
  setFiles(files: Files['currentFiles']): void
}

/** Opens the playground with the whole app of the notes, its app.ts changed by `change`, and runs it. */
async function openApp(change: (text: string) => string = (text) => text): Promise<{ page: Page; frame: FrameLocator }> {
  const page = await visit('#/play')
  page.setDefaultTimeout(10_000)
  await page.locator('select').selectOption({ label: 'Flasky: the whole app, with a browser' })
  // The template's own code runs by itself. A machine that is busy with other things may not give it its two seconds.
  const frame = page.locator('browser-panel iframe')
  await page.locator('browser-panel iframe, .browser-trouble').first().waitFor()
  if (await page.locator('.browser-trouble').count()) await page.keyboard.press('Control+Enter')
  await frame.waitFor()
  const files = await page.evaluate(() => (document.querySelector('backref-workbench') as unknown as Files).currentFiles)
  const changed = files.map((file) => (file.name === 'app.ts' ? { ...file, text: change(file.text) } : file))
  if (changed.some(({ text }, index) => text !== files[index]!.text)) {
    const before = await frame.elementHandle()
    await page.evaluate((all) => (document.querySelector('backref-workbench') as unknown as Files).setFiles(all), changed)
    await page.keyboard.press('Control+Enter')
    await page.waitForFunction((old) => !old?.isConnected, before)
    await frame.waitFor()
  }
  return { page, frame: page.frameLocator('browser-panel iframe') }
}

const greet = async (frame: FrameLocator, name: string) => {
  await frame.getByLabel('What is your name?').fill(name)
  await frame.getByRole('button', { name: 'Submit' }).click()
}
const sql = (page: Page) =>
  page
    .locator('browser-panel [data-statement] code')
    .evaluateAll((all) => all.map((each) => each.textContent!.replace(/\s+/g, ' ').trim()))

describe('the browser view', () => {
  test('a new name, then the same name again: two greetings, one INSERT', async () => {
    const { page, frame } = await openApp()
    await frame.getByText('Hello, Stranger!').waitFor()
    await greet(frame, 'john')
    await frame.getByText('Hello, john!').waitFor()
    await frame.getByText('Pleased to meet you!').waitFor()
    await greet(frame, 'john')
    await frame.getByText('Happy to see you again!').waitFor()
    expect((await sql(page)).map((text) => text.split(' ')[0])).toEqual(['SELECT', 'INSERT', 'SELECT'])
    const requests = page.locator('browser-panel .request summary')
    expect((await requests.allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim().replace(/ · .*/, ''))).toEqual([
      '200 GET / 0 statements',
      '302 POST / → / 2 statements',
      '200 GET / 0 statements',
      '302 POST / → / 1 statement',
      '200 GET / 0 statements',
    ])

    // The thread: a statement of a request lights up its row, its line and itself among all statements.
    await page.locator('browser-panel [data-statement]').nth(1).hover()
    await page.locator('sql-panel [data-on=thread]').first().waitFor()

    // Back, an empty form is kept by the browser itself, another address, an address that is not there.
    await page.getByRole('button', { name: 'Back', exact: true }).click()
    await frame.getByText('Happy to see you again!').waitFor()
    await page.getByLabel('Address').fill('/nowhere')
    await page.getByLabel('Address').press('Enter')
    await frame.getByRole('heading', { name: 'Not Found' }).waitFor()
    await page.getByLabel('Address').fill('https://example.com/')
    await page.getByLabel('Address').press('Enter')
    await page.getByText('no other site can be reached').waitFor()
    await page.context().close()
  })

  test('the session cookie can be read, and changing it without the key is noticed', async () => {
    const { page, frame } = await openApp()
    await greet(frame, 'john')
    await frame.getByText('Hello, john!').waitFor()
    await page.getByText('1 cookie').click()
    const says = page.getByLabel('It says')
    expect(JSON.parse(await says.inputValue())).toMatchObject({ known: false, name: 'john' })
    await says.fill('{"known":true,"name":"admin"}')
    await page.getByRole('button', { name: 'Change it without the key' }).click()
    await page
      .getByText('The session cookie’s signature does not fit')
      .or(page.getByText('signature does not fit'))
      .first()
      .waitFor()
    await frame.getByText('Hello, Stranger!').waitFor()
    await page.context().close()
  })

  test('an exception shows the line, and the next request works', async () => {
    const { page, frame } = await openApp((text) =>
      text.replace(
        "    session['name'] =",
        "    if (form.name.data === 'boom') throw new TypeError('no such name')\n    session['name'] =",
      ),
    )
    await greet(frame, 'boom')
    await page.locator('.browser-debugger h2', { hasText: 'TypeError' }).waitFor()
    await page
      .locator('.browser-debugger')
      .getByRole('button', { name: /^app\.ts:\d+$/ })
      .click()
    await page.getByRole('button', { name: 'Reload' }).click()
    await frame.getByText('Hello, Stranger!').waitFor()
    await page.context().close()
  })

  test('an error of a template is at its line, and leads there', async () => {
    const { page } = await openApp()
    await page.evaluate(() => {
      const workbench = document.querySelector('backref-workbench') as unknown as Files
      workbench.setFiles(
        workbench.currentFiles.map((file) =>
          file.name === 'templates/index.html'
            ? { ...file, text: file.text.replace('<p>Pleased', '<p>{{ greet(name) }} Pleased') }
            : file,
        ),
      )
    })
    await page.keyboard.press('Control+Enter')
    const page500 = page.locator('.browser-debugger')
    await page500.getByRole('heading', { name: 'UndefinedError' }).waitFor()
    const places = await page500.locator('ol button').allTextContents()
    expect(places[0]).toBe('templates/index.html:10')
    expect(places.at(-1)).toMatch(/^app\.ts:\d+$/)
    await page500.getByRole('button', { name: 'templates/index.html:10' }).click()
    await page.getByRole('tab', { name: 'templates/index.html', selected: true }).waitFor()
    await page.context().close()
  })

  test('two tabs at once show the race of get-or-create', async () => {
    const { page, frame } = await openApp()
    await page.getByLabel('send forms from two tabs at once').check()
    await greet(frame, 'ann')
    await page.locator('.browser-debugger h2', { hasText: 'IntegrityError' }).waitFor()
    expect((await sql(page)).map((text) => text.split(' ')[0])).toEqual(['SELECT', 'INSERT', 'SELECT', 'INSERT'])
    await page.context().close()
  })
})

describe('nothing in a page of the app', () => {
  const attack = `<script>parent.hacked = 1</script><img src=x onerror="parent.hacked = 2"><svg onload="parent.hacked = 3"></svg>
<a id="js" href="javascript:parent.hacked=4">js</a><a id="out" href="https://example.com/x" target="_top">out</a>
<iframe srcdoc="<script>parent.parent.hacked = 5</script>"></iframe><meta http-equiv="refresh" content="0;url=https://example.com/">
<link rel="stylesheet" href="https://example.com/s.css"><link rel="preconnect" href="https://example.com">
<style>@import "https://example.com/i.css"; body { background: url(https://example.com/b.png) }</style><img src="https://example.com/i.png">
<img src="/local.png"><form action="https://example.com/post" method="post"><input name="action"><input name="method"><button id="send">send</button></form>
<form name="addEventListener"></form><base href="https://example.com/"><button onclick="parent.hacked = 6" id="b">b</button><p>end of page</p>`

  test('runs, or reaches the network', async () => {
    const reached: string[] = []
    const { page, frame } = await openApp((text) => `${text}\napp.route('/bad', () => ${JSON.stringify(attack)})`)
    // What a policy has stopped is told of as a request too, and as one that failed for that reason.
    page.on('requestfinished', (request) => reached.push(request.url()))
    page.on('requestfailed', (request) => request.failure()?.errorText !== 'csp' && reached.push(request.url()))
    await page.getByLabel('Address').fill('/bad')
    await page.getByLabel('Address').press('Enter')
    await frame.getByText('end of page').waitFor()
    await frame.locator('#b').click()
    await frame.locator('#js').click()
    await frame.locator('#out').click()
    await page.getByText('no other site can be reached').waitFor()
    await page.getByRole('button', { name: 'Reload' }).click()
    await frame.locator('#send').click()
    await page.getByText('no other site can be reached').waitFor()
    await page.waitForTimeout(300)
    expect(await page.evaluate(() => (globalThis as { hacked?: number }).hacked)).toBeUndefined()
    expect(reached.filter((url) => /example|local\.png|\/x$|send|post/.test(url))).toEqual([])
    await page.context().close()
  })

  test('comes from a name with markup', async () => {
    const { page, frame } = await openApp()
    const name = '<img src=x onerror="parent.hacked = 1"><script>parent.hacked = 2</script>'
    await greet(frame, name)
    await frame.getByRole('heading', { name: `Hello, ${name}!` }).waitFor()
    expect(await frame.locator('img').count()).toBe(0)
    expect(await page.locator('backref-workbench img').count()).toBe(0)
    expect(await page.evaluate(() => (globalThis as { hacked?: number }).hacked)).toBeUndefined()
    await page.context().close()
  })
})
