/**
 * add age and city
 *
 * Revision ID: 70c3d9e1b8a4
 * Revises: 38c4e85512a9
 * Create Date: 2024-05-02 10:00:00.000
 */
import { type Op, sa } from 'backref'

export const revision = '70c3d9e1b8a4'
export const downRevision = '38c4e85512a9'

export function upgrade(op: Op) {
  op.addColumn('users', sa.Column('age', sa.Integer))
  op.addColumn('users', sa.Column('city', sa.String(64)))
}

export function downgrade(op: Op) {
  op.dropColumn('users', 'city')
  op.dropColumn('users', 'age')
}
