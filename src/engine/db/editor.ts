import type { SQLAlchemy } from './public'

export type { BatchOp, Op } from '../migrate/public'
export { sa } from '../migrate/sa'
export * from '../web/public'
// What the editor is given: `import { db, Flask, sa } from 'backref'`, and `db` without an import, as every cell has it.
export * from './public'

declare global {
  const db: SQLAlchemy
}
