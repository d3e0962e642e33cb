import type { Request, Response } from '../../protocol'
import { createWorkspace } from '../db'
import { loadSqlite } from '../sqlite'
import { createDeterminism } from './determinism'
import { createLab, type Lab } from './lab'
import { providePart } from './parts'
import { evaluateScript, harden, onBoot, seedGlobals } from './worker-scope'

// The worker's entry. The port to the page stays in this closure, where code that runs here later cannot reach it.
const from = performance.now()
let lab: Lab | undefined
harden((thrown) => {
  lab?.uncaught(thrown)
  return lab !== undefined
})

onBoot(async ({ module, port }) => {
  const determinism = createDeterminism()
  const sqlite = await loadSqlite(module)
  seedGlobals(determinism)
  const probe = new sqlite.Database()
  const sqliteVersion = String(probe.exec('SELECT sqlite_version()')[0]!.values[0]![0])
  probe.close()
  const post = (response: Response, transfer?: ArrayBuffer[]) => port.send(response, transfer)
  const created = createLab({ sqlite, createWorkspace, post, evaluate: evaluateScript, determinism })
  lab = created
  port.listen((request: Request) => {
    if (request.kind === 'part') providePart(request.name, request.code)
    else void created.handle(request)
  })
  post({ kind: 'ready', sqliteVersion, bootMs: performance.now() - from })
})
