import { runInThisContext } from 'node:vm'
import type { createDb } from '../../../src/engine/db'
import { webHost } from '../../../src/engine/db/web-host'
import type { Connection } from '../../../src/engine/sqlite'
import { createWeb, type WebHost } from '../../../src/engine/web'
import { isPlainObject, type Keywords, pythonFunction } from '../python/values'
import { native, options } from './library'
import { attributeName } from './names'

type Made = ReturnType<typeof createDb>
type Class = new (...args: unknown[]) => object
interface App {
  config: Record<string, unknown>
}

/** A field of a form class: our forms make theirs for each form, Python's class body makes them once. */
export class FieldDeclaration {
  constructor(readonly make: () => unknown) {}
}

/** A `with client.session_transaction()` block: changes are kept at its end. */
export class SessionBlock {
  readonly session: Record<string, unknown>
  constructor(private readonly transaction: (work?: (s: Record<string, unknown>) => void) => Record<string, unknown>) {
    this.session = { ...transaction() }
  }
  end(): void {
    const before = this.transaction()
    if (JSON.stringify(before) === JSON.stringify(this.session)) return
    this.transaction((s) => {
      for (const name of Object.keys(before)) if (!(name in this.session)) delete s[name]
      Object.assign(s, this.session)
    })
  }
}

/** Flask, its extensions and the form classes as scripts import them. */
export interface FlaskNames {
  names: Record<string, unknown>
  /** The base class of forms. */
  formBase: unknown
}

/**
 * Lets scripts make apps, forms and requests with our web part.
 * @param first the `db` that is there without an app
 * @param open makes a `db` for a configuration; it is the one in use from then on
 */
export function flaskNames(connection: Connection, first: Made, open: (config: Record<string, unknown>) => Made): FlaskNames {
  const evaluate: WebHost['evaluate'] = (script) => {
    runInThisContext(script)
    return []
  }
  const hostOf = (made: Made) => webHost(connection, made, { evaluate } as Parameters<typeof webHost>[2])
  let host = hostOf(first)
  let argument = (_: string): string | null => null
  const current: WebHost = {
    readText: () => null,
    evaluate,
    beginContext: () => host.beginContext(),
    beforeFirstWrite: (work) => host.beforeFirstWrite(work),
    offerArguments(read) {
      argument = read
      host.offerArguments(read)
    },
    shellNames: () => host.shellNames(),
  }
  const web = createWeb(current).names
  const names: Record<string, unknown> = { ...web }
  const named = (name: string, f: (args: unknown[], kw: Keywords) => unknown) => (names[name] = pythonFunction(name, f))
  // values of templates and addresses keep the names that the script gives them
  named('render_template', ([name], kw) => (web.renderTemplate as (n: unknown, v: object) => unknown)(name, kw))
  named('render_template_string', ([text], kw) => (web.renderTemplateString as (t: unknown, v: object) => unknown)(text, kw))
  named('url_for', ([endpoint], kw) => (web.urlFor as (e: unknown, v: object) => unknown)(endpoint, kw))
  named('DictLoader', ([templates]) => templates)
  named('SQLAlchemy', ([app]) => {
    const given = app as App | undefined
    // without an app it waits for db.init_app(app)
    const made = open(given?.config ?? { SQLALCHEMY_DATABASE_URI: 'sqlite://' })
    host = hostOf(made)
    host.offerArguments(argument)
    if (given) {
      made.db.initApp(given)
      Object.assign(given.config, { ...made.db.config, ...given.config })
    }
    return made.db
  })
  for (const [name, value] of Object.entries(web)) {
    if (!/Field$/.test(name)) continue
    named(
      name,
      (args, kw) =>
        new FieldDeclaration(
          () => new (value as Class)(...args.map(native), ...(Object.keys(kw).length > 0 ? [options(kw)] : [])),
        ),
    )
  }
  named('Flask', ([name], { instance_path }) => {
    const app = new (web.Flask as Class)(name)
    return instance_path === undefined ? app : Object.assign(app, { instancePath: instance_path })
  })
  const app = new (web.Flask as Class)('hello') as { appContext(): { push(): void } }
  // The recordings without an app of their own were made within this one's context.
  app.appContext().push()
  names.app = app
  return { names, formBase: web.FlaskForm }
}

/** A form class of ours for a class statement: its fields are defined on each form. */
export function formClass(base: unknown, name: string, members: Map<string, unknown>): unknown {
  const Base = base as Class
  const fields = [...members].filter((m): m is [string, FieldDeclaration] => m[1] instanceof FieldDeclaration)
  return {
    [name]: class extends Base {
      constructor(...args: unknown[]) {
        super(...args)
        for (const [field, declaration] of fields) {
          Object.defineProperty(this, attributeName(field), {
            value: declaration.make(),
            enumerable: true,
            configurable: true,
            writable: true,
          })
        }
      }
    },
  }[name]
}

/** What a Python view returns, as a view of ours may return it. */
export const viewResult = (value: unknown): unknown => (isPlainObject(value) ? value : native(value))
