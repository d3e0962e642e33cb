import { type DatabaseUrl, parseUrl } from '../../../src/engine/db/url'
import { tableName } from '../../../src/engine/orm'
import { ExceptionType, PythonIterator } from '../python/types'
import { Decimal, isPlainObject, type Keywords, Missing, pythonFunction, TimeDelta, Tuple } from '../python/values'
import { EnumClass } from './declarations'
import { type Library, native } from './library'
import { apiName } from './names'
import { dbMember } from './script-db'

const fn = (name: string, body: (args: never[], kw: Keywords) => unknown) =>
  pythonFunction(name, body as (args: unknown[], kw: Keywords) => unknown)
const pad = (n: number) => String(n).padStart(2, '0')

/** Python's date types as functions: our library takes a Date for a day and for a moment, text for a time of day. */
const temporal: Record<string, unknown> = {
  datetime: fn('datetime', ([y, mo, d, h = 0, mi = 0, s = 0, us = 0]: number[]) => {
    return new Date(Date.UTC(y!, mo! - 1, d!, h, mi, s, Math.floor(us / 1000)))
  }),
  date: fn('date', ([y, mo, d]: number[]) => new Date(Date.UTC(y!, mo! - 1, d!))),
  time: fn('time', ([h = 0, mi = 0, s = 0]: number[]) => `${pad(h)}:${pad(mi)}:${pad(s)}`),
  timedelta: fn('timedelta', (args, kw) => {
    const unit: Record<string, number> = {
      days: 86_400_000,
      hours: 3_600_000,
      minutes: 60_000,
      seconds: 1000,
      milliseconds: 1,
      weeks: 604_800_000,
    }
    return new TimeDelta(
      Object.entries(kw).reduce(
        (ms, [k, n]) => ms + (n as number) * unit[k]!,
        ((args[0] as number | undefined) ?? 0) * unit.days!,
      ),
    )
  }),
}

Object.assign(temporal.datetime as object, {
  utcnow: fn('utcnow', () => new Date()),
  now: fn('now', () => new Date()),
  fromisoformat: fn('fromisoformat', ([text]) => new Date(`${String(text)}Z`)),
})
Object.assign(temporal.date as object, { today: fn('today', () => new Date(new Date().toISOString().slice(0, 10))) })

/** A module that scripts use by attribute, such as `itertools.count`. */
class Module {
  constructor(members: Record<string, unknown>) {
    Object.assign(this, members)
  }
}

/** A parsed URL with SQLAlchemy's names for its parts. */
class Url {
  readonly drivername: string
  readonly username: string | null
  readonly password: string | null
  readonly host: string | null
  readonly port: number | null
  readonly database: string | null
  readonly query: Record<string, string>
  constructor(
    parts: DatabaseUrl,
    private readonly text: string,
  ) {
    this.drivername = parts.driver ? `${parts.dialect}+${parts.driver}` : parts.dialect
    this.username = parts.username
    this.password = parts.password
    this.host = parts.host
    this.port = parts.port
    this.database = parts.database
    this.query = parts.query
  }
  getBackendName(): string {
    return this.drivername.split('+')[0]!
  }
  renderAsString({ hidePassword = true } = {}): string {
    return hidePassword && this.password !== null ? this.text.replace(`:${this.password}@`, ':***@') : this.text
  }
  toString(): string {
    return this.text
  }
}

const count = fn('count', ([from = 0, step = 1]: number[]) => {
  function* numbers() {
    for (let n = from; ; n += step) yield n
  }
  return new PythonIterator(numbers())
})

/** `re.findall`: the matches, or their groups. */
const findall = fn('findall', ([pattern, text]: string[]) =>
  [...text!.matchAll(new RegExp(pattern!, 'g'))].map((m) =>
    m.length <= 2 ? (m[1] ?? m[0]) : Tuple.make(m.slice(1).map((g) => g ?? '')),
  ),
)

const standard: Record<string, Module> = {
  re: new Module({ findall }),
  itertools: new Module({ count }),
  enum: new Module({ Enum: new EnumClass('Enum') }),
  datetime: new Module(temporal),
  decimal: new Module({ Decimal: fn('Decimal', ([text]) => new Decimal(String(text))) }),
}

/** SQLAlchemy's functions that our `db` offers under the same name. */
const functions = [
  'func',
  'text',
  'and_',
  'or_',
  'not_',
  'null',
  'true',
  'false',
  'desc',
  'asc',
  'select',
  'insert',
  'update',
  'delete',
  'exists',
  'cast',
  'distinct',
  'tuple_',
  'literal',
  'literal_column',
  'aliased',
  'joinedload',
  'selectinload',
  'subqueryload',
  'lazyload',
  'raiseload',
  'noload',
  'immediateload',
  'contains_eager',
  'load_only',
  'defer',
  'undefer',
  'inspect',
  'Column',
  'ForeignKey',
  'Integer',
  'String',
  'Text',
  'Boolean',
  'Float',
  'Numeric',
  'Date',
  'DateTime',
  'Time',
  'JSON',
  'Enum',
  'Table',
  'CheckConstraint',
  'UniqueConstraint',
  'Index',
  'relationship',
  'backref',
  'union',
  'union_all',
  'nullsfirst',
  'nullslast',
  'nulls_first',
  'nulls_last',
  'between',
  'collate',
  'extract',
  'column',
  'table',
  'create_engine',
  'bindparam',
  'type_coerce',
  'with_polymorphic',
  'Sequence',
  'Computed',
  'ForeignKeyConstraint',
  'MetaData',
  'object_session',
  'with_parent',
  'make_transient',
  'make_transient_to_detached',
  'column_property',
  'validates',
  'event',
  'exc',
] as const

