import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type CliCase, runCliCase } from './cli'
import { exceptionFor, readExceptions } from './exceptions'

const folder = join(import.meta.dirname, 'recordings/cases')
const cases = readdirSync(folder)
  .filter((f) => /^(mig|seed)-/.test(f))
  .map((f) => JSON.parse(readFileSync(join(folder, f), 'utf8')) as CliCase)
  .filter((c) => c.kind === 'cli')
const exceptions = readExceptions(join(import.meta.dirname, 'exceptions.md'))

test.each(cases.map((c) => [c.id, c] as const))('%s', (id, recorded) => {
  const { differences } = runCliCase(recorded)
  if (exceptionFor(exceptions, id)) expect(differences).not.toEqual([])
  else expect(differences).toEqual([])
})
