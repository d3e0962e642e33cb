import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { unused } from '../../scripts/vite/kysely-trim'

it('leaves out of the compiler only what the engine never makes', () => {
  const folder = 'src/engine/schema'
  const source = readdirSync(folder)
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8'))
    .join('\n')
  expect(unused.filter((kind) => new RegExp(`\\b${kind}Node\\b`).test(source))).toEqual([])
  // The test would find them: these are made.
  expect(['CreateTable', 'Join', 'SetOperation'].every((kind) => source.includes(`${kind}Node`))).toBe(true)
})
