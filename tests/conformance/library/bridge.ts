import { urlText } from '../../../src/engine/db/url'
import type { ClassStatement, Host } from '../python/host'
import { TypeObject } from '../python/types'
import {
  isPythonFunction,
  type Keywords,
  Missing,
  NoCounterpart,
  PythonError,
  type PythonFunction,
  pythonFunction,
  Slice,
  TimeDelta,
  Tuple,
  withKeywords,
} from '../python/values'
import { columnKeys, isUrl, otherwiseSaid } from './attributes'
import { enterBlock } from './blocks'
import { attributeKeywords, type Method, methods } from './calls'
import { ColumnDeclaration, Deferred, DeferredOperation, EnumClass, EnumMember, PlainClass, resolved } from './declarations'
import { type Library, native, options } from './library'
import { defineClass, pythonMethod } from './models'
import { importName, SqlalchemyModule } from './modules'
import { apiName, attributeName, columnName } from './names'
import { dbMember } from './script-db'
import {
  type Bag,
  BoundMethod,
  dateText,
  isBag,
  isClass,
  isExpression,
  isQuery,
  isRow,
  noAutoflush,
  OfType,
} from './script-values'
import { SqlText } from './sql-text'

/** Names of SQLAlchemy's classes for ours. */
const classNames: Record<string, string> = {
  DynamicQuery: 'AppenderQuery',
  RelationList: 'InstrumentedList',
  AttributeExpression: 'InstrumentedAttribute',
  ScopedSession: 'scoped_session',
}

