/**
 * add posts
 *
 * Revision ID: 5b9e0c47d2a1
 * Revises: 38c4e85512a9
 * Create Date: 2024-05-02 10:00:00.000
 */
import { type Op, sa } from 'backref'

export const revision = '5b9e0c47d2a1'
export const downRevision = '38c4e85512a9'

export function upgrade(op: Op) {
  op.execute('DROP TABLE IF EXISTS posts')
  op.createTable('posts',
    sa.Column('id', sa.Integer, { nullable: false }),
    sa.Column('body', sa.Text, { nullable: true }),
    sa.Column('author_id', sa.Integer, { nullable: true }),
    sa.ForeignKeyConstraint(['author_id'], ['users.id']),
    sa.PrimaryKeyConstraint('id'),
  )
  op.addColumn('users', sa.Column('post_count', sa.Integer, { nullable: false, serverDefault: '0' }))
}

export function downgrade(op: Op) {
  op.dropColumn('users', 'post_count')
  op.dropTable('posts')
}
