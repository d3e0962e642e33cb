import { transform } from 'sucrase'
import type { CompiledFile } from '../../protocol'
import type { SourceFile } from './contract'
import { instrument } from './instrument'
import { type SyntaxProblem, syntaxProblem, unsupported } from './syntax-problem'

export type { SyntaxProblem } from './syntax-problem'

export type Compilation = { files: CompiledFile[]; problem: null } | { files: null; problem: SyntaxProblem }

const kept = new Map<string, CompiledFile>()

/**
 * Makes files ready for the lab: types stripped and imports turned into require() without moving a line, every top-level
 * expression's value reported, every statement's line noted, models registered. Files that are not code (templates, SQL)
 * become modules that export their text. The first file that cannot be read gives the problem.
 */
export function compile(files: readonly SourceFile[]): Compilation {
  const compiled: CompiledFile[] = []
  for (const file of files) {
    const key = `${file.name}\n${file.text}`
    let result = kept.get(key)
    if (result === undefined) {
      try {
        result = compileFile(file)
      } catch (thrown) {
        return { files: null, problem: syntaxProblem(thrown, file) }
      }
      if (kept.size > 50) kept.clear()
      kept.set(key, result)
    }
    compiled.push(result)
  }
  return { files: compiled, problem: null }
}

function compileFile({ name, text }: SourceFile): CompiledFile {
  if (!/\.[cm]?[jt]sx?$/.test(name)) return { name, code: `module.exports=${JSON.stringify(text)}`, text }
  unsupported(text)
  const { code } = transform(text, {
    transforms: ['typescript', 'imports'],
    disableESTransforms: true,
    production: true,
  })
  return { name, code: instrument(code) }
}
