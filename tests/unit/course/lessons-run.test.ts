import { describe, expect, test } from 'vitest'
import { readLessons } from '../../../scripts/vite/read-lessons'
import { createWorkspace } from '../../../src/engine/db'
import { judge } from '../../../src/page/course/checks/judge'
import type { LessonFile, Starter } from '../../../src/page/course/step'
import { openLab } from '../../support/lab'

const { steps, starters, home } = readLessons('lessons')

/** Runs files as the page does, and gives the timeline. */
async function timelineOf({ cells, url }: Starter, files: LessonFile[]) {
  const lab = await openLab(createWorkspace)
  await lab.run(Object.fromEntries(files.map((f) => [f.name, f.text])), { cells, url })
  return lab.events()
}

function errors(events: Awaited<ReturnType<typeof timelineOf>>): string[] {
  return events.flatMap((e) => (e.kind === 'problem' && e.severity === 'error' ? [`${e.term}: ${e.message}`] : []))
}

describe.each(steps)('$id', (step) => {
  test('begins without an error and with something left to do', async () => {
    const events = await timelineOf(step, step.files)
    expect(errors(events)).toEqual([])
    expect(judge(step.goals, events).every((v) => v.met)).toBe(false)
  })

  test('its solution meets every goal', async () => {
    const files = step.files.map((file) => step.solution.find((f) => f.name === file.name) ?? file)
    const events = await timelineOf(step, files)
    expect(errors(events)).toEqual([])
    expect(judge(step.goals, events).map((v) => v.differs)).toEqual(step.goals.map(() => null))
  })
})

test.each([...starters, home])('$id runs without an error', async (starter) => {
  expect(errors(await timelineOf(starter, starter.files))).toEqual([])
})
