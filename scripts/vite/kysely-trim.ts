import type { Plugin } from 'vite'

/** Kinds of Kysely's nodes that the ORM never makes: what a learner builds with `db.kysely` is compiled by a compiler of its own. */
export const unused =
  `AddColumn AddConstraint AddIndex AddValue AggregateFunction AlterColumn AlterTable AlterType Case Cast CheckConstraint
Collate ColumnDefinition CommonTableExpression CommonTableExpressionName CreateSchema CreateType CreateView
DefaultInsertValue DefaultValue DropColumn DropConstraint DropIndex DropSchema DropType DropView Explain Fetch
ForeignKeyConstraint Generated JSONOperatorChain JSONPath JSONPathLeg JSONReference Matched MergeQuery ModifyColumn
OnConflict OnDuplicateKey OrAction Output Over PartitionBy PartitionByItem PrimaryKeyConstraint PrimitiveValueList References
RefreshMaterializedView RenameColumn RenameConstraint RenameValue Returning SelectAll Top Tuple UnaryOperation
UniqueConstraint Using When With`.split(/\s+/)

/** Leaves out of Kysely's compiler, inside the lab's script, what compiles such nodes. @throws Error when Kysely has changed */
export function kyselyTrim(): Plugin {
  return {
    name: 'kysely-trim',
    transform: {
      filter: { id: /kysely\/dist\/(?:query-compiler\/default-query-compiler|operation-node\/operation-node-visitor)\.js$/ },
      handler(code, id) {
        const isVisitor = id.endsWith('visitor.js')
        for (const kind of unused) {
          const entry = isVisitor
            ? new RegExp(`^ +${kind}Node: this\\.visit${kind}\\.bind\\(this\\),?\\n`, 'm')
            : new RegExp(`^ {4}visit${kind}\\(\\w+\\) \\{\\n[\\s\\S]*?^ {4}\\}\\n`, 'm')
          if (isVisitor && !entry.test(code))
            throw new Error(`Kysely has no visit${kind} any more: see scripts/vite/kysely-trim.ts`)
          code = code.replace(entry, '')
        }
        return { code, map: null }
      },
    },
  }
}
