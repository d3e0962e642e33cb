/**
 * add phone
 *
 * Revision ID: a64d91f0c3be
 * Revises: 9b1d7f02c5e4
 * Create Date: 2024-05-03 10:00:00.000
 */
import { type Op, sa } from 'backref'

export const revision = 'a64d91f0c3be'
export const downRevision = '9b1d7f02c5e4'

export function upgrade(op: Op) {
  op.addColumn('users', sa.Column('phone', sa.String(20)))
}

export function downgrade(op: Op) {
  op.dropColumn('users', 'phone')
}
