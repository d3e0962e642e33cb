/**
 * email not null
 *
 * Revision ID: e05b7a1c3d92
 * Revises: 4d7c90e2b1f6
 * Create Date: 2024-05-03 10:00:00.000
 */
import type { Op } from 'backref'

export const revision = 'e05b7a1c3d92'
export const downRevision = '4d7c90e2b1f6'

export function upgrade(op: Op) {
  op.alterColumn('users', 'email', { nullable: false })
}

export function downgrade(op: Op) {
  op.alterColumn('users', 'email', { nullable: true })
}
