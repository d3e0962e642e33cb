import nunjucks from 'nunjucks'
import { templateNotFound } from '../errors'
import type { WebHost } from '../host'
import { builtin } from './builtin'
import { type CompilerOptions, compile, type Script } from './compile'
import { causeOf, inJinja, TemplateError } from './error'
import { speakJinja } from './runtime'

interface Source {
  src: unknown
  path: string
  noCache: boolean
}
type Environment = InstanceType<typeof nunjucks.Environment> & CompilerOptions

/** Where templates come from, instead of the files: by name. */
export type TemplateSource = Record<string, string> | ((name: string) => string | null)

/** The templates of one app, compiled by Nunjucks and run as scripts, since nothing here may use eval. */
export class Templates {
  readonly environment: Environment
  source: TemplateSource | null = null
  /** By these addresses stacks name the templates. */
  private readonly urls = new Set<string>()

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
      const cause = inJinja(causeOf(thrown))
      throw withCaller(this.tellsItsLine(cause) ? cause : TemplateError.of(thrown, name))
    }
  }

  /** Whether an error was thrown below a template: then its stack has the template's line. */
  private tellsItsLine(error: unknown): boolean {
    const stack = error instanceof Error ? String(error.stack) : ''
    return [...this.urls].some((url) => stack.includes(`${url}:`))
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
    const text = this.textOf(name)
    let script: Script
    try {
      script = compile(text, name, this.environment)
    } catch (thrown) {
      throw TemplateError.of(thrown, name)
    }
    const { code, lines } = script
    const file = `templates/${name}`
    const scope = globalThis as { $template?: object }
    const origin = text === this.host.readText(file) ? { file, lines } : null
    for (const url of this.host.evaluate(`globalThis.$template=(()=>{${code}\n})()`, origin)) this.urls.add(url)
    const made = scope.$template!
    delete scope.$template
    return made
  }
}

/** Templates call each other so deeply that a stack may end before the view that began it: then that is added. */
function withCaller(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const above = String(new Error().stack).trimEnd().split('\n').slice(1)
  if (!String(error.stack).includes(above.at(-1) ?? '')) error.stack = `${error.stack}\n${above.join('\n')}`
  return error
}

function textIn(source: TemplateSource | null, name: string): string | null {
  if (source === null) return null
  if (typeof source === 'function') return source(name)
  return Object.hasOwn(source, name) ? source[name]! : null
}
