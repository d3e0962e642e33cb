export { isUntouched } from './attributes'
export { configureMappers } from './configure'
export {
  type ColumnField,
  type ColumnOptions,
  checkOptions,
  defaultText,
  type Field,
  installRelationship,
  type ModelOptions,
  modelClass,
  notConfigured,
  tableName,
} from './declarative'
export { AppenderQuery } from './dynamic'
export { notFound, orNotFound } from './errors'
export { modelEntity } from './join'
export { Mapper, type ModelClass, type Registry } from './mapper'
export { LoaderOption } from './options'
export { type PaginateOptions, Pagination } from './pagination'
export { aliased, Exists, entitiesOf, Query } from './query'
export { newQuery } from './query-data'
export { type BackrefSpec, parseCascade, type RelationshipOptions, type RelationshipSpec } from './relationship'
export { flagModified, ScopedSession } from './scoped-session'
export { Select, select, TableStatement } from './select'
export { Session } from './session'
export { absent, attach, InstanceState, stateOf } from './state'
export { wrapError } from './wrap-error'
