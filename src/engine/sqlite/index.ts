export {
  Connection,
  type ConnectionListener,
  type ConnectionOptions,
  type StatementRecord,
  type TransactionAction,
} from './connection'
export { SqliteError, sqliteError } from './errors'
export { loadSqlite, type Sqlite } from './load'
export { statementKind } from './statement-kind'
