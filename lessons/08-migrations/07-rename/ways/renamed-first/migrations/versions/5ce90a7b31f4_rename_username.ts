/**
 * rename username
 *
 * Revision ID: e83b05c1f7d2
 * Revises: 9b1d7f02c5e4
 * Create Date: 2024-05-04 10:00:00.000
 */
import { type Op, sa } from 'backref'

export const revision = 'e83b05c1f7d2'
export const downRevision = '9b1d7f02c5e4'

export function upgrade(op: Op) {
  op.batchAlterTable('users', (batch) => {
    batch.alterColumn('username', { newColumnName: 'login' })
    batch.dropIndex('ix_users_username')
    batch.createIndex('ix_users_login', ['login'], { unique: true })
  })
}

export function downgrade(op: Op) {
  op.batchAlterTable('users', (batch) => {
    batch.alterColumn('login', { newColumnName: 'username' })
    batch.dropIndex('ix_users_login')
    batch.createIndex('ix_users_username', ['username'], { unique: true })
  })
}
