import { join } from 'node:path'
import { readLessons } from '../../scripts/vite/read-lessons'
import { gaps } from './coverage'
import { prove } from './prove'
import { runFiles } from './run-files'
import { checkTypes } from './types'

/**
 * Proves the course and prints what does not hold.
 * @param args `--complete`: what is not written yet fails too; `--messages`: print what somebody who goes wrong would read;
 *   `--trace`: print what happened in each run; `--types`: check types too; anything else: only steps whose id begins with it
 * @param root the folder of the lessons
 * @returns the exit code
 */
export async function main(args: string[], root: string): Promise<number> {
  const complete = args.includes('--complete')
  const withMessages = args.includes('--messages')
  const withTraces = args.includes('--trace')
  const only = args.find((arg) => !arg.startsWith('--')) ?? ''
  const { steps, starters, home, misconceptions } = readLessons(root)
  const count = { passed: 0, failed: 0 }
  const unfinished: string[] = []
  const fail = (what: string) => {
    count.failed += 1
    console.log(what)
  }
  const ids = steps.map((s) => s.id)
  for (const step of steps.filter(({ id }) => id.startsWith(only))) {
    const proof = await prove(
      step,
      ids,
      misconceptions.map((m) => m.id),
      withMessages,
    )
    count.passed += proof.passed
    for (const one of proof.failed) fail(`${step.number} ${step.id}: ${one}`)
    unfinished.push(...proof.unfinished.map((one) => `${step.number} ${step.id}: ${one}`))
    if (withTraces) console.log([`\n${step.number} ${step.title}`, ...proof.traces].join('\n'))
    if (withMessages) console.log([`\n${step.number} ${step.title}`, ...proof.messages.map((m) => `    ${m}`)].join('\n'))
  }
  if (args.includes('--types')) {
    const found = await checkTypes(
      steps.filter(({ id }) => id.startsWith(only)),
      join(root, '..'),
    )
    for (const [name, said] of found)
      fail([`${name} does not pass the type checker:`, ...said.map((one) => `  ${one}`)].join('\n'))
  }
  if (only === '') {
    for (const { id, files, cells, url } of [...starters, home]) {
      const { error } = await runFiles({ files, cells, url, database: null, actions: [] })
      if (error) fail(`${id} meets an error: ${error}`)
      else count.passed += 1
    }
    const { missing, unknown, covered } = gaps(steps)
    count.passed += covered
    for (const id of unknown) fail(`there is no claim or verdict ${id}`)
    unfinished.push(...missing.map((one) => `${one} has no step`))
  }
  if (unfinished.length > 0) {
    console.log(`\nUnfinished (${complete ? 'counted as failed' : 'counted as failed only with --complete'}):`)
    for (const one of unfinished) console.log(`  ${one}`)
    console.log('')
  }
  if (complete) count.failed += unfinished.length
  console.log(`${count.passed} passed, ${count.failed} failed`)
  return count.failed > 0 ? 1 : 0
}
