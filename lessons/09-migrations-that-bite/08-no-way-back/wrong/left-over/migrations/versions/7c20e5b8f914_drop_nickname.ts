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
  op.execute('CREATE TABLE old_nicknames AS SELECT id, nickname FROM users')
  op.dropColumn('users', 'nickname')
}

export function downgrade(op: Op) {
  op.addColumn('users', sa.Column('nickname', sa.String(64)))
  op.execute('UPDATE users SET nickname = (SELECT nickname FROM old_nicknames WHERE old_nicknames.id = users.id)')
}
