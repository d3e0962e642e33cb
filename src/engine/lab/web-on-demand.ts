import type { Web, WebHost } from '../db/workspace'
import { usePart } from './parts'
import { noApp } from './problems'

/**
 * Stands in for `engine/web` in the worker's script: views, forms and templates are needed only by code that makes an app.
 * The build puts this file in its place and makes that one a part.
 */
export function createWeb(host: WebHost): Web {
  let real: Web | undefined
  return {
    get names() {
      real ??= (usePart('web') as { createWeb(host: WebHost): Web }).createWeb(host)
      return real.names
    },
    shellNames: () => real?.shellNames() ?? {},
    async visit(sent, watch) {
      if (real === undefined) throw noApp()
      return real.visit(sent, watch)
    },
  }
}
