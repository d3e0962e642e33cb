/**
 * index the roles of users
 *
 * Revision ID: 4f8a12d6e3b7
 * Revises: 9b1d7f02c5e4
 * Create Date: 2024-05-04 10:00:00.000
 */
import { type Op, sa } from 'backref'

export const revision = '4f8a12d6e3b7'
export const downRevision = '9b1d7f02c5e4'

export function upgrade(op: Op) {
  op.createIndex('ix_users_role_id', 'users', ['role_id'])
}

export function downgrade(op: Op) {
  op.dropIndex('ix_users_role_id', { tableName: 'users' })
}
