import { Missing, pythonFunction } from '../python/values'

/** As much of a Flask app as `SQLAlchemy(app)` looks at. */
class App {
  config: Record<string, unknown> = {}
  /** Entering and leaving an application context changes nothing in a page that has one database. */
  appContext(): { push(): void; pop(): void } {
    return { push() {}, pop() {} }
  }
}

/**
 * `Flask` and `SQLAlchemy` for scripts that configure an app of their own.
 * @param open makes a `db` for a configuration
 */
export function appNames(
  open: (config: Record<string, unknown>) => { config: Record<string, unknown> },
): Record<string, unknown> {
  return {
    app: new App(),
    Flask: pythonFunction('Flask', () => new App()),
    SQLAlchemy: pythonFunction('SQLAlchemy', ([app]) => {
      if (!(app instanceof App)) throw new Missing('SQLAlchemy() without an app')
      const made = open(app.config)
      app.config = { ...made.config, ...app.config }
      return made
    }),
  }
}
