/**
 * ten credits
 *
 * Revision ID: f6a08c2d4e19
 * Revises: c8e31d5a0b72
 * Create Date: 2024-05-03 10:00:00.000
 */
import type { Op } from 'backref'

export const revision = 'f6a08c2d4e19'
export const downRevision = 'c8e31d5a0b72'

export function upgrade(op: Op) {
  op.alterColumn('users', 'credits', { serverDefault: '10' })
}

export function downgrade(op: Op) {
  op.alterColumn('users', 'credits', { serverDefault: null })
}
