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
  op.dropIndex('ix_users_username', { tableName: 'users' })
  op.dropTable('users')
  op.createTable('users',
    sa.Column('id', sa.Integer, { nullable: false }),
    sa.Column('username', sa.String(64), { nullable: true }),
    sa.Column('age', sa.Integer, { nullable: true }),
    sa.Column('role_id', sa.Integer, { nullable: true }),
    sa.ForeignKeyConstraint(['role_id'], ['roles.id']),
    sa.PrimaryKeyConstraint('id'),
  )
  op.createIndex('ix_users_username', 'users', ['username'], { unique: true })
}

export function downgrade(op: Op) {
  op.dropColumn('users', 'age')
}
