/**
 * rename username
 *
 * Revision ID: 5ce90a7b31f4
 * Revises: 9b1d7f02c5e4
 * Create Date: 2024-05-04 10:00:00.000
 */
import { type Op, sa } from 'backref'

export const revision = '5ce90a7b31f4'
export const downRevision = '9b1d7f02c5e4'

export function upgrade(op: Op) {
  op.batchAlterTable('users', (batch) => {
    batch.addColumn(sa.Column('login', sa.String(64), { nullable: true }))
    batch.dropIndex('ix_users_username')
    batch.createIndex('ix_users_login', ['login'], { unique: true })
    batch.dropColumn('username')
  })
}

export function downgrade(op: Op) {
  op.batchAlterTable('users', (batch) => {
    batch.addColumn(sa.Column('username', sa.String(64), { nullable: true }))
    batch.dropIndex('ix_users_login')
    batch.createIndex('ix_users_username', ['username'], { unique: true })
    batch.dropColumn('login')
  })
}
