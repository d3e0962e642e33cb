import type { Workload } from './contestant'

export interface Measured {
  workload: Workload
  contestant: string
  /** CPU milliseconds of each round. */
  times: number[]
}

interface Line {
  workload: string
  contestant: string
  medianMs: number
  bestMs: number
  /** Median over the rounds of this contestant's time by raw's of the same round; null without raw. */
  ratio: number | null
  target: number | null
}

const reference = 'raw sql.js'

/** Medians and ratios as data, with the targets that ours misses. */
export function report(measured: Measured[]): { lines: Line[]; missed: string[] } {
  const lines = measured.map((m): Line => {
    const raw = measured.find((x) => x.workload === m.workload && x.contestant === reference)
    const ratio = raw ? median(m.times.map((t, i) => t / raw.times[i]!)) : null
    return {
      workload: m.workload.name,
      contestant: m.contestant,
      medianMs: rounded(median(m.times)),
      bestMs: rounded(Math.min(...m.times)),
      ratio: ratio === null ? null : rounded(ratio),
      target: targetOf(m),
    }
  })
  const missed = lines.filter((l) => l.target !== null && l.ratio !== null && l.ratio > l.target)
  return { lines, missed: missed.map((l) => `${l.contestant}: ${l.workload} ${l.ratio} (at most ${l.target})`) }
}

/** Recording may cost twice as much as not recording. */
function targetOf({ workload, contestant }: Measured): number | null {
  if (workload.target === null) return null
  if (contestant === 'ours') return workload.target
  return contestant === 'ours, recording' ? workload.target * 2 : null
}

/** The ratios as a table for people: a line per workload, a column per contestant. */
export function table(measured: Measured[]): string {
  const { lines, missed } = report(measured)
  const contestants = [...new Set(lines.map((l) => l.contestant))]
  const rows = [['', 'target', ...contestants]]
  for (const workload of new Set(measured.map((m) => m.workload))) {
    const cells = contestants.map((name) => {
      const line = lines.find((l) => l.workload === workload.name && l.contestant === name)
      if (!line) return '-'
      if (line.ratio === null || name === reference) return `${line.medianMs} ms`
      return `${line.ratio.toFixed(2)}${line.target !== null && line.ratio > line.target ? ' !' : ''}`
    })
    rows.push([workload.name, workload.target === null ? '' : `<= ${workload.target}`, ...cells])
  }
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((r) => r[i]!.length)))
  const text = rows.map((r) => r.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '))
  const note = `Ratios of CPU time to ${reference}; recording may take twice the target.`
  return [...text, '', note, ...missed.map((m) => `! ${m}`)].join('\n')
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

const rounded = (n: number): number => Math.round(n * 100) / 100
