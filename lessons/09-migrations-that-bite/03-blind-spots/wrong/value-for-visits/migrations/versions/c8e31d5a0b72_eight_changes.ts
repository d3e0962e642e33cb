/**
 * eight changes
 *
 * Revision ID: c8e31d5a0b72
 * Revises: 38c4e85512a9
 * Create Date: 2024-05-02 10:00:00.000
 */
import { type Op, sa } from 'backref'

export const revision = 'c8e31d5a0b72'
export const downRevision = '38c4e85512a9'

export function upgrade(op: Op) {
  op.batchAlterTable('roles', (batch) => {
    batch.alterColumn('name', { nullable: false, existingType: sa.String(64) })
  })
  op.batchAlterTable('users', (batch) => {
    batch.addColumn(sa.Column('email', sa.String(64), { nullable: true }))
    batch.alterColumn('username', { type: sa.String(128), existingType: sa.String(64), existingNullable: true })
    batch.createIndex('ix_users_role_id', ['role_id'], { unique: false })
    batch.createCheckConstraint('no_debts', 'credits >= 0')
    batch.alterColumn('visits', { serverDefault: '0', existingType: sa.Integer })
  })
}

export function downgrade(op: Op) {
  op.batchAlterTable('users', (batch) => {
    batch.dropConstraint('no_debts', { type: 'check' })
    batch.dropIndex('ix_users_role_id')
    batch.alterColumn('username', { type: sa.String(64), existingType: sa.String(128), existingNullable: true })
    batch.dropColumn('email')
  })
  op.batchAlterTable('roles', (batch) => {
    batch.alterColumn('name', { nullable: true, existingType: sa.String(64) })
  })
}
