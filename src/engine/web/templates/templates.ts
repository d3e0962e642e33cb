import nunjucks from 'nunjucks'
import { templateNotFound } from '../errors'
import type { WebHost } from '../host'
import { builtin } from './builtin'
import { TemplateError } from './error'
import { speakJinja } from './runtime'

interface Compiler {
  compile(source: string, asyncFilters: unknown[], extensions: unknown[], name: string, options: object): string
}
interface Source {
  src: unknown
  path: string
  noCache: boolean
}
type Environment = InstanceType<typeof nunjucks.Environment> & {
  asyncFilters: unknown[]
  extensionsList: unknown[]
  opts: object
}

/** Where templates come from, instead of the files: by name. */
export type TemplateSource = Record<string, string> | ((name: string) => string | null)

/** The templates of one app, compiled by Nunjucks and run as scripts, since nothing here may use eval. */
export class Templates {
  readonly environment: Environment
  source: TemplateSource | null = null

  constructor(private readonly host: Pick<WebHost, 'readText' | 'evaluate'>) {
    speakJinja()
    const loader = {
      getSource: (name: string): Source => ({ src: { type: 'code', obj: this.compile(name) }, path: name, noCache: true }),
    }
    this.environment = new nunjucks.Environment(loader as never, { autoescape: true, dev: true }) as Environment
    for (const [name, value] of Object.entries({ True: true, False: false, None: null })) this.environment.addGlobal(name, value)
  }

  /** Renders a template file. @throws WebError TemplateNotFound; TemplateError; what its code throws */
  render(name: string, values: object): string {
    return this.guarded(name, () => this.environment.render(name, values))
  }

  /** Renders a text. */
  renderText(text: string, values: object): string {
    const { source } = this
    this.source = (name) => (name === '<template>' ? text : textIn(source, name))
    try {
      return this.render('<template>', values)
    } finally {
      this.source = source
    }
  }

  private guarded(name: string, render: () => string): string {
    try {
      return render()
    } catch (thrown) {
      throw TemplateError.of(thrown, name)
    }
  }

  private textOf(name: string): string {
    const text =
      textIn(this.source, name) ??
      this.host.readText(`templates/${name}`) ??
      (Object.hasOwn(builtin, name) ? builtin[name]! : null)
    if (text === null) throw templateNotFound(name)
    return text
  }

  /** The template as the functions that Nunjucks makes of it. */
  private compile(name: string): object {
    const { asyncFilters, extensionsList, opts } = this.environment
    const text = this.textOf(name)
    let code: string
    try {
      code = (nunjucks as unknown as { compiler: Compiler }).compiler.compile(text, asyncFilters, extensionsList, name, opts)
    } catch (thrown) {
      throw TemplateError.of(thrown, name)
    }
    const scope = globalThis as { $template?: object }
    this.host.evaluate(`globalThis.$template=(()=>{${code}\n})()`, `${name} (compiled)`)
    const made = scope.$template!
    delete scope.$template
    return made
  }
}

function textIn(source: TemplateSource | null, name: string): string | null {
  if (source === null) return null
  if (typeof source === 'function') return source(name)
  return Object.hasOwn(source, name) ? source[name]! : null
}
