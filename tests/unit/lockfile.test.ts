import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { missingOptional } from '../../scripts/lock.mjs'

const text = readFileSync('package-lock.json', 'utf8')

it('the lock file can be installed on every platform (npm run lock repairs it)', () => {
  expect(missingOptional(JSON.parse(text))).toEqual([])
})

it('the lock file names no download address', () => {
  expect(text).not.toContain('"resolved"')
})
