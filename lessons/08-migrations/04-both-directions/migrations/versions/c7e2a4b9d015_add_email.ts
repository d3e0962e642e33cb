/**
 * add email
 *
 * Revision ID: c7e2a4b9d015
 * Revises: 9b1d7f02c5e4
 * Create Date: 2024-05-03 10:00:00.000
 */
import { type Op, sa } from 'backref'

export const revision = 'c7e2a4b9d015'
export const downRevision = '9b1d7f02c5e4'

export function upgrade(op: Op) {
  op.addColumn('users', sa.Column('email', sa.String(64)))
}

export function downgrade(op: Op) {
  op.dropColumn('users', 'email')
}
