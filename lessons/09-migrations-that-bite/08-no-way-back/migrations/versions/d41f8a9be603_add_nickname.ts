/**
 * add nickname
 *
 * Revision ID: d41f8a9be603
 * Revises: 38c4e85512a9
 * Create Date: 2024-05-02 10:00:00.000
 */
import { type Op, sa } from 'backref'

export const revision = 'd41f8a9be603'
export const downRevision = '38c4e85512a9'

export function upgrade(op: Op) {
  op.addColumn('users', sa.Column('nickname', sa.String(64)))
}

export function downgrade(op: Op) {
  op.dropColumn('users', 'nickname')
}
