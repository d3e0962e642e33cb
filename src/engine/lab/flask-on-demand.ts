import type { Flask, FlaskHost } from '../db/workspace'
import { usePart } from './parts'

/**
 * Stands in for `engine/db/flask` in the worker's script: migrations are needed only by a `flask` line. The build puts this
 * file in its place and makes that one a part.
 */
export function createFlask(host: FlaskHost): Flask {
  let made: Flask | undefined
  const real = () => (made ??= (usePart('migrate') as { createFlask(host: FlaskHost): Flask }).createFlask(host))
  return {
    get sa() {
      return real().sa
    },
    run: (line, scripts, watch) => real().run(line, scripts, watch),
    complete: (line, revisions) => real().complete(line, revisions),
  }
}
