import type { Connection } from '../../sqlite'
import { databaseError } from '../errors'
import { boundTo, makeOp } from '../operations/facade'
import { renderPython } from '../operations/render-python'
import type { Operation } from '../operations/types'
import type { Op } from '../public'
import { type Script, scriptFileName } from './script'

/**
 * A script as Alembic's Python, to be taken along into a real project. The script's functions run once and only say what they
 * would do; what they read from the database decides which way they go.
 * @param connection what getBind() reads from
 */
export function exportPython(script: Script, connection: Connection): { file: string; text: string } {
  const { revision, downRevisions, message, module } = script
  const down = downRevisions.map((d) => `'${d}'`)
  const downRevision = down.length === 0 ? 'None' : down.length === 1 ? down[0] : `(${down.join(', ')})`
  const labels = script.branchLabels.length ? `(${script.branchLabels.map((l) => `'${l}'`).join(', ')},)` : 'None'
  const doc = (message || 'empty message').replaceAll('\\', '\\\\').replaceAll('"', "'")
  const text = `"""${doc}

Revision ID: ${revision}
Revises: ${downRevisions.join(', ')}

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '${revision}'
down_revision = ${downRevision}
branch_labels = ${labels}
depends_on = None


def upgrade():
${body(module.upgrade, connection)}

def downgrade():
${body(module.downgrade, connection)}`
  return { file: scriptFileName(revision, message).replace(/\.ts$/, '.py'), text }
}

/** A function that only its own run could tell apart is left to be written by hand, with what stood in the way. */
function body(written: ((op: Op) => void) | undefined, connection: Connection): string {
  try {
    return renderPython(said(written, connection))
  } catch (thrown) {
    const message = databaseError(thrown).message.replace(/\s+/g, ' ')
    return `    # ${message}\n    raise NotImplementedError('to be written by hand: the original reads what is not there now')\n`
  }
}

function said(body: ((op: Op) => void) | undefined, connection: Connection): Operation[] {
  const operations: Operation[] = []
  body?.(makeOp((o) => operations.push(o), boundTo(connection)))
  return operations
}
