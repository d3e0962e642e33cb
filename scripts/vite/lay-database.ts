import { act } from '../../src/page/course/perform'
import type { Beginning, WrittenStep } from '../../src/page/course/step'

/**
 * Makes the database files that a step and its hidden data begin with, by doing what comes before them, and puts them into it.
 * @throws Error when what comes before meets an error, or leaves no database file
 */
export async function layDatabase(step: WrittenStep): Promise<void> {
  const { beginning, hiddenBeginning, hidden } = step
  if (beginning && step.database === null) step.database = await made(step, beginning)
  if (hiddenBeginning && hidden && hidden.database === null) hidden.database = await made(step, hiddenBeginning)
}

async function made({ id, cells, url }: WrittenStep, { files, actions }: Beginning): Promise<string> {
  // The engine is needed only here, by few steps.
  const { labEngine } = await import('./lab-engine')
  const { events, database } = await act(await labEngine(), { files, cells, url, database: null, actions })
  if (database === null) {
    throw new Error(`${id}: it has a “before”, yet no database file: its url must be one like sqlite:///data.sqlite.`)
  }
  const wrong = events.find((e) => (e.kind === 'problem' && e.severity === 'error') || (e.kind === 'flask' && e.exit !== 0))
  if (wrong) {
    throw new Error(`${id}: what is done before it fails: ${wrong.kind === 'flask' ? wrong.output : JSON.stringify(wrong)}`)
  }
  return Buffer.from(database).toString('base64')
}
