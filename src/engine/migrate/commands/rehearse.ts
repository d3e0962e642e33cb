import type { Sqlite } from '../../sqlite'
import { type Simulation, simulate } from '../simulate'
import { type Environment, Session } from './environment'
import { plannedMigrations } from './move'

/**
 * What `flask db upgrade` or `downgrade` would do, on a copy: the finished trace for the player. The database stays as it is.
 * @param target as in the command: `head`, `+1`, `a1`; for a downgrade `-1`, `base`
 * @throws TermError CommandError as the command would say it
 */
export function rehearse(
  sqlite: Sqlite,
  environment: Environment,
  direction: 'upgrade' | 'downgrade',
  target: string,
): Simulation {
  const session = new Session(environment)
  return simulate(sqlite, environment.connection, plannedMigrations(session, direction, target), {
    ...environment.run,
    mode: session.mode,
  })
}
