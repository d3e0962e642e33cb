import type { SQLAlchemy } from './public'

export * from '../web/public'
// What the editor is given: `import { db, Flask } from 'backref'`, and `db` without an import, as every cell has it.
export * from './public'

declare global {
  const db: SQLAlchemy
}
