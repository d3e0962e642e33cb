/**
 * longer role names
 *
 * Revision ID: 7f2a6c1e90b4
 * Revises: 38c4e85512a9
 * Create Date: 2024-05-02 10:00:00.000
 */
import { type Op, sa } from 'backref'

export const revision = '7f2a6c1e90b4'
export const downRevision = '38c4e85512a9'

export function upgrade(op: Op) {
  op.batchAlterTable('roles', (batch) => {
    batch.dropColumn('name')
    batch.addColumn(sa.Column('name', sa.String(128), { unique: true }))
  })
}

export function downgrade(op: Op) {
  op.batchAlterTable('roles', (batch) => {
    batch.alterColumn('name', { type: sa.String(64), existingType: sa.String(128) })
  })
}
