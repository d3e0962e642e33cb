import { expect, test } from 'vitest'
import { readLessons } from '../../../scripts/vite/read-lessons'
import { checkTypes } from '../../lessons/types'

test('a name that a model lacks is found in the code of a step', async () => {
  const step = readLessons('lessons').steps.find(({ id }) => id === 'relationships/one-role-many-users')!
  const files = step.files.map((file) =>
    file.name === 'query.ts' ? { ...file, text: `${file.text}\nUser.query.filterBy({ nickname: 'x' })\n` } : file,
  )
  const said = await checkTypes([{ ...step, files, solution: [], ways: [] }], process.cwd())
  const found = [...said].filter(([, lines]) => lines.length > 0)
  expect(found.map(([name]) => name)).toEqual([`${step.id}: start`, `${step.id}: solution`])
  expect(found[0]![1].join('\n')).toContain('nickname')
  const right = await checkTypes([{ ...step, ways: [] }], process.cwd())
  expect([...right.values()].flat()).toEqual([])
}, 60_000)
