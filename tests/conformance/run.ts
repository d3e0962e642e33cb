import { join, resolve } from 'node:path'
import { type Case, readRecordings } from './case'
import { runCliCase } from './cli'
import { exceptionFor, readExceptions } from './exceptions'
import { runMigrationCase } from './migration'
import { type Outcome, runSession } from './session'

interface Options {
  folders: string[]
  only: string
  verbose: boolean
}

function readOptions(args: string[], here: string): Options {
  const options: Options = { folders: [], only: '', verbose: false }
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--verbose') options.verbose = true
    else if (args[i] === '--only') options.only = args[++i] ?? ''
    else if (args[i]!.startsWith('-'))
      throw new Error(`there is no option ${args[i]}; there are --only <start of an id> and --verbose`)
    else options.folders.push(resolve(process.env.INIT_CWD ?? '.', args[i]!))
  }
  if (options.folders.length === 0) options.folders = [join(here, 'recordings'), join(here, 'recordings/more')]
  return options
}

/**
 * Runs folders of recordings (by default the project's own) against our library and prints what differs.
 * @param args the command line after the script's name
 * @param here the folder of the exceptions list
 * @returns the exit code: 1 when a case failed that is not listed as an exception
 */
export async function main(args: string[], here: string): Promise<number> {
  const options = readOptions(args, here)
  const exceptions = readExceptions(join(here, 'exceptions.md'))
  const count = { passed: 0, failed: 0, skipped: 0 }
  const leftOut: string[] = []
  let unexpected = 0
  const all = options.folders.flatMap((folder) => {
    const { cases, models } = readRecordings(folder)
    return cases.filter((c) => c.id.startsWith(options.only)).map((recorded) => ({ recorded, models }))
  })
  for (const { recorded, models } of all) {
    const outcome = await play(recorded, models).catch(
      (error: Error): Outcome => ({ differences: [`the runner failed: ${error.stack}`], leftOut: [], log: [] }),
    )
    leftOut.push(...outcome.leftOut.map((l) => `${recorded.id} ${l}`))
    if (options.verbose) console.log([`\n${recorded.id}: ${recorded.title}`, ...outcome.log].join('\n'))
    if (outcome.differences.length === 0) {
      count.passed++
      continue
    }
    count.failed++
    const reason = exceptionFor(exceptions, recorded.id)
    if (!reason) unexpected++
    const more = outcome.differences.length > 1 ? ` (and ${outcome.differences.length - 1} more)` : ''
    console.log(`${recorded.id} ${outcome.differences[0]}${more}${reason ? ` [exception: ${reason}]` : ''}`)
    if (options.verbose) for (const d of outcome.differences.slice(1)) console.log(`    also: ${d}`)
  }
  if (leftOut.length > 0) {
    console.log(
      `${leftOut.length} steps were left out: TypeScript has no counterpart for them, or the recording says so${options.verbose ? ':' : ' (--verbose lists them)'}`,
    )
    if (options.verbose) for (const l of leftOut) console.log(`    ${l}`)
  }
  console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
  return unexpected > 0 ? 1 : 0
}

async function play(recorded: Case, models: Map<string, string>): Promise<Outcome> {
  if (recorded.kind === 'session') return runSession(recorded, models)
  const { differences } = await (recorded.kind === 'cli' ? runCliCase(recorded as never) : runMigrationCase(recorded as never))
  return { differences, leftOut: [], log: [] }
}
