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

/** As much of a Flask app as its database needs. */
export interface ConfiguredApp {
  config: Config
  /** The folder in which a relative path of a URL begins. */
  instancePath?: string
}

/** The keys that Flask-SQLAlchemy sets to false where they are missing. */
export const switches = ['SQLALCHEMY_TRACK_MODIFICATIONS', 'SQLALCHEMY_ECHO', 'SQLALCHEMY_RECORD_QUERIES']

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
