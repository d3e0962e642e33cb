/** Ends every switch over a `kind`: the compiler refuses it while a case is missing. */
export function unreachable(x: never): never {
  throw new Error(`unexpected: ${JSON.stringify(x)}`)
}
