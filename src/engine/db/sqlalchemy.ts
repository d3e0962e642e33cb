import type { EventBody } from '../../protocol'
import {
  aliased,
  Exists,
  entitiesOf,
  type Field,
  flagModified,
  LoaderOption,
  type Mapper,
  type ModelClass,
  type ModelOptions,
  modelClass,
  modelEntity,
  newQuery,
  notFound,
  orNotFound,
  type PaginateOptions,
  Pagination,
  Query,
  ScopedSession,
  type Select,
  Session,
  select,
  TableStatement,
  wrapError,
} from '../orm'
import * as sql from '../schema'
import type { Connection } from '../sqlite'
import type { Config, ConfiguredApp } from './config'
import { Engine, type Inspector, openEngine } from './engine'
import * as fields from './fields'
import { type Inspection, inspect, type MapperInspection } from './inspect'
import { ModelRegistry } from './registry'
import { SessionScopes } from './scopes'
import { ModificationTracker } from './signals'
import { MetaDataObject, TableObject, type TableTools } from './table-object'
import { urlText } from './url'

/** The class of `db`. */
class SQLAlchemy {
  declare engine: Engine
  toString(): string {
    return `<SQLAlchemy ${urlText(this.engine.url)}>`
  }
}

/**
 * Makes the `db` object: Flask-SQLAlchemy's facade over one open database.
 * @throws TermError RuntimeError (no URI), ArgumentError, NoSuchModuleError, ValueError (the URL), OperationalError (a server)
 */
