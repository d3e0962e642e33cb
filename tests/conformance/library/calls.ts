import { ExceptionType } from '../python/types'
import {
  type Dict,
  dictEntries,
  isDict,
  isPlainObject,
  type Keywords,
  PythonError,
  type PythonFunction,
  pythonFunction,
  withKeywords,
} from '../python/values'
import { SessionBlock, viewResult } from './flask'
import { native, options } from './library'
import { attributeName, columnName } from './names'

/** Keyword arguments that name attributes of a model. */
export function attributeKeywords(keywords: Keywords): Record<string, unknown> {
  return Object.fromEntries(Object.entries(keywords).map(([k, v]) => [attributeName(k), native(v)]))
}

/** A dict that is keyed by attributes: names are put into our spelling, columns stay. */
function attributeDict(d: unknown): unknown {
  if (!isDict(d)) return native(d)
  const entries = dictEntries(d as Dict).map(([k, v]): [unknown, unknown] => [
    typeof k === 'string' ? attributeName(k) : k,
    native(v),
  ])
  return entries.every(([k]) => typeof k === 'string') ? Object.fromEntries(entries as [string, unknown][]) : new Map(entries)
}

export type Method = (invoke: (...args: unknown[]) => unknown, args: unknown[], keywords: Keywords) => unknown

const withAttributes: Method = (invoke, args, kw) =>
  invoke(...args.map(native), ...(Object.keys(kw).length > 0 ? [attributeKeywords(kw)] : []))
const withOptions = (invoke: (...args: unknown[]) => unknown, args: unknown[], kw: Keywords) =>
  invoke(...args, ...(Object.keys(kw).length > 0 ? [options(kw)] : []))
/** The last, optional argument has a name in Python. */
const withDescription: Method = (invoke, args, kw) =>
  invoke(...args.map(native), ...('description' in kw ? [kw.description] : []))
const withNames: Method = (invoke, [object, names], kw) => {
  const given = names ?? kw.attribute_names
  return given === undefined || given === null ? invoke(object) : invoke(object, (given as string[]).map(attributeName))
}

/** Facts about the schema come as records whose keys are spelled our way. */
const withPythonKeys: Method = (invoke, args) => pythonKeys(invoke(...args))
const pythonKeys = (v: unknown): unknown =>
  Array.isArray(v)
    ? v.map(pythonKeys)
    : isPlainObject(v)
      ? Object.fromEntries(Object.entries(v).map(([k, x]) => [columnName(k), x]))
      : v
const isEngine = (v: unknown) => typeof v === 'object' && v !== null && 'dialect' in v && 'url' in v

/** text() names its own parameters; those of insert() and update() are attributes. */
const isText = (statement: unknown) =>
  (statement as { node?: { k?: string } } | null)?.node?.k === 'raw' || typeof statement === 'string'
const parameterNames = (given: unknown): unknown => (Array.isArray(given) ? given.map(attributeDict) : attributeDict(given))

/** `execute(statement, execution_options={...})` says what the statement's own method says. */
function withExecutionOptions(statement: unknown, given: unknown): unknown {
  const { executionOptions } = statement as { executionOptions?: (o: object) => unknown }
  return given && executionOptions ? executionOptions.call(statement, options(given as Keywords)) : statement
}

/** Methods whose arguments are more than values and options. Keyed by Python's name. */
export const methods: Record<string, Method> = {
  filter_by: (invoke, args, kw) => {
    if (args.length > 0)
      throw new PythonError('TypeError', `Query.filter_by() takes 1 positional argument but ${args.length + 1} were given`)
    return invoke(attributeKeywords(kw))
  },
  any: withAttributes,
  has: withAttributes,
  params: (invoke, args, kw) => invoke(args[0] ?? kw),
  values: (invoke, args, kw) => invoke(...(args.length > 0 ? args.map(attributeDict) : [attributeKeywords(kw)])),
  update: (invoke, [values], kw) => withOptions(invoke, [attributeDict(values)], kw),
  get: (invoke, args, kw) => withOptions(invoke, args.map(attributeDict), kw),
  get_or_404: withDescription,
  first_or_404: withDescription,
  one_or_404: withDescription,
  execute: (invoke, [statement, ...rest], { execution_options, ...kw }) =>
    invoke(
      withExecutionOptions(statement, execution_options),
      ...(isText(statement) ? rest.map(native) : rest.map(parameterNames)),
      ...(Object.keys(kw).length > 0 ? [options(kw)] : []),
    ),
  // our tables know their database
  create: (invoke, [engine, ...args], kw) => withOptions(invoke, isEngine(engine) ? args : [engine, ...args], kw),
  drop: (invoke, [engine, ...args], kw) => withOptions(invoke, isEngine(engine) ? args : [engine, ...args], kw),
  get_foreign_keys: withPythonKeys,
  get_columns: withPythonKeys,
  get_indexes: withPythonKeys,
  get_unique_constraints: withPythonKeys,
  get_pk_constraint: withPythonKeys,
  // a decorator in Python, a function that takes the view here
  route: (invoke, [rule], kw) =>
    pythonFunction('route', ([view]) => {
      const f = view as PythonFunction
      const answer = { [f.name]: (given: Keywords = {}) => viewResult(f[withKeywords]([], given)) }[f.name]
      invoke(rule, options(kw), answer)
      return view
    }),
  errorhandler: (invoke, [what]) =>
    pythonFunction('errorhandler', ([handler]) => {
      invoke(what instanceof ExceptionType ? what.name : what, (error: unknown) => viewResult((handler as PythonFunction)(error)))
      return handler
    }),
  session_transaction: (invoke) => new SessionBlock(invoke as ConstructorParameters<typeof SessionBlock>[0]),
  make_shell_context: (invoke) => new Map(Object.entries(invoke() as object)),
  expire: withNames,
  refresh: withNames,
  bulk_insert_mappings: (invoke, [model, rows]) => invoke(model, (rows as unknown[]).map(attributeDict)),
  bulk_update_mappings: (invoke, [model, rows]) => invoke(model, (rows as unknown[]).map(attributeDict)),
}