const operators: Record<string, string> = { '+': 'add', '-': 'sub', '*': 'mul', '/': 'div', '%': 'mod' }
const comparisons: Record<string, string> = { '==': 'eq', '!=': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge' }
const mirrored: Record<string, string> = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

/** Attributes whose plain objects are the library's own, not dicts. */
const ownRecords = new Set(['c', 'columns', 'engine', 'url', 'dialect', 'property', 'relationships'])

/** Lets Python scripts speak with our library: names, arguments and operators are put into its words. */
export class Bridge implements Host {
  private readonly own: WeakSet<object>

  constructor(private readonly library: Library) {
    this.own = library.own.add(library.modelBase)
  }

  owns(object: unknown): boolean {
    return (
      isBag(object) &&
      (object === this.library.db ||
        object === (this.library.db.func as unknown) ||
        this.own.has(object) ||
        typeof object.kind === 'string' ||
        Object.values(object).some((v) => typeof v === 'function' && !isPythonFunction(v)))
    )
  }

  private record(v: unknown) {
    return this.library.records.get(v) ?? (isBag(v) ? this.library.records.get(v.constructor) : undefined)
  }
  /** Whether the value is an object of a model. */
  private isInstanceOfModel(v: unknown): v is Bag {
    return typeof v === 'object' && v !== null && this.library.records.has(v.constructor)
  }

  /** The name under which an object has what Python calls `name`, or null. */
  private keyOf(object: Bag, name: string): string | null {
    const record = this.record(object)
    const declared = record !== undefined
    // JavaScript's classes have a name of their own
    if (declared && isClass(object) && name === 'name' && !record.pythonNames.has(attributeName(name))) return null
    const candidates = declared ? [attributeName(name), name, apiName(name)] : [apiName(name), attributeName(name), name]
    return candidates.find((key) => key in object) ?? null
  }

  getAttribute(object: unknown, name: string): unknown {
    const special = this.specialAttribute(object, name)
    if (special !== undefined) return special
    const bag = object as Bag
    const key = this.keyOf(bag, name)
    if (key === null) {
      if (this.record(object) || Array.isArray(object))
        throw new PythonError(
          'AttributeError',
          isClass(object)
            ? `type object '${this.typeName(object)}' has no attribute '${name}'`
            : `'${this.typeName(object)}' object has no attribute '${name}'`,
        )
      throw new Missing(`${this.typeName(object)} has no ${apiName(name)}`)
    }
    const value = bag[key]
    const defined = (value as { [pythonMethod]?: PythonFunction } | null | undefined)?.[pythonMethod]
    if (defined && this.isInstanceOfModel(object))
      return pythonFunction(name, (args, keywords) => defined[withKeywords]([object, ...args], keywords))
    if (ownRecords.has(name) && isBag(value) && !this.isInstanceOfModel(object)) this.own.add(value)
    return typeof value === 'function' && !isPythonFunction(value) && !isClass(value) ? new BoundMethod(bag, name, key) : value
  }

  private specialAttribute(object: unknown, name: string): unknown {
    const { library } = this
    if (object === library.db) {
      const value = dbMember(library, name)
      if (isBag(value) && value.constructor === Object) this.own.add(value)
      return value
    }
    if (object === library.modelBase) return modelBaseMember(library, name)
    if (object === library.db.func)
      return (...args: unknown[]) =>
        (library.db.func as unknown as Record<string, (...a: unknown[]) => unknown>)[name]!(...args.map(native))
    if (object === library.db.session && name === 'no_autoflush') return noAutoflush
    const other = otherwiseSaid(object, name)
    if (other !== undefined) return other
    if (name === 'keys' && isBag(object) && this.own.has(object) && object.constructor === Object && !('keys' in object))
      return pythonFunction(name, () => Object.keys(columnKeys(object)))
    if (object instanceof Deferred) return new DeferredOperation(() => this.getAttribute(object.resolve(), name))
    if (name === '__dict__' && this.isInstanceOfModel(object)) return this.loaded(object)
    if (object instanceof SqlalchemyModule) return object.member(name)
    if (object instanceof EnumClass) return object.members.get(name)
    if (object instanceof EnumMember) return name === 'name' ? object.name : name === 'value' ? object.value : undefined
    if (object instanceof PlainClass) return name === '__name__' ? object.name : object.members.get(name)
    const record = library.records.get(object)
    if (record && name === '__name__') return record.name
    if (isBag(object) && object.kind === 'table' && name === 'c') return this.columnsByName(object)
    return undefined
  }

  /** Loaded attributes by Python's names. */
  private loaded(object: Bag): Record<string, unknown> {
    const { loaded } = this.library.call('inspect', object) as { loaded: Record<string, unknown> }
    const names = this.record(object)!.pythonNames
    return Object.fromEntries(Object.entries(loaded).map(([key, v]) => [names.get(key) ?? columnName(key), v]))
  }

  /** `table.c`: columns by their names. */
  private columnsByName(table: Bag): object {
    const columns = Object.fromEntries((table.columns as { name: string }[]).map((c) => [c.name, c]))
    this.own.add(columns)
    return columns
  }

  hasAttribute(object: unknown, name: string): boolean {
    if (object === this.library.db) return apiName(name) in (object as Bag)
    const key = isBag(object) ? this.keyOf(object, name) : null
    // Python looks by reading the attribute
    if (key !== null && this.isInstanceOfModel(object)) void object[key]
    return key !== null
  }

  setAttribute(object: unknown, name: string, value: unknown): void {
    if (this.isInstanceOfModel(object)) {
      if (value instanceof Tuple && Array.isArray(object[attributeName(name)])) throw new NoCounterpart('a tuple that is no list')
      object[attributeName(name)] = native(value)
    } else if (isBag(object)) object[this.keyOf(object, name) ?? apiName(name)] = native(value)
  }

  deleteAttribute(object: unknown, name: string): void {
    if (!this.isInstanceOfModel(object)) throw new Missing(`del of an attribute of ${this.typeName(object)}`)
    // what is deleted reads as None from then on, and is written as NULL
    object[attributeName(name)] = null
  }

  call(callee: unknown, args: unknown[], keywords: Keywords): unknown {
    if (isPythonFunction(callee)) return callee[withKeywords](args, keywords)
    if (callee instanceof BoundMethod) return this.callMethod(callee, args, keywords)
    if (callee instanceof Deferred) return new DeferredOperation(() => this.call(callee.resolve(), args.map(resolved), keywords))
    if (callee === this.library.db.session) return callee
    if (this.library.records.has(callee)) {
      const Model = callee as new (...args: unknown[]) => unknown
      const own = (Model.prototype as { __init__?: { [pythonMethod]: PythonFunction } }).__init__
      if (own) {
        const made = new Model()
        own[pythonMethod][withKeywords]([made, ...args], keywords)
        return made
      }
      return new Model(
        ...args.map(native),
        ...(args.length === 0 || Object.keys(keywords).length > 0 ? [attributeKeywords(keywords)] : []),
      )
    }
    if (callee instanceof EnumClass) return [...callee.members.values()].find((m) => m.value === args[0])
    if (typeof callee !== 'function') throw new PythonError('TypeError', `'${this.typeName(callee)}' object is not callable`)
    const given = args.map(native)
    if (Object.keys(keywords).length > 0) given.push(options(keywords))
    return isClass(callee)
      ? new (callee as new (...a: unknown[]) => unknown)(...given)
      : (callee as (...a: unknown[]) => unknown)(...given)
  }

  private callMethod({ object, python, name }: BoundMethod, args: unknown[], keywords: Keywords): unknown {
    if (args.some((a) => a instanceof Deferred))
      return new DeferredOperation(() => this.callMethod(new BoundMethod(object, python, name), args.map(resolved), keywords))
    const [along, ...more] = args
    if (along instanceof OfType)
      return this.callMethod(new BoundMethod(object, python, name), [along.alias, along.relationship, ...more], keywords)
    const { isouter, ...others } = keywords
    if (python === 'join' && isouter === true) return this.callMethod(new BoundMethod(object, python, 'outerjoin'), args, others)
    const f = object[name] as (...args: unknown[]) => unknown
    const special: Method | undefined = methods[python]
    const invoke = (...given: unknown[]) => f.apply(object, given)
    if (special) return special(invoke, args, keywords)
    const given = args.map(native)
    if (Object.keys(keywords).length > 0) given.push(options(keywords))
    return invoke(...given)
  }

  binary(op: string, left: unknown, right: unknown): unknown {
    if (left instanceof Deferred || right instanceof Deferred)
      return new DeferredOperation(() => this.binary(op, resolved(left), resolved(right)))
    if (!isExpression(left) && !isExpression(right)) return undefined
    if (op === '&' || op === '|') {
      const conditions = [left, right].every((v) => isExpression(v) || typeof v === 'boolean')
      return conditions ? this.library.call(op === '&' ? 'and' : 'or', left, right) : undefined
    }
    const method = operators[op]
    if (method === undefined) return undefined
    const operand = isExpression(left)
      ? left
      : (this.library.call('literal', native(left)) as Bag & Record<string, (...a: unknown[]) => unknown>)
    if (typeof operand[method] !== 'function') throw new Missing(`${this.typeName(operand)} has no ${method}`)
    return operand[method]!(native(right))
  }

  unary(op: string, v: unknown): unknown {
    if (v instanceof Deferred) return new DeferredOperation(() => this.unary(op, v.resolve()))
    if (!isExpression(v)) return undefined
    const method = op === '~' ? 'not' : op === '-' ? 'neg' : null
    if (method === null) return undefined
    if (typeof v[method] !== 'function') throw new Missing(`${this.typeName(v)} has no ${method}`)
    return v[method]!()
  }

  compare(op: string, left: unknown, right: unknown): unknown {
    if (left instanceof Deferred || right instanceof Deferred)
      return new DeferredOperation(() => this.compare(op, resolved(left), resolved(right)))
    if (isExpression(left)) return this.comparison(op, left, right)
    if (isExpression(right)) return this.comparison(mirrored[op]!, right, left)
    if (left instanceof SqlText && right instanceof SqlText && (op === '==' || op === '!='))
      return (left.text === right.text) === (op === '==')
    return undefined
  }

  private comparison(op: string, left: Bag & Record<string, (...args: unknown[]) => unknown>, right: unknown): unknown {
    const method = comparisons[op]!
    if (typeof left[method] !== 'function') throw new Missing(`${this.typeName(left)} has no ${method}`)
    return left[method]!(native(right))
  }

  contains(container: unknown, item: unknown): boolean | undefined {
    if (container instanceof SqlText) return container.text.includes(String(item))
    if (container !== this.library.db.session) return undefined
    return (container as unknown as { contains(o: unknown): boolean }).contains(item)
  }

  index(object: unknown, key: unknown): unknown {
    if (object instanceof EnumClass) return object.members.get(key as string)
    if (isRow(object) && typeof key === 'string') return columnKeys(object._mapping)[key]
    if (!isQuery(object)) throw new PythonError('TypeError', `'${this.typeName(object)}' object is not subscriptable`)
    if (typeof key === 'number') return key >= 0 ? object.at(key) : object.all().at(key)
    if (!(key instanceof Slice)) throw new PythonError('TypeError', `query indices must be integers or slices`)
    const { from, to, step } = key
    if (from !== null && to !== null && to - from <= 0) return [] // Python's indexing sends nothing here, its slice() would
    if (step !== null && step > 0 && to !== null && (from ?? 0) >= 0 && to >= 0) {
      return object
        .slice(from ?? 0, to)
        .all()
        .filter((_, i) => i % step === 0)
    }
    if (step !== null || (from ?? 0) < 0 || (to ?? 0) < 0 || (from === null && to === null)) {
      const all = object.all()
      return key.positions(all.length).map((i) => all[i])
    }
    return (to === null ? object.slice(from ?? 0) : object.slice(from ?? 0, to)).all()
  }

  length(object: unknown): number | undefined {
    if (object === this.library.db.session) return [...(this.iterate(object) ?? [])].length
    const { length } = object as { length?: unknown }
    return typeof object === 'object' && typeof length === 'number' ? length : undefined
  }

  /** Python asks an expression for its truth, JavaScript asks it for a number: both are refused by the expression itself. */
  truth(object: unknown): boolean {
    // `==` and `!=` have a truth in Python: whether both sides are the same column or value
    const { k, op, left, right } = (isExpression(object) ? object.node : {}) as { k?: string; [part: string]: unknown }
    if (k === 'binary' && (op === '=' || op === '!=')) return (op === '=') === (left === right)
    if (isExpression(object)) Number(object)
    return true
  }

  iterate(object: unknown): Iterable<unknown> | undefined {
    if (object instanceof EnumClass) return object.members.values()
    if (isBag(object) && this.own.has(object) && object.constructor === Object) return Object.values(object)
    return isBag(object) && typeof (object as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function'
      ? (object as unknown as Iterable<unknown>)
      : undefined
  }

  enter(context: unknown): { value: unknown; exit(error: unknown): void } {
    return enterBlock(this.library, context, this.typeName(context))
  }

  defineClass(statement: ClassStatement): unknown {
    return defineClass(this.library, statement)
  }

  importName(module: string | null, name: string): unknown {
    return importName(this.library, module, name)
  }

  str(v: unknown): unknown {
    if (isQuery(v) || isExpression(v) || (isBag(v) && 'asSelect' in v)) return new SqlText(String(v))
    if (v instanceof EnumMember) return `${v.type.name}.${v.name}`
    if (v instanceof Date) return dateText(v)
    if (v instanceof SqlText) return v
    if (isUrl(v)) return urlText(v)
    if (isBag(v) && v.kind === 'type') return (v.ddl as (dialect: string) => string)('sqlite')
    return String(v)
  }

  repr(v: unknown): string {
    if (v instanceof EnumMember) return `<${v.type.name}.${v.name}: ${String(v.value)}>`
    if (v instanceof TimeDelta) return `datetime.timedelta(milliseconds=${v.ms})`
    if (v instanceof ColumnDeclaration) return 'Column()'
    if (v instanceof SqlText) return `'${v.text}'`
    if (isBag(v) && typeof v.renderAsString === 'function') return String(v.renderAsString())
    if (typeof v === 'function') return `<class '${v.name}'>`
    if (v instanceof Date) return `datetime.datetime(${dateText(v)})`
    if (v instanceof TypeObject) return `<class '${v.name}'>`
    if (isBag(v) && v.kind === 'type') return String(v.name)
    return String(v)
  }

  typeName(v: unknown): string {
    const record = this.record(v)
    if (record) return record.name
    const name = isBag(v) ? ((v.constructor as { name?: string } | undefined)?.name ?? 'object') : typeof v
    return classNames[name] ?? name
  }

  isInstance(v: unknown, type: unknown): boolean | undefined {
    if (type === this.library.db.Query) return isQuery(v)
    if (type === this.library.modelBase) return this.isInstanceOfModel(v)
    if (isPythonFunction(type) || typeof type !== 'function') return undefined
    return v instanceof (type as new () => unknown)
  }
}

function modelBaseMember(library: Library, name: string): unknown {
  if (name === 'metadata') return library.db.metadata
  if (name === 'registry') return { configure: () => library.call('configure') }
  if (name === '__name__') return 'Model'
  throw new Missing(`db.Model has no ${name}`)
}
