import { codeOnly, scanModels } from '../../../runner/scan'

interface SharedName {
  name: string
  value: boolean
  type: boolean
}

/** The file whose names stay its own; the names of all other files are in scope everywhere. */
const lastCell = 'query.ts'

const declaration =
  /^(?:export\s+)?(?:declare\s+)?(?:abstract\s+)?(class|enum|interface|type|const|let|var|(?:async\s+)?function\*?)\s+([\p{L}_$][\p{L}\p{N}_$]*)/gmu

/** The names that a file declares at its top level, exported or not: declarations that start a line. */
export function topLevelNames(text: string): SharedName[] {
  const names = new Map<string, SharedName>()
  for (const [, keyword, name] of codeOnly(text).matchAll(declaration)) {
    const known = names.get(name!) ?? { name: name!, value: false, type: false }
    const onlyType = keyword === 'interface' || keyword === 'type'
    names.set(name!, {
      name: name!,
      value: known.value || !onlyType,
      type: known.type || onlyType || keyword === 'class' || keyword === 'enum',
    })
  }
  return [...names.values()]
}

/**
 * What the type checker reads after the learner's text: it makes the file a module, puts its names into the scope of the
 * other cells, as a run does, and lists its models in `Models`, from which the backrefs are typed. It stands behind the
 * text, so no line moves.
 */
export function sharing(file: string, text: string): string {
  if (!file.endsWith('.ts') || file.endsWith('.d.ts')) return ''
  // `db` is in scope everywhere by itself, also where an app makes it.
  const names = file === lastCell || file.startsWith('migrations/') ? [] : topLevelNames(text).filter(({ name }) => name !== 'db')
  if (names.length === 0) return '\nexport {}\n'
  const models = new Set(scanModels(text))
  const here = `import('./${file.replace(/^.*\//, '').replace(/\.ts$/, '')}')`
  const shared = names.map(({ name, value, type }) =>
    [value ? `const ${name}: typeof ${here}.$${name}` : '', type ? `type ${name} = ${here}.$${name}` : '']
      .filter(Boolean)
      .join('; '),
  )
  const registry = names.filter(({ name }) => models.has(name)).map(({ name }) => `${name}: typeof ${here}.$${name}`)
  return `
export { ${names.map(({ name }) => `${name} as $${name}`).join(', ')} }
declare global {
  interface Models { ${registry.join('; ')} }
  ${shared.join('\n  ')}
}
`
}
