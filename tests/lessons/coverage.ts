import type { WrittenStep } from '../../src/page/course/step'

/** How many claims the notes make under each letter. */
const claimsByLetter = {
  A: 6,
  B: 4,
  C: 7,
  D: 5,
  E: 5,
  G: 2,
  H: 2,
  I: 1,
  J: 5,
  K: 3,
  L: 4,
  M: 5,
  N: 1,
  O: 2,
  P: 2,
  Q: 2,
  R: 6,
  S: 6,
  T: 4,
  U: 4,
}
const verdictCount = 30

/** What no step teaches yet, in words. */
export function gaps(steps: WrittenStep[]): { missing: string[]; unknown: string[]; covered: number } {
  const claims = Object.entries(claimsByLetter).flatMap(([letter, n]) => Array.from({ length: n }, (_, i) => `${letter}${i + 1}`))
  const verdicts = Array.from({ length: verdictCount }, (_, i) => `X${i + 1}`)
  const taught = new Set(steps.flatMap((step) => step.claims))
  const shown = new Set(steps.flatMap((step) => step.verdicts))
  return {
    missing: [
      ...claims.filter((id) => !taught.has(id)).map((id) => `claim ${id}`),
      ...verdicts.filter((id) => !shown.has(id)).map((id) => `verdict ${id}`),
    ],
    unknown: [...[...taught].filter((id) => !claims.includes(id)), ...[...shown].filter((id) => !verdicts.includes(id))],
    covered: claims.filter((id) => taught.has(id)).length + verdicts.filter((id) => shown.has(id)).length,
  }
}
