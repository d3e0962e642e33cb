/** Names of our library that differ from SQLAlchemy's by more than the camel case. */
const spelled: Record<string, string> = {
  isnot: 'isNot',
  // SQLite's IS compares with NULL too
  is_distinct_from: 'isNot',
  isnot_distinct_from: 'is',
  is_not_distinct_from: 'is',
  notlike: 'notLike',
  notilike: 'notIlike',
  notin_: 'notIn',
  startswith: 'startsWith',
  endswith: 'endsWith',
  nullsfirst: 'nullsFirst',
  nullslast: 'nullsLast',
  tuple_: 'tuple',
  except_: 'except',
}

/** `role_id` is `roleId`: the rule for attributes of models. */
export function attributeName(python: string): string {
  return python.replace(/(?<=[^_])_([\p{L}\p{N}])/gu, (_, c: string) => c.toUpperCase())
}

/** `filter_by` is `filterBy`, `in_` is `in`: the rule for what the library itself offers. */
export function apiName(python: string): string {
  return spelled[python] ?? attributeName(python.replace(/(?<=.)_$/, ''))
}

/** The column that our library makes of an attribute when no name is given. */
export function columnName(attribute: string): string {
  return attribute.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)
}
