import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { nodeSqlite } from '../scripts/sqlite'
import { type Contestant, type Opened, type Work, type Workload, workloads } from './contestant'
import { drizzle } from './contestants/drizzle'
import { kysely } from './contestants/kysely'
import { ours } from './contestants/ours'
import { raw } from './contestants/raw'
import { typeorm } from './contestants/typeorm'
import { seed } from './seed'
import { type Measured, report, table } from './table'

const usage = `npm run bench -- [--only NAME]... [--rounds N] [--json FILE]
  --only    a workload (${workloads.map((w) => w.name).join(', ')}) or a contestant; may be repeated
  --rounds  measured rounds, at least; 9 unless told
  --json    writes medians and ratios`

/** Measures and prints. @returns the exit code: 1 when ours misses a target, 2 for wrong arguments */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string', default: '9' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const rounds = Number(values.rounds)
  if (values.help || !(rounds > 0)) {
    console.log(usage)
    return values.help ? 0 : 2
  }
  const sqlite = await nodeSqlite()
  const all = [raw(sqlite), ours(sqlite, false), ours(sqlite, true), kysely(sqlite), drizzle(sqlite), typeorm()]
  const names = [...workloads, ...all].map(({ name }) => name as string)
  const unknown = values.only.filter((name) => !names.includes(name))
  if (unknown.length > 0) {
    console.error(`There is no ${unknown.join(', ')}. There are: ${names.join(', ')}.`)
    return 2
  }
  const chosen = <T extends { name: string }>(list: T[]): T[] =>
    list.some(({ name }) => values.only.includes(name)) ? list.filter(({ name }) => values.only.includes(name)) : list
  // raw always runs: it is what the others are measured by
  const contestants = [all[0]!, ...chosen(all).filter((c) => c !== all[0])]

  const bytes = seed(sqlite)
  const opened = new Map<Contestant, Opened>()
  for (const c of contestants) opened.set(c, await c.open(bytes.slice()))
  const measured: Measured[] = []
  for (const workload of chosen(workloads)) {
    console.error(`${workload.name}: ${workload.what}`)
    measured.push(...(await compete(workload, opened, rounds)))
  }
  console.log(table(measured))
  const result = report(measured)
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`)
  return result.missed.length > 0 ? 1 : 0
}

/** Milliseconds that a contestant works before it is measured, so that the compiler is done with it. */
const warmUp = 250
/** Milliseconds that raw is measured in all: a workload of one millisecond takes more rounds than one of forty. */
const measuredMs = 100
const mostRounds = 61

/** One workload, all contestants by turns: what disturbs a round disturbs all of them. */
async function compete(workload: Workload, opened: Map<Contestant, Opened>, rounds: number): Promise<Measured[]> {
  const working = [...opened].filter(([, { work }]) => work[workload.name] !== undefined)
  let expected: number | null = null
  const once = async (contestant: Contestant, o: Opened): Promise<number> => {
    await o.reset()
    if (workload.prepare !== undefined) {
      await o.look(workload.prepare)
      await o.reset()
    }
    const { ms, sum } = await time(o.work[workload.name]!)
    const found = workload.check === undefined ? sum : await o.look(workload.check)
    expected ??= found
    if (found !== expected) throw new Error(`${contestant.name} gives ${found} for "${workload.name}", not ${expected}`)
    // What one contestant keeps must not be collected in another's time.
    await o.reset()
    return ms
  }
  let raw = 0
  for (const [contestant, o] of working) {
    let last = 0
    for (let spent = 0, n = 0; n < 2 || spent < warmUp; n++) {
      last = await once(contestant, o)
      spent += last
    }
    raw ||= last
  }
  const wanted = Math.max(rounds, Math.min(mostRounds, Math.ceil(measuredMs / raw)))
  const times = new Map<Contestant, number[]>(working.map(([contestant]) => [contestant, []]))
  for (let round = 0; round < wanted; round++)
    for (const [contestant, o] of working) times.get(contestant)!.push(await once(contestant, o))
  return [...times].map(([contestant, list]) => ({ workload, contestant: contestant.name, times: list }))
}

/** CPU time of the process in milliseconds: the clock on the wall also counts what other programs do. */
async function time(work: Work): Promise<{ ms: number; sum: number }> {
  // Young garbage only: a full collection takes the compiler's knowledge of classes without living objects with it.
  const { gc } = globalThis as { gc?: (options: { type: 'minor' }) => void }
  gc?.({ type: 'minor' })
  const from = process.cpuUsage()
  const result = work()
  const sum = typeof result === 'number' ? result : await result
  const { user, system } = process.cpuUsage(from)
  return { ms: (user + system) / 1000, sum }
}
