import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { expect, it } from 'vitest'
import { serve } from '../../scripts/server.mjs'
import { dist } from '../../scripts/site.mjs'
import { openPage } from './browser'

it('the built site works from any folder, asks no other host, and breaks no rule of its own policy', async () => {
  rmSync('.cache/hosted', { recursive: true, force: true })
  mkdirSync('.cache/hosted/some/where', { recursive: true })
  symlinkSync(dist, '.cache/hosted/some/where/else', 'junction')
  const server = await serve('.cache/hosted')
  try {
    const folder = `${server.url}some/where/else/`
    const asked: string[] = []
    const { page, errors } = await openPage(`${folder}#/learn/relationships/one-role-many-users`, {}, (url) => asked.push(url))
    await page.waitForFunction(() => performance.getEntriesByName('backref:checked').length > 0, null, { polling: 100 })
    expect(asked.length).toBeGreaterThan(5)
    expect(asked.filter((url) => !url.startsWith(folder) && !/^(blob|data):/.test(url))).toEqual([])
    expect(errors).toEqual([])
    expect(await page.evaluate(() => document.querySelector('meta[http-equiv]')?.getAttribute('content'))).toContain(
      "default-src 'self'",
    )
  } finally {
    await server.close()
  }
})
