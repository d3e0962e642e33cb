/**
 * initial migration
 *
 * Revision ID: 38c4e85512a9
 * Revises: 
 * Create Date: 2024-05-01 10:00:00.000
 */
import { type Op, sa } from 'backref'

export const revision = '38c4e85512a9'
export const downRevision = null

export function upgrade(op: Op) {
  op.createTable('roles',
    sa.Column('id', sa.Integer, { nullable: false }),
    sa.Column('name', sa.String(64), { nullable: true }),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('name'),
  )
  op.createTable('users',
    sa.Column('id', sa.Integer, { nullable: false }),
    sa.Column('username', sa.String(64), { nullable: true }),
    sa.Column('role_id', sa.Integer, { nullable: true }),
    sa.ForeignKeyConstraint(['role_id'], ['roles.id']),
    sa.PrimaryKeyConstraint('id'),
  )
  op.createIndex('ix_users_username', 'users', ['username'], { unique: true })
}

export function downgrade(op: Op) {
  op.dropIndex('ix_users_username', { tableName: 'users' })
  op.dropTable('users')
  op.dropTable('roles')
}
