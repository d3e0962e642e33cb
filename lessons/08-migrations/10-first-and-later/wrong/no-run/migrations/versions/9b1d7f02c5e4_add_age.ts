/**
 * add age
 *
 * Revision ID: 9b1d7f02c5e4
 * Revises: 38c4e85512a9
 * Create Date: 2024-05-02 10:00:00.000
 */
import { type Op, sa } from 'backref'

export const revision = '9b1d7f02c5e4'
export const downRevision = '38c4e85512a9'

export function upgrade(op: Op) {
  op.addColumn('users', sa.Column('age', sa.Integer, { nullable: true }))
}

export function downgrade(op: Op) {
  op.dropColumn('users', 'age')
}
