/**
 * add email
 *
 * Revision ID: 4d7c90e2b1f6
 * Revises: 38c4e85512a9
 * Create Date: 2024-05-02 10:00:00.000
 */
import { type Op, sa } from 'backref'

export const revision = '4d7c90e2b1f6'
export const downRevision = '38c4e85512a9'

export function upgrade(op: Op) {
  op.batchAlterTable('users', (batch) => {
    batch.addColumn(sa.Column('email', sa.String(64), { nullable: true }))
  })
  op.execute("UPDATE users SET email = username || '@flasky.org'")
}

export function downgrade(op: Op) {
  op.batchAlterTable('users', (batch) => {
    batch.dropColumn('email')
  })
}
