/**
 * drop nickname
 *
 * Revision ID: 7c20e5b8f914
 * Revises: d41f8a9be603
 * Create Date: 2024-05-03 10:00:00.000
 */
import { type Op, sa } from 'backref'

export const revision = '7c20e5b8f914'
export const downRevision = 'd41f8a9be603'

export function upgrade(op: Op) {
  op.createTable('old_nicknames', sa.Column('id', sa.Integer, { primaryKey: true }), sa.Column('nickname', sa.String(64)))
  op.execute('INSERT INTO old_nicknames SELECT id, nickname FROM users WHERE nickname IS NOT NULL')
  op.dropColumn('users', 'nickname')
}

export function downgrade(op: Op) {
  op.addColumn('users', sa.Column('nickname', sa.String(64)))
  op.execute('UPDATE users SET nickname = n.nickname FROM old_nicknames AS n WHERE n.id = users.id')
  op.dropTable('old_nicknames')
}
