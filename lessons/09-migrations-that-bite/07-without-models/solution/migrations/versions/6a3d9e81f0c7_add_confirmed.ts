/**
 * add confirmed
 *
 * Revision ID: 6a3d9e81f0c7
 * Revises: 38c4e85512a9
 * Create Date: 2024-05-02 10:00:00.000
 */
import { type Op, sa } from 'backref'

export const revision = '6a3d9e81f0c7'
export const downRevision = '38c4e85512a9'

export function upgrade(op: Op) {
  op.addColumn('users', sa.Column('confirmed', sa.Boolean))
  op.execute('UPDATE users SET confirmed = (role_id IS NOT NULL)')
}

export function downgrade(op: Op) {
  op.dropColumn('users', 'confirmed')
}
