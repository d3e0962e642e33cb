import type { StatementKind } from '../../protocol'

const kinds: Record<string, StatementKind> = {
  select: 'select',
  values: 'select',
  insert: 'insert',
  replace: 'insert',
  update: 'update',
  delete: 'delete',
  create: 'ddl',
  alter: 'ddl',
  drop: 'ddl',
  reindex: 'ddl',
  pragma: 'pragma',
  savepoint: 'savepoint',
  release: 'savepoint',
  rollback: 'savepoint',
}
const known = new Map<string, StatementKind>()

/** What a statement does, from its first word; `WITH ...` looks for the verb after the common table expressions. */
export function statementKind(sql: string): StatementKind {
  let kind = known.get(sql)
  if (kind !== undefined) return kind
  const text = sql.replace(/^(\s|--[^\n]*\n|\/\*[\s\S]*?\*\/|\()+/, '')
  let word = /^[a-z]+/i.exec(text)?.[0].toLowerCase() ?? ''
  if (word === 'with') word = /\)\s*(select|insert|update|delete|replace|values)\b/i.exec(text)?.[1]?.toLowerCase() ?? 'select'
  kind = kinds[word] ?? 'other'
  if (known.size < 2000) known.set(sql, kind)
  return kind
}
