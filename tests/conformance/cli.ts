import { transform } from 'sucrase'
import { type RevisionModule, runCommand, sa } from '../../src/engine/migrate'
import type { MetaData, NamingConvention } from '../../src/engine/schema'
import { Connection } from '../../src/engine/sqlite'
import type { FlaskAnswer } from '../../src/protocol'
import {
  collapsed,
  createAll,
  databaseUnlike,
  metadataOf,
  type RecordedDatabase,
  type RecordedRun,
  sentBy,
  sqlite,
  unlike,
  type Verdict,
} from './migration'
import { evaluate, interpreter } from './migration-host'
import { pythonModule } from './migration-python'
import { parse } from './python/parse'
import type { Expr } from './python/tree'

interface CliStep {
  cmd: string
  exit?: number
  stdout?: string
  stderr?: string
  stdin?: string
  stdout_sorted?: boolean
  sql?: RecordedRun['sql']
  files?: Record<string, string | null>
  database?: RecordedDatabase | 'unchanged' | null
  content?: string
  replace?: [string, string]
  rows?: unknown[][]
}
export interface CliCase {
  id: string
  kind: 'cli'
  files: Record<string, string>
  steps: CliStep[]
}

/** Folders, files and a database, as a shell sees them. */
class Shell {
  connection = Connection.open(sqlite)
  /** Statements since the last look. */
  sent: string[] = []
  private revisions = 0
  /** Files as the recording has them. */
  readonly recorded: Record<string, string> = {}

  constructor(
    readonly files: Record<string, string>,
    private readonly ids: string[],
  ) {
    this.listen()
  }

  listen() {
    this.connection.listener = {
      statement: (r) =>
        this.sent.push(`${collapsed(r.sql)}${r.parameters.some((p) => p.length) ? ` ${JSON.stringify(r.parameters)}` : ''}`),
      transaction: () => {},
    }
  }

  reopen() {
    this.connection.close()
    this.connection = Connection.open(sqlite)
    this.listen()
  }

  models(): MetaData {
    const source = this.files['hello.py'] ?? ''
    const naming = /naming_convention=(\{[^}]*\})/.exec(source)?.[1]
    return metadataOf(source, naming ? (evaluate(interpreter({}), parse(naming)[0]![1] as Expr) as NamingConvention) : {})
  }

  /** The files, with what hello.py gives to `Migrate(...)` where we have it: in alembic.ini. */
  settings(): Record<string, string> {
    const given = /Migrate\(([^)]*)\)/.exec(this.files['hello.py'] ?? '')?.[1] ?? ''
    const ini = 'migrations/alembic.ini'
    const found = [...given.matchAll(/(render_as_batch|compare_server_default)=(\w+)/g)]
    if (this.files[ini] === undefined || found.length === 0) return this.files
    return { ...this.files, [ini]: found.map(([, key, value]) => `${key} = ${value!.toLowerCase()}`).join('\n') }
  }

  flask(line: string): FlaskAnswer {
    const result = runCommand(line, {
      files: this.settings(),
      connection: this.connection,
      metadata: this.models(),
      load: (path, source) => (path.endsWith('.py') ? pythonModule(source) : typescriptModule(source)),
      scratch: () => Connection.open(sqlite),
      newRevision: () => this.ids[this.revisions++] ?? `unexpected${this.revisions}`,
      now: () => new Date(Date.UTC(2024, 0, 1, 12, this.revisions)),
      databaseUrl: 'sqlite:///<DIR>/data.sqlite',
      root: '<DIR>',
      mode: 'alembic',
      run: { trace: false },
    })
    for (const [path, text] of Object.entries(result.files)) {
      if (text === null) delete this.files[path]
      else this.files[path] = text
    }
    return result
  }
}

/** A script that we wrote ourselves. */
function typescriptModule(source: string): RevisionModule {
  const { code } = transform(source, { transforms: ['typescript', 'imports'] })
  const exported = {} as RevisionModule
  new Function('exports', 'require', code)(exported, () => ({ sa }))
  return exported
}

