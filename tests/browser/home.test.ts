import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { go, shows, type, typed, useBrowser } from './step-support'

const { visit, profile } = useBrowser()

test('the home page shows real lines at work, with any name', async () => {
  const page = await visit('#/')
  const example = page.getByRole('region', { name: 'An example at work' })
  await example.getByRole('cell', { name: 'susan' }).waitFor()
  await example.getByText('INSERT INTO users').waitFor()
  const name = `O'Brien "\\n"`
  await example.getByLabel('User name').fill(name)
  await example.getByRole('button', { name: 'Run' }).click()
  await example.getByRole('cell', { name }).waitFor()
  expect(await example.getByRole('cell').allTextContents()).toEqual(['1', name])
  await page.context().close()
})

test('the home page loads no editor and talks to nobody else', async () => {
  const context = await profile()
  const requests: string[] = []
  context.on('request', (request) => requests.push(request.url()))
  const home = await visit('#/', context)
  await home.getByRole('cell', { name: 'susan' }).waitFor()
  const { origin } = new URL(home.url())
  expect(requests.filter((url) => /monaco|editor|typescript/i.test(url))).toEqual([])
  expect(requests.filter((url) => !url.startsWith(origin) && !url.startsWith('blob:') && !url.startsWith('data:'))).toEqual([])
  await context.close()
})

test('the application of the notes opens from the home page and knows who comes again', async () => {
  const page = await visit('#/')
  await page.getByRole('link', { name: 'Open the whole application' }).click()
  expect(new URL(page.url()).hash).toBe('#/play/flasky-app')
  const frame = page.frameLocator('browser-panel iframe')
  // A machine that is busy with other things may not give the first run its two seconds.
  await page.locator('browser-panel iframe, .browser-trouble').first().waitFor()
  if (await page.locator('.browser-trouble').count()) await page.keyboard.press('Control+Enter')
  const submit = async (name: string) => {
    await frame.getByLabel('What is your name?').fill(name)
    await frame.getByRole('button', { name: 'Submit' }).click()
  }
  await submit('ada')
  await frame.getByText('Hello, ada!').waitFor()
  await frame.getByText('Pleased to meet you!').waitFor()
  await submit('ada')
  await frame.getByText('Happy to see you again!').waitFor()
  const statements = await page.locator('browser-panel [data-statement] code').allTextContents()
  expect(statements.filter((sql) => /^\s*INSERT/.test(sql))).toHaveLength(1)
  await page.context().close()
})

test('each template of the playground has an address and a draft of its own', async () => {
  const page = await visit('#/')
  const templates = page.getByRole('region', { name: 'The playground' })
  await templates.getByRole('link').first().waitFor()
  expect(await templates.getByRole('link').evaluateAll((all) => all.map((each) => each.getAttribute('href')))).toEqual([
    '#/play/blank',
    '#/play/flasky',
    '#/play/flasky-app',
    '#/play/flasky-migrations',
  ])
  await templates.getByRole('link', { name: 'Flasky: roles and users' }).click()
  await shows(page, "<User 'david'>")
  await type(page, '// on Flasky')
  await shows(page, /● *saved/)
  await page.getByLabel('Begin with').selectOption({ label: 'Blank' })
  await page.waitForURL('**#/play/blank')
  await shows(page, "<Note 'hello'>")
  expect(await typed(page)).toMatch('db.createAll()')
  await page.goBack()
  await expect.poll(() => typed(page), { timeout: 8000 }).toBe('// on Flasky')
  await go(page, '#/play')
  await expect.poll(() => typed(page), { timeout: 8000 }).toBe('// on Flasky')
  await go(page, '#/play/nothing')
  await shows(page, 'There is no template “play/nothing” in this course.')
  await page.context().close()
})

test('the course map names all modules and leads to their steps', async () => {
  const page = await visit('#/')
  const map = page.getByRole('region', { name: 'The course' })
  await map.getByRole('heading', { name: 'Transactions' }).waitFor()
  expect(await map.getByRole('heading', { level: 3 }).count()).toBe(11)
  await map.getByRole('link', { name: 'Tables you can touch' }).click()
  await shows(page, 'It has already run.')
  await page.context().close()
})

test('progress is saved as a file, and added on another device to what is there', async () => {
  const page = await visit('#/')
  const add = page.getByLabel('Add progress from a file')
  const file = (solved: unknown) => ({
    name: 'p.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify({ 'backref-progress': 1, solved })),
  })
  await add.setInputFiles({ ...file({}), buffer: Buffer.from('{"backref": 1}') })
  await shows(page, 'This file holds no progress.')
  await add.setInputFiles(file({ 'relationships/one-role-many-users': 5, 'no/longer-there': 6 }))
  await shows(page, '2 steps added.')
  await add.setInputFiles(file({ 'relationships/one-role-many-users': 7, 'orientation/tables-you-can-touch': 8 }))
  await shows(page, '1 step added.')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save progress as a file' }).click(),
  ])
  expect(JSON.parse(await text(await download.createReadStream()))).toEqual({
    'backref-progress': 1,
    solved: { 'no/longer-there': 6, 'orientation/tables-you-can-touch': 8, 'relationships/one-role-many-users': 5 },
  })
  await page.context().close()
})
