import {
  AndNode,
  BinaryOperationNode,
  ColumnUpdateNode,
  DeleteQueryNode,
  InsertQueryNode,
  ColumnNode as KColumn,
  type OperationNode,
  OperatorNode,
  ReferenceNode,
  TableNode,
  UpdateQueryNode,
  ValueListNode,
  ValueNode,
  ValuesNode,
  WhereNode,
} from 'kysely'
import { type Compiled, compileKysely } from './compile'
import { type BindNode, bind, booleanList, type Node, tableSource } from './nodes'
import type { Column, Table } from './table'
import { ToKysely } from './to-kysely'

/** A column and what it is set to: `?` (null) or an SQL expression. */
export interface Assignment {
  column: Column
  expression: Node | null
}

const slot = (): BindNode => bind(undefined)

/**
 * INSERT with one `?` per column, except where an SQL expression is given. The binds are those of the expressions and, for
 * every `?`, an empty one: the caller fills in the values in column order.
 * @param more further rows with values for the same columns
 */
export function insertStatement(table: Table, assignments: readonly Assignment[], more: readonly Assignment[][] = []): Compiled {
  const into = InsertQueryNode.create(TableNode.create(table.name))
  if (assignments.length === 0) return compileKysely(InsertQueryNode.cloneWith(into, { defaultValues: true }))
  const to = new ToKysely()
  const valueOf = (a: Assignment | undefined) =>
    a?.expression ? to.expression(a.expression, null, []) : ValueNode.create(slot())
  const others = more.map((row) => assignments.map(({ column }) => valueOf(row.find((a) => a.column === column))))
  return compileKysely(
    InsertQueryNode.cloneWith(into, {
      columns: assignments.map((a) => KColumn.create(a.column.name)),
      values: ValuesNode.create([assignments.map(valueOf), ...others].map((row) => ValueListNode.create(row))),
    }),
  )
}

/** UPDATE ... SET ... WHERE key = ?, `?`s in that order. */
export function updateStatement(table: Table, assignments: readonly Assignment[], keys: readonly Column[]): Compiled {
  const to = new ToKysely()
  const updates = assignments.map((a) =>
    ColumnUpdateNode.create(
      KColumn.create(a.column.name),
      a.expression ? to.expression(a.expression, null, []) : ValueNode.create(slot()),
    ),
  )
  const update = UpdateQueryNode.cloneWithUpdates(UpdateQueryNode.create([TableNode.create(table.name)]), updates)
  return compileKysely({ ...update, where: WhereNode.create(keyCondition(table, keys)) } as OperationNode)
}

/** DELETE ... WHERE key = ?. */
export function deleteStatement(table: Table, keys: readonly Column[]): Compiled {
  return compileKysely({
    ...DeleteQueryNode.create([TableNode.create(table.name)]),
    where: WhereNode.create(keyCondition(table, keys)),
  } as OperationNode)
}

function keyCondition(table: Table, keys: readonly Column[]): OperationNode {
  return keys
    .map(
      (k): OperationNode =>
        BinaryOperationNode.create(
          ReferenceNode.create(KColumn.create(k.name), TableNode.create(table.name)),
          OperatorNode.create('='),
          ValueNode.create(slot()),
        ),
    )
    .reduce((a, b) => AndNode.create(a, b))
}

/** UPDATE or DELETE by criteria: Query.update() and Query.delete(). */
export function bulkStatement(table: Table, assignments: readonly Assignment[] | null, where: readonly Node[]): Compiled {
  const to = new ToKysely()
  const condition = where.length
    ? { where: WhereNode.create(to.expression(booleanList('AND', [...where]), null, [tableSource(table)])) }
    : {}
  if (assignments === null) return compileKysely({ ...DeleteQueryNode.create([TableNode.create(table.name)]), ...condition })
  const updates = assignments.map((a) =>
    ColumnUpdateNode.create(KColumn.create(a.column.name), to.expression(a.expression!, null, [])),
  )
  return compileKysely({
    ...UpdateQueryNode.cloneWithUpdates(UpdateQueryNode.create([TableNode.create(table.name)]), updates),
    ...condition,
  })
}
