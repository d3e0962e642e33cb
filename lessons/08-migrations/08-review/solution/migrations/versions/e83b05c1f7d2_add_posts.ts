/**
 * add posts
 *
 * Revision ID: e83b05c1f7d2
 * Revises: a64d91f0c3be
 * Create Date: 2024-05-05 10:00:00.000
 */
import { type Op, sa } from 'backref'

export const revision = 'e83b05c1f7d2'
export const downRevision = 'a64d91f0c3be'

export function upgrade(op: Op) {
  op.createTable('posts',
    sa.Column('id', sa.Integer, { nullable: false }),
    sa.Column('title', sa.String(120), { nullable: true }),
    sa.Column('user_id', sa.Integer, { nullable: true }),
    sa.ForeignKeyConstraint(['user_id'], ['users.id']),
    sa.PrimaryKeyConstraint('id'),
  )
}

export function downgrade(op: Op) {
  op.dropTable('posts')
}
