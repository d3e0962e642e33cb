import { nodeSqlite } from '../../scripts/sqlite'
import { createDb } from '../../src/engine/db'
import { checkReachable, parseUrl } from '../../src/engine/db/url'
import { bindValue, compileNode, compileSelect, Expression, isSelectable } from '../../src/engine/schema'
import { Connection, type Sqlite } from '../../src/engine/sqlite'
import type { EventBody } from '../../src/protocol'
import type { SessionCase } from './case'
import type { Inspector } from './compare'
import { Bridge } from './library/bridge'
import { flaskNames } from './library/flask'
import type { Library, ModelRecord } from './library/library'
import { scriptNames } from './library/modules'
import { columnName } from './library/names'
import { SqlText } from './library/sql-text'
import { Interpreter } from './python/interpret'
import { parseExpression } from './python/parse'
import { TypeObject } from './python/types'
import { Missing, pythonFunction, Tuple } from './python/values'
import { isIntrospection, reduced, type Sent } from './sql'

/** What `db.inspect(object)` tells. */
interface Inspection {
  state: string
  identity: unknown[] | null
  loaded: Record<string, unknown>
}

/** One database with one `db`, and the interpreter that runs scripts against it. */
export interface Stage {
  py: Interpreter
  connection: Connection
  inspector: Inspector
  /** What was sent and warned of since the last call. */
  taken(): { sent: Sent[]; warnings: string[]; output: string[] }
  /** Makes relationships ready, as the first use of a model does. */
  configure(): void
  /** A second, empty database. */
  scratch(): Connection
  close(): void
}

let sqlite: Promise<Sqlite> | null = null

/** Opens a fresh database for a case. */
export async function openStage(recorded: SessionCase): Promise<Stage> {
  sqlite ??= nodeSqlite()
  let sent: Sent[] = []
  let warnings: string[] = []
  const emit = (event: EventBody) => {
    if (event.kind === 'problem' && event.severity === 'warning') warnings.push(event.message)
  }
  const engine = await sqlite
  const connection = Connection.open(engine)
  const open = (config: Record<string, unknown>) => createDb(connection, config, emit)
  connection.listener = {
    statement(record) {
      if (isIntrospection(record.sql)) return
      sent.push(reduced(record.sql, record.parameters))
      if (record.executions > record.parameters.length)
        sent.push({ kind: 'repeated', times: record.executions - record.parameters.length })
    },
    transaction(action) {
      sent.push({
        kind: 'tx',
        action: {
          begin: 'BEGIN',
          commit: 'COMMIT',
          rollback: 'ROLLBACK',
          savepoint: 'SAVEPOINT',
          release: 'RELEASE',
          'rollback to': 'ROLLBACK TO',
        }[action],
      })
    },
  }
  const first = open({ SQLALCHEMY_DATABASE_URI: 'sqlite://', ...recorded.config })
  const db = first.db as unknown as Library['db']
  const flask = flaskNames(connection, first, (config) => {
    const made = open(config)
    library.db = made.db as unknown as Library['db']
    return made
  })
  const library: Library = {
    db,
    modelBase: { toString: () => 'db.Model' },
    records: new Map<unknown, ModelRecord>(),
    own: new WeakSet<object>(),
    flask,
    createEngine(url) {
      checkReachable(parseUrl(url))
      return new Missing('create_engine() for a database that can be opened')
    },
    call(name, ...args) {
      const f = (library.db as Record<string, unknown>)[name]
      if (typeof f !== 'function') throw new Missing(`db has no ${name}`)
      return (f as (...a: unknown[]) => unknown).apply(library.db, args)
    },
    evaluate: (python) => py.evaluate(parseExpression(python)),
  }
  const py: Interpreter = new Interpreter(new Bridge(library))
  const inspect = (o: unknown) => library.call('inspect', o) as Inspection
  const inspector = makeInspector(library, py, inspect)
  py.define({
    ...scriptNames(library),
    db,
    ...scriptFlask(flask.names),
    __name__: 'hello',
    __file__: '/hello/hello.py',
    TMP: '<TMP>',
    state: pythonFunction('state', ([o]) => inspect(o).state),
    loaded: pythonFunction('loaded', ([o]) => loadedNames(library, o, inspect(o))),
    rows: pythonFunction('rows', ([sql]) =>
      (library.db.session as unknown as { execute(s: unknown): { all(): unknown[][] } })
        .execute(library.call('text', sql))
        .all()
        .map((r) => Tuple.make(r)),
    ),
    show: pythonFunction('show', ([e]) => shownExpression(e)),
    explain: pythonFunction('explain', ([q]) => shownQuery(q)),
  })
  return {
    py,
    connection,
    inspector,
    taken() {
      const result = { sent, warnings, output: py.output.splice(0) }
      sent = []
      warnings = []
      return result
    },
    configure: () => void library.call('configure'),
    scratch: () => Connection.open(engine),
    close: () => connection.close(),
  }
}

