/**
 * The text with comments, strings and the fixed parts of templates blanked out, so that a plain search meets code only.
 * Lines and columns stay where they are.
 */
export function codeOnly(text: string): string {
  const out = text.split('')
  const blank = (from: number, to: number) => {
    for (let i = from; i < to && i < out.length; i++) if (out[i] !== '\n') out[i] = ' '
  }
  /** Depth of braces at which each open `${` ends. */
  const templates: number[] = []
  let depth = 0
  let i = 0
  const template = (from: number) => {
    let at = from
    while (at < text.length && text[at] !== '`') {
      if (text[at] === '\\') at++
      else if (text[at] === '$' && text[at + 1] === '{') {
        blank(from, at)
        templates.push(depth++)
        return at + 2
      }
      at++
    }
    blank(from, at)
    return at + 1
  }
  while (i < text.length) {
    const two = text.slice(i, i + 2)
    const char = text[i]!
    if (two === '//' || two === '/*') {
      const end = two === '//' ? text.indexOf('\n', i) : text.indexOf('*/', i + 2) + 2
      const to = end < (two === '//' ? 0 : 2) ? text.length : end
      blank(i, to)
      i = to
    } else if (char === "'" || char === '"') {
      let end = i + 1
      while (end < text.length && text[end] !== char && text[end] !== '\n') end += text[end] === '\\' ? 2 : 1
      blank(i + 1, end)
      i = end + 1
    } else if (char === '`') {
      i = template(i + 1)
    } else {
      if (char === '{') depth++
      else if (char === '}') {
        depth--
        if (templates.at(-1) === depth) {
          templates.pop()
          i = template(i + 1)
          continue
        }
      }
      i++
    }
  }
  return out.join('')
}

/** The names of the models that a file declares: `class User extends db.Model(`, exported or not. */
export function scanModels(text: string): string[] {
  return [
    ...codeOnly(text).matchAll(/\bclass\s+([\p{L}_$][\p{L}\p{N}_$]*)\s+extends\s+[\p{L}\p{N}_$.]+\s*\.\s*Model\s*\(/gu),
  ].map((match) => match[1]!)
}