/** Paths, and what only the real thing has: traceback lines, files of Python. */
const normal = (text: string) =>
  text
    .replace(
      /^Traceback \(most recent call last\):\n(?: .*\n)*[\s\S]*?(?=^[\w.]+(?:Error|Exception)?: (?!.*\n\nThe above)[\s\S]*$)/gm,
      '',
    )
    .replace(/\S*\/alembic\/script\/revision\.py:\d+: /g, '')
    .replace(/^ {2}util\.warn\(\n/gm, '')
    .replace(
      /^sqlite3\.\w+: .*\n\nThe above exception was the direct cause of the following exception:\n\n(?:Traceback.*\n(?: .*\n)*)?/gm,
      '',
    )
    .replace(/\.py\b(?=(?:\.mako)? \.\.\. |\n|$)/gm, '.ts')
    .replace(/script\.py\.mako/g, 'script.ts.mako')
    .replace(/^( *Create Date: .*)\.000$/gm, '$1')
    .replace(/^Generating \S+\/env\.ts .*\n/gm, '')

/** Runs a recorded session of the command line, and compares what it prints, sends and leaves. */
export function runCliCase(recorded: CliCase): Verdict {
  const differences: string[] = []
  const ids = [
    ...new Set(
      recorded.steps.flatMap((s) => Object.keys(s.files ?? {})).flatMap((f) => /versions\/([0-9a-f]{12})_/.exec(f)?.[1] ?? []),
    ),
  ]
  const shell = new Shell({ ...recorded.files }, ids)
  recorded.steps.forEach((step, i) => differences.push(...runStep(shell, step).map((d) => `step ${i} \`${step.cmd}\`: ${d}`)))
  shell.connection.close()
  return { ok: differences.length === 0, differences }
}

function runStep(shell: Shell, step: CliStep): string[] {
  const [verb, path] = step.cmd.split(' ') as [string, string]
  shell.sent = []
  switch (verb) {
    case 'write':
      delete shell.files[path.replace(/\.py$/, '.ts')]
      shell.files[path] = step.content!
      return []
    case 'edit': {
      // a script that we wrote in TypeScript goes on as the recorded one in Python
      delete shell.files[path.replace(/\.py$/, '.ts')]
      shell.files[path] = (shell.files[path] ?? shell.recorded[path]!).replace(step.replace![0], step.replace![1])
      return []
    }
    case 'rm':
      if (path === 'data.sqlite') shell.reopen()
      else delete shell.files[Object.keys(shell.files).find((f) => f.replace(/\.ts$/, '.py') === path) ?? path]
      return []
    case 'sqlite3':
      shell.connection.run(/^sqlite3 \S+ "(.*)"$/s.exec(step.cmd)![1]!)
      return databaseOf(shell, step)
    default:
      return step.cmd.startsWith('flask shell') ? flaskShell(shell, step) : flask(shell, step)
  }
}

/** Of a shell session only create_all() and the objects that it adds are of interest here. */
function flaskShell(shell: Shell, step: CliStep): string[] {
  if (step.stdin?.includes('create_all')) createAll(shell.connection, shell.models())
  const tables = new Map(
    [...shell.files['hello.py']!.matchAll(/class (\w+)\(db\.Model\):\s+__tablename__ = '(\w+)'/g)].map(([, c, t]) => [c!, t!]),
  )
  for (const [, name, given] of step.stdin?.matchAll(/(\w+)\(((?:\w+='[^']*'(?:, )?)+)\)/g) ?? []) {
    const table = tables.get(name!)
    if (!table) continue
    const values = [...given!.matchAll(/(\w+)='([^']*)'/g)]
    const columns = values.map(([, column]) => column).join(', ')
    const marks = values.map(() => '?').join(', ')
    shell.connection.run(
      `INSERT INTO ${table} (${columns}) VALUES (${marks})`,
      values.map(([, , value]) => value!),
    )
  }
  return databaseOf(shell, step)
}

function flask(shell: Shell, step: CliStep): string[] {
  const result = shell.flask(step.cmd)
  const differences: string[] = []
  if (step.exit !== undefined && step.exit !== result.exit)
    differences.push(`expected exit ${step.exit}, got ${result.exit}: ${result.stderr}`)
  const lines = (text: string) => {
    const all = normal(text).split('\n')
    return step.stdout_sorted ? all.filter((l) => l.trim()).sort() : all
  }
  if (step.stdout !== undefined) differences.push(...unlike('stdout', lines(step.stdout), lines(result.stdout)))
  if (step.stderr !== undefined) differences.push(...unlike('stderr', lines(step.stderr), lines(result.stderr)))
  for (const [file, text] of Object.entries(step.files ?? {})) {
    if (text === null || !file.startsWith('migrations/versions/')) continue
    const mine = file.replace(/\.py$/, '.ts')
    shell.recorded[file] = text
    if (shell.files[mine] === undefined)
      differences.push(`${mine} was not written; there are ${Object.keys(result.files).join(', ')}`)
  }
  if (step.sql) {
    const asked = (s: string) => !s.startsWith('PRAGMA')
    differences.push(...unlike('sent', sentBy({ sql: step.sql }).filter(asked), shell.sent.filter(asked)))
  }
  return [...differences, ...databaseOf(shell, step)]
}

function databaseOf(shell: Shell, step: CliStep): string[] {
  return step.database && step.database !== 'unchanged' ? databaseUnlike(shell.connection, step.database) : []
}
