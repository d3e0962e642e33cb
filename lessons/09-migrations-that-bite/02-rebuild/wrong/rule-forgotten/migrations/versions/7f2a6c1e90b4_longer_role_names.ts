/**
 * longer role names
 *
 * Revision ID: 7f2a6c1e90b4
 * Revises: 38c4e85512a9
 * Create Date: 2024-05-02 10:00:00.000
 */
import { type Op, sa } from 'backref'

export const revision = '7f2a6c1e90b4'
export const downRevision = '38c4e85512a9'

export function upgrade(op: Op) {
  op.execute('CREATE TABLE roles_new (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(128))')
  op.execute('INSERT INTO roles_new SELECT id, name FROM roles')
  op.dropTable('roles')
  op.renameTable('roles_new', 'roles')
}

export function downgrade(op: Op) {
  op.batchAlterTable('roles', (batch) => {
    batch.alterColumn('name', { type: sa.String(64), existingType: sa.String(128) })
  })
}
