import type { Response } from '../../protocol'
import type { Workspace, WorkspaceOptions } from '../db/workspace'
import type { Sqlite } from '../sqlite'
import type { Determinism } from './determinism'

/** What a lab needs of the place where it runs. */
export interface LabOptions {
  sqlite: Sqlite
  createWorkspace(options: WorkspaceOptions): Workspace
  /** Sends a response to the page; `transfer` are buffers that are given away. */
  post(response: Response, transfer?: ArrayBuffer[]): void
  /** Runs a classic script whose stacks name it `name`; gives the address that an engine may name instead, or null. */
  evaluate(script: string, name: string): string | null
  determinism: Determinism
}