/** What the scripts' Flask gives without an import. */
const scriptFlask = ({ app, Flask, SQLAlchemy }: Record<string, unknown>) => ({ app, Flask, SQLAlchemy })

const pythonName = (library: Library, o: unknown) => (key: string) =>
  library.records.get((o as object | null)?.constructor)?.pythonNames.get(key) ?? columnName(key)

function loadedNames(library: Library, o: unknown, { loaded }: Inspection): string[] {
  return Object.keys(loaded).map(pythonName(library, o)).sort()
}

/** A Python `show(expression)`: text and values. */
function shownExpression(e: unknown): SqlText {
  if (!(e instanceof Expression)) throw new Missing(`show() of ${String(e)}`)
  const { sql, binds } = compileNode(e.node)
  return new SqlText(sql, binds.map(bindValue))
}

function shownQuery(q: unknown): SqlText {
  if (!isSelectable(q)) throw new Missing(`explain() of ${String(q)}`)
  const { sql, binds } = compileSelect(q.asSelect())
  return new SqlText(sql, binds.map(bindValue))
}

const paginationFields = [
  'items',
  'page',
  'per_page',
  'total',
  'pages',
  'has_prev',
  'prev_num',
  'has_next',
  'next_num',
  'first',
  'last',
]

function makeInspector(library: Library, py: Interpreter, inspect: (o: unknown) => Inspection): Inspector {
  const camel = (name: string) => name.replace(/_(\w)/g, (_, c: string) => c.toUpperCase())
  return {
    object(v) {
      const record = typeof v === 'object' && v !== null ? library.records.get(v.constructor) : undefined
      if (!record) return null
      const inspection = inspect(v)
      const isRelationship = relationshipTest(library, record)
      const name = pythonName(library, v)
      const loaded = Object.fromEntries(
        Object.entries(inspection.loaded)
          .filter(([key]) => !isRelationship(key))
          .map(([key, x]) => [name(key), x]),
      )
      return { model: record.name, key: inspection.identity, state: inspection.state, loaded }
    },
    query: (v) => (isSelectable(v) ? String(v) : null),
    className: (v) =>
      library.records.get(v)?.name ?? (v instanceof TypeObject ? v.name : typeof v === 'function' ? v.name : null),
    pythonName: (key) => (/^[a-z]/.test(key) ? columnName(key) : key),
    repr: (v) => py.repr(v),
    pagination(v) {
      const p = v as Record<string, unknown> & { iterPages?(): Iterable<unknown> }
      if (typeof p?.iterPages !== 'function') return null
      return { ...Object.fromEntries(paginationFields.map((f) => [f, p[camel(f)]])), iter_pages: [...p.iterPages()] }
    },
  }
}

/** Tells the attributes of a model that are relationships. */
function relationshipTest(library: Library, record: ModelRecord): (key: string) => boolean {
  const { relationships } = library.call('inspect', record.model) as { relationships: Record<string, unknown> }
  return (key) => key in relationships
}
