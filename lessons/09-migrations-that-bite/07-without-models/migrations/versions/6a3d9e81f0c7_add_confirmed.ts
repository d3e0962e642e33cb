/**
 * add confirmed
 *
 * Revision ID: 6a3d9e81f0c7
 * Revises: 38c4e85512a9
 * Create Date: 2024-05-02 10:00:00.000
 */
import { type Op, sa } from 'backref'
import { User } from '../../models'

export const revision = '6a3d9e81f0c7'
export const downRevision = '38c4e85512a9'

export function upgrade(op: Op) {
  op.addColumn('users', sa.Column('confirmed', sa.Boolean))
  for (const user of User.query.all()) {
    user.confirmed = user.roleId !== null
  }
  db.session.flush()
}

export function downgrade(op: Op) {
  op.dropColumn('users', 'confirmed')
}
