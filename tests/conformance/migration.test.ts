import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exceptionFor, readExceptions } from './exceptions'
import { type MigrationCase, runMigrationCase } from './migration'

const folder = join(import.meta.dirname, 'recordings/cases')
const cases = readdirSync(folder)
  .filter((f) => f.startsWith('mig-'))
  .map((f) => JSON.parse(readFileSync(join(folder, f), 'utf8')) as MigrationCase)
  .filter((c) => c.kind === 'migration')
const exceptions = readExceptions(join(import.meta.dirname, 'exceptions.md'))

test.each(cases.map((c) => [c.id, c] as const))('%s', (id, recorded) => {
  const { differences } = runMigrationCase(recorded)
  if (exceptionFor(exceptions, id)) expect(differences).not.toEqual([])
  else expect(differences).toEqual([])
})
