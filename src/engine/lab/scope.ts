import type { CompiledFile } from '../../protocol'
import type { Places } from './places'
import { importError } from './problems'

/** A script that defines one cell as a function, on one line with its first: no line moves. */
type Cell = (exports: object, require: (specifier: string) => unknown, module: Module, ...injected: unknown[]) => Promise<void>

/** `with` puts the shared names around the cell; inside, the code is strict. */
const head = '$cell(function($names){with($names){return async function(exports,require,module,$at,$f,$tick,$value,$share){'

export interface ScopeOptions {
  /** Names that every file finds without importing them. */
  globals: Record<string, unknown>
  /** Packages that can be imported, by specifier. */
  modules: Record<string, Record<string, unknown>>
  places: Places
  /** Runs a classic script whose stacks name it `name`; gives the address that an engine may name instead. */
  evaluate(script: string, name: string): string | null
  tick(): void
  value(value: unknown, file: string, line: number, endLine: number): void
}

interface Module {
  exports: object
}

/** The files of one run: what each one exports, and the names that later ones find without importing them. */
export class Scope {
  private readonly names: Record<string, unknown>
  private readonly modules = new Map<string, Module>()
  private readonly files = new Map<string, CompiledFile>()

  constructor(
    private readonly options: ScopeOptions,
    files: CompiledFile[],
  ) {
    this.names = Object.create(Object.assign(Object.create(null), options.globals)) as Record<string, unknown>
    for (const file of files) this.add(file)
  }

  /** Makes a file known, or replaces it. */
  add(file: CompiledFile): void {
    this.files.set(file.name, file)
    // Templates have lines that errors can name, though no code of theirs runs as a cell.
    if (file.text !== undefined) this.options.places.base(file.name)
    this.modules.delete(file.name)
  }

  /** The text of a file that is no code, or null. */
  text(name: string): string | null {
    return this.files.get(name)?.text ?? null
  }

  /** What a file that has been evaluated exports. */
  exportsOf(name: string): object {
    return this.modules.get(name)?.exports ?? {}
  }

  /** Makes names available to what is evaluated from here on; names that files declare stay theirs. */
  offer(names: Record<string, unknown>): void {
    Object.assign(Object.getPrototypeOf(this.names) as object, names)
  }

  /**
   * Evaluates a file, after the files that it imports; a file runs once.
   * @throws whatever its code throws; LabError (ImportError)
   */
  async run(name: string): Promise<void> {
    const file = this.files.get(name)
    if (file === undefined) throw importError(name, [...this.files.keys()])
    if (this.modules.has(name)) return
    const module = this.moduleOf(name)
    for (const [, specifier] of file.code.matchAll(/\brequire\('(\.[^']*)'\)/g)) {
      const imported = this.resolve(specifier!, name)
      if (imported !== null) await this.run(imported)
    }
    await this.evaluate(file, module)
  }

  private moduleOf(name: string): Module {
    const module: Module = { exports: {} }
    this.modules.set(name, module)
    return module
  }

  private async evaluate(file: CompiledFile, module: Module): Promise<void> {
    const { places, tick, value } = this.options
    const url = file.name.replace(/\s/g, '%20')
    places.alias(url, file.name)
    const base = places.base(file.name, file.code, head.length)
    places.position.p = base + 1
    const cell = this.define(file, url)
    let declared: PropertyDescriptorMap = {}
    const share = (names: object) => {
      declared = Object.getOwnPropertyDescriptors(names)
      Object.defineProperties(this.names, declared)
    }
    const report = (line: number, endLine: number, result: unknown) => value(result, file.name, line, endLine)
    const require = (specifier: string) => this.require(specifier, file.name)
    await cell(module.exports, require, module, places.position, base, tick, report, share)
    // What a file declares without exporting it can still be imported: a cell is a page of a notebook more than a module.
    for (const name in declared) if (!(name in module.exports)) Object.defineProperty(module.exports, name, declared[name]!)
  }

  private define(file: CompiledFile, url: string): Cell {
    let cell: Cell | undefined
    const hook = globalThis as { $cell?: (make: (names: object) => Cell) => void }
    hook.$cell = (make) => {
      cell = make(this.names)
    }
    try {
      const alias = this.options.evaluate(`${head}${file.code}\n}}})\n//# sourceURL=${url}`, file.name)
      if (alias !== null) this.options.places.alias(alias, file.name)
    } finally {
      delete hook.$cell
    }
    return cell!
  }

  private require(specifier: string, from: string): unknown {
    const known = this.options.modules[specifier]
    if (known !== undefined) return known
    const name = this.resolve(specifier, from)
    const module = name === null ? undefined : this.modules.get(name)
    if (module === undefined)
      throw importError(specifier, [...Object.keys(this.options.modules), ...[...this.files.keys()].map((file) => `./${file}`)])
    return module.exports
  }

  /** `./models` from `app/query.ts` is `app/models.ts`; null when there is no such file. */
  private resolve(specifier: string, from: string): string | null {
    if (!specifier.startsWith('.')) return null
    const path = from.split('/').slice(0, -1)
    for (const part of specifier.split('/')) {
      if (part === '..') path.pop()
      else if (part !== '.') path.push(part)
    }
    const base = path.join('/')
    return [base, `${base}.ts`, `${base}.js`, `${base}/index.ts`].find((name) => this.files.has(name)) ?? null
  }
}