export function createDb(connection: Connection, config: Config, emit: ((body: EventBody) => void) | null = null) {
  const metadata = new sql.MetaData()
  let savepoints = 0
  const tracker = new ModificationTracker()
  const scopes = new SessionScopes(
    connection,
    () => new Session(registry, connection, () => ++savepoints, db.config.SQLALCHEMY_TRACK_MODIFICATIONS ? tracker : null),
  )
  const currentSession = () => scopes.current
  const registry = new ModelRegistry(metadata, currentSession)
  registry.emit = emit
  const session = new ScopedSession({ current: currentSession, remove: () => scopes.remove() })
  const guarded = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw wrapError(error)
    }
  }
  const target: sql.DdlTarget = { connection, guarded, warn: (m) => registry.warn(m) }
  const option = new LoaderOption()

  const tools: TableTools = { metadata, target, currentSession }
  const metadataObject = new MetaDataObject(tools)
  registry.tableObject = (table) => metadataObject.of(table)

  function Table(
    name: string,
    columns: Record<string, ReturnType<typeof fields.Column>>,
    options: ModelOptions = {},
  ): TableObject {
    if (columns.kind !== undefined && columns.spec !== undefined)
      throw sql.argumentError(
        `The columns of table '${name}' were given one by one`,
        `Name them in an object: db.Table('${name}', { bookId: db.Column(...) }).`,
      )
    const entries = Object.entries(columns)
    return metadataObject.of(
      metadata.add(
        { name, ...options, columns: entries.map(([key, c]) => ({ ...c.spec, name: c.name ?? sql.snakeCase(key) })) },
        options,
      ),
    )
  }

  const db = Object.assign(new SQLAlchemy(), {
    // models
    Model: (name: string | null, columns: Record<string, Field>, options: ModelOptions = {}): ModelClass =>
      modelClass(registry, metadata, name, columns, options),
    /** Makes a class known before its first use; the playground adds this call to every model. */
    register(cls: ModelClass & { __register__?(c: ModelClass): Mapper }): void {
      cls.__register__?.(cls)
    },
    Table,
    Column: fields.Column,
    ForeignKey: fields.ForeignKey,
    relationship: fields.relationship,
    backref: fields.backref,
    UniqueConstraint: fields.UniqueConstraint,
    PrimaryKeyConstraint: fields.PrimaryKeyConstraint,
    CheckConstraint: fields.CheckConstraint,
    ForeignKeyConstraint: fields.ForeignKeyConstraint,
    Index: fields.Index,
    Computed: fields.Computed,
    Integer: sql.Integer,
    SmallInteger: sql.SmallInteger,
    BigInteger: sql.BigInteger,
    String: sql.StringType,
    Unicode: sql.StringType,
    Text: sql.Text,
    UnicodeText: sql.Text,
    Boolean: sql.BooleanType,
    Float: sql.Float,
    Numeric: sql.Numeric,
    Date: sql.DateType,
    DateTime: sql.DateTime,
    Time: sql.Time,
    Interval: sql.Interval,
    LargeBinary: sql.LargeBinary,
    JSON: sql.JSONType,
    PickleType: sql.PickleType,
    CHAR: sql.CHAR,
    VARCHAR: sql.VARCHAR,
    TIMESTAMP: sql.TIMESTAMP,
    Enum: sql.Enum,
    // session and queries
    session,
    metadata: metadataObject,
    Query: (...entities: unknown[]) => new Query(currentSession, newQuery(entitiesOf(entities))),
    select: (...entities: unknown[]) => select(currentSession, entities),
    insert: (of: unknown) => TableStatement.make('insert', of),
    update: (of: unknown) => TableStatement.make('update', of),
    delete: (of: unknown) => TableStatement.make('delete', of),
    aliased,
    inspect: inspectAny,
    exists: (what?: unknown) => (what instanceof Query ? what.exists() : Exists.make(what)),
    paginate(statement: Select, options: PaginateOptions = {}): Pagination<unknown> {
      return new Pagination(
        {
          items: (limit, offset) => session.execute(statement.limit(limit).offset(offset)).unique().scalars().all(),
          total: () =>
            Number(session.scalar(select(currentSession, [sql.func.count!()]).selectFrom(statement.orderBy(null).subquery()))),
        },
        options,
      )
    },
    getOr404(model: unknown, key: unknown, description?: string): object {
      return session.query(model).getOr404(key, description) as object
    },
    firstOr404(statement: Select, description?: string): unknown {
      const found = session.scalar(statement)
      if (found === null) throw notFound(description)
      return found
    },
    oneOr404: (statement: Select, description?: string): unknown =>
      orNotFound(() => session.execute(statement).scalarOne(), description),
    // expressions
    func: sql.func,
    and(...conditions: unknown[]): sql.Expression {
      if (conditions.length === 0)
        registry.warn(
          'Invoking and_() without arguments is deprecated, and will be disallowed in a future release.   For an empty and_() construct, use and_(True, *args).',
          'Without conditions nothing is filtered.',
        )
      return sql.and(...conditions)
    },
    or(...conditions: unknown[]): sql.Expression {
      if (conditions.length === 0)
        registry.warn(
          'Invoking or_() without arguments is deprecated, and will be disallowed in a future release.   For an empty or_() construct, use or_(False, *args).',
          'Without conditions nothing is filtered.',
        )
      return sql.or(...conditions)
    },
    not: sql.not,
    text: sql.text,
    literal: sql.literal,
    literalColumn: sql.literalColumn,
    null: sql.nullValue,
    true: sql.trueValue,
    false: sql.falseValue,
    case: sql.caseOf,
    cast: sql.cast,
    distinct: sql.distinct,
    asc: sql.asc,
    desc: sql.desc,
    tuple: sql.tuple,
    // loader options
    joinedload: option.joinedload.bind(option),
    selectinload: option.selectinload.bind(option),
    subqueryload: option.subqueryload.bind(option),
    lazyload: option.lazyload.bind(option),
    immediateload: option.immediateload.bind(option),
    noload: option.noload.bind(option),
    raiseload: option.raiseload.bind(option),
    containsEager: option.containsEager.bind(option),
    loadOnly: option.loadOnly.bind(option),
    defer: option.defer.bind(option),
    undefer: option.undefer.bind(option),
    // the database
    createAll: (): void => sql.createAll(metadata, target),
    dropAll: (): void => sql.dropAll(metadata, target),
    /** The statements that create a model's table in a database. */
    ddl(of: unknown, dialect: sql.DialectName = 'sqlite'): string[] {
      metadata.resolveTypes()
      const table = of instanceof TableObject ? of.table : modelEntity(of).mapper.table
      return sql.createStatements(table, dialect)
    },
    engine: openEngine(connection, { config }),
    config,
    /** Takes the configuration of an app in place of the present one; the database of the page stays the same. */
    initApp(app: ConfiguredApp): void {
      db.engine = openEngine(connection, app)
      db.config = app.config
    },
    kysely: sql.kyselyOver({
      connection: () => currentSession().connection(),
      guarded,
      begin: () => void session.beginNested(),
      commit: () => session.commit(),
      rollback: () => session.rollback(),
    }),
    signals: { modelsCommitted: tracker.modelsCommitted, beforeModelsCommitted: tracker.beforeModelsCommitted },
    attributes: { flagModified },
    configure: () => registry.configure(),
  })
  return { db, registry, scopes }
}

export type Db = ReturnType<typeof createDb>['db']

/** `db.inspect()`: an object, a model class, or the engine. */
function inspectAny(given: object & { prototype?: never; url?: never }): Inspection
function inspectAny(given: ModelClass): MapperInspection
function inspectAny(given: Engine): Inspector
function inspectAny(given: object): Inspector | MapperInspection | Inspection {
  return given instanceof Engine ? given.inspector() : inspect(given)
}
