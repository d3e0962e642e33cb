import type { SQLAlchemy } from './public'

// What the editor is given: `import { db } from 'backref'`, and `db` without an import, as every cell has it.
export * from './public'

declare global {
  const db: SQLAlchemy
}
