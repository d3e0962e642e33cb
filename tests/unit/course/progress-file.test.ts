import { expect, test } from 'vitest'
import { progressFile, readProgressFile } from '../../../src/page/ui/progress-file'

test('progress goes into a file and comes back', () => {
  const progress = new Map([['models/defaults', { solved: 5 }]])
  expect(readProgressFile(progressFile(progress))).toEqual(new Map([['models/defaults', 5]]))
})

test.each([
  ['{', 'cut off'],
  ['null', 'holds no progress'],
  ['{"backref": 1}', 'holds no progress'],
  ['{"backref-progress": 2}', 'version 2'],
  ['{"backref-progress": 1}', 'damaged'],
])('%s is refused in words', (text, says) => {
  expect(readProgressFile(text)).toContain(says)
})

test('what is no time is left out', () => {
  expect(readProgressFile('{"backref-progress": 1, "solved": {"a": 1, "b": "x"}}')).toEqual(new Map([['a', 1]]))
})
