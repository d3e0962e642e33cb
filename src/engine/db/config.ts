import { TermError } from '../schema'

/** Keys of the Flask configuration that Flask-SQLAlchemy reads. */
export interface Config {
  SQLALCHEMY_DATABASE_URI?: string
  SQLALCHEMY_BINDS?: Record<string, string>
  SQLALCHEMY_TRACK_MODIFICATIONS?: boolean
  SQLALCHEMY_ECHO?: boolean
  SQLALCHEMY_RECORD_QUERIES?: boolean
  [key: string]: unknown
}

/**
 * The database URL of a configuration.
 * @throws TermError RuntimeError when the key is missing (seed/003)
 */
export function databaseUri(config: Config): string {
  const uri = config.SQLALCHEMY_DATABASE_URI
  if (typeof uri === 'string' && uri) return uri
  if (config.SQLALCHEMY_BINDS) return 'sqlite://'
  throw new TermError(
    'RuntimeError',
    "Either 'SQLALCHEMY_DATABASE_URI' or 'SQLALCHEMY_BINDS' must be set.",
    "Set it before SQLAlchemy(app): app.config['SQLALCHEMY_DATABASE_URI'] = 'sqlite://'.",
  )
}
