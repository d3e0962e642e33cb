import { readFileSync } from 'node:fs'

/** Ids of cases that may differ, from the list that a person keeps: lines such as "- `orm/032`: reason". */
export function readExceptions(file: string): Map<string, string> {
  const text = readFileSync(file, 'utf8')
  return new Map([...text.matchAll(/^-\s+`?([a-z]+\/\d+(?:-[\w-]+)?)`?:?\s+(.+)$/gm)].map((m) => [m[1]!, m[2]!]))
}

/** An exception may name a case by its number alone. */
export const exceptionFor = (exceptions: Map<string, string>, id: string) =>
  exceptions.get(id) ?? exceptions.get(id.replace(/-.*$/, ''))
