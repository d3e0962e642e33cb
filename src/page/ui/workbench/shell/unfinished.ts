import { codeOnly } from '../../../runner/scan'

/**
 * Whether what was typed into the shell cannot be all yet: a bracket or a template is open, or it ends with an operator. After
 * an empty line it counts as all, so that nobody is held in it.
 */
export function unfinished(text: string): boolean {
  if (/\n[ \t]*$/.test(text)) return false
  const code = codeOnly(text)
  let open = 0
  for (const char of code) open += '([{'.includes(char) ? 1 : ')]}'.includes(char) ? -1 : 0
  const template = (code.match(/`/g)?.length ?? 0) % 2 === 1
  return open > 0 || template || /(?:=>|(?<![+-])[-+]|[=*%&|?:,.<])\s*$/.test(code)
}
