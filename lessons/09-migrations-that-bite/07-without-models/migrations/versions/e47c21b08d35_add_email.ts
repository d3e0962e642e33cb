/**
 * add email
 *
 * Revision ID: e47c21b08d35
 * Revises: 6a3d9e81f0c7
 * Create Date: 2024-05-03 10:00:00.000
 */
import { type Op, sa } from 'backref'

export const revision = 'e47c21b08d35'
export const downRevision = '6a3d9e81f0c7'

export function upgrade(op: Op) {
  op.addColumn('users', sa.Column('email', sa.String(64)))
}

export function downgrade(op: Op) {
  op.dropColumn('users', 'email')
}
