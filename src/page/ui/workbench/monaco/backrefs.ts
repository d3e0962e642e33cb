const relationship = /\brelationship\(\s*(['"])(\w+)\1\s*,\s*\{[^}]*?\bbackref:\s*(?:(?:\w+\.)?backref\(\s*)?(['"])(\w+)\3/g
const missing = /^Property '(\w+)' does not exist on type 'typeof (\w+)'/

/** What backrefs in these texts add to classes, such as `User.role`. */
export function backrefsIn(texts: Iterable<string>): Set<string> {
  const found = new Set<string>()
  for (const text of texts) for (const [, , target, , name] of text.matchAll(relationship)) found.add(`${target}.${name}`)
  return found
}

/**
 * Does TypeScript miss what a backref adds? `User.role` is there when code runs, and no type can say so: the type of the
 * class would depend on itself.
 */
export function isBackref(message: unknown, backrefs: ReadonlySet<string>): boolean {
  const [, name, target] = (typeof message === 'string' && missing.exec(message)) || []
  return backrefs.has(`${target}.${name}`)
}