/** `case((condition, value), ..., else_=value)`. */
const caseOf = (library: Library) =>
  fn('case', (whens, kw) => {
    const pairs =
      whens.length === 1 && Array.isArray(whens[0]) && !((whens[0] as unknown) instanceof Tuple) ? (whens[0] as unknown[]) : whens
    return library.call('case', pairs.map(native), 'else_' in kw ? { else: native(kw.else_) } : {})
  })

/** `import sqlalchemy`, and its parts `exc` and `orm`. */
export class SqlalchemyModule {
  constructor(
    private readonly library: Library,
    private readonly part = 'sqlalchemy',
  ) {}
  member(name: string): unknown {
    if (name === 'exc' || name === 'orm') return new SqlalchemyModule(this.library, `${this.part}.${name}`)
    return importName(this.library, this.part, name)
  }
}

/** A name that a script imports, or finds without importing. @throws Missing for what neither Python nor our library has here */
export function importName(library: Library, module: string | null, name: string): unknown {
  if (module === null) {
    if (name === 'sqlalchemy') return new SqlalchemyModule(library)
    const found = standard[name]
    if (!found) throw new Missing(`module ${name}`)
    return found
  }
  const own = (standard[module] as Record<string, unknown> | undefined)?.[name]
  if (own !== undefined) return own
  if (module === 'sqlalchemy.exc' || module === 'sqlalchemy.orm.exc' || module === 'werkzeug.exceptions')
    return new ExceptionType(name)
  if (module === 'sqlalchemy.orm.attributes' && name === 'flag_modified')
    return fn(name, ([object, key]) => attributes(library).flagModified(object, key))
  if (module === 'sqlalchemy' && name === 'create_engine') return fn(name, ([url]) => library.createEngine(url!))
  if (module.startsWith('sqlalchemy.engine') && name === 'make_url') return fn(name, ([url]) => new Url(parseUrl(url!), url!))
  if (module === 'flask_sqlalchemy.model' && name === 'camel_to_snake_case')
    return fn(name, ([className]) => tableName(className!))
  if (module.startsWith('sqlalchemy')) return sqlalchemyName(library, name)
  if (module === 'flask_sqlalchemy.track_modifications') return signal(library, name)
  const given = library.flask.names[name] ?? library.flask.names[apiName(name)]
  if (given === undefined) throw new Missing(`${name} of ${module}`)
  // what stands for the request or `g` of the moment is no dict; `session` is one
  if (isPlainObject(given) && name !== 'session') library.own.add(given)
  return given
}

function sqlalchemyName(library: Library, name: string): unknown {
  if (name === 'case') return caseOf(library)
  if (name === 'exc' || name === 'orm') return new SqlalchemyModule(library, `sqlalchemy.${name}`)
  if (name === 'object_session') return fn(name, ([object]) => sessionOf(library, object))
  return dbMember(library, name)
}

/** The session that an object belongs to, or null. */
function sessionOf(library: Library, object: unknown): unknown {
  const { state } = library.call('inspect', object) as { state: string }
  return state === 'pending' || state === 'persistent' ? library.db.session : null
}

function attributes(library: Library): { flagModified(o: unknown, key: unknown): void } {
  const found = library.db.attributes as unknown as { flagModified(o: unknown, key: unknown): void } | undefined
  if (!found) throw new Missing('db.attributes')
  return found
}

function signal(library: Library, name: string): unknown {
  const signals = library.db.signals as unknown as
    | Record<string, { connect(f: (...args: unknown[]) => unknown): void }>
    | undefined
  const found = signals?.[name === 'models_committed' ? 'modelsCommitted' : 'beforeModelsCommitted']
  if (!found) throw new Missing('db.signals')
  return new Module({
    connect: fn('connect', ([f]: never[]) => {
      // Python's receivers get the sender first; there is one app here
      found.connect((changes) => (f as unknown as (...args: unknown[]) => unknown)(null, changes))
      return f
    }),
  })
}

/** Names that every script finds: SQLAlchemy's functions and some of Python's. What our library lacks is missing when used. */
export function scriptNames(library: Library): Record<string, unknown> {
  const names: Record<string, unknown> = {
    ...temporal,
    Decimal: (standard.decimal as unknown as { Decimal: unknown }).Decimal,
    enum: standard.enum,
    case: caseOf(library),
  }
  for (const name of functions) {
    if (name in names) continue
    try {
      names[name] = sqlalchemyName(library, name)
    } catch (error) {
      if (!(error instanceof Missing)) throw error
      names[name] = fn(name, () => {
        throw error
      })
    }
  }
  return names
}
