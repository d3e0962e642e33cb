/** An option of a command, for parsing, help and completion. */
export interface OptionSpec {
  /** `-m`, `--message`: the long one comes last. */
  names: string[]
  /** Name of its value, or null for a flag. */
  value: string | null
  help: string
}
export interface CommandSpec {
  name: string
  help: string
  /** Name of the one argument: `REVISION`; in brackets when it may be left out. */
  argument: string | null
  options: OptionSpec[]
}

const flag = (help: string, ...names: string[]): OptionSpec => ({ names, value: null, help })
const option = (value: string, help: string, ...names: string[]): OptionSpec => ({ names, value, help })
const message = option('TEXT', 'Revision message', '-m', '--message')
const verbose = flag('Use more verbose output', '-v', '--verbose')
const sql = flag("Don't emit SQL to database - dump to standard output instead", '--sql')
const revId = option('TEXT', 'Specify a hardcoded revision id instead of generating one', '--rev-id')
const branchLabel = option('TEXT', 'Specify a branch label to apply to the new revision', '--branch-label')
const head = option('TEXT', 'Specify head revision or <branchname>@head to base new revision on', '--head')
const splice = flag('Allow a non-head revision as the "head" to splice onto', '--splice')

const directory = option('TEXT', 'Migration script directory (default is "migrations")', '-d', '--directory')

/** `flask db` and its commands, with Flask-Migrate's own descriptions. */
export const commands: CommandSpec[] = [
  { name: 'branches', help: 'Show current branch points', argument: null, options: [verbose] },
  { name: 'check', help: 'Check if there are any new operations to migrate', argument: null, options: [] },
  { name: 'current', help: 'Display the current revision for each database.', argument: null, options: [verbose] },
  { name: 'downgrade', help: 'Revert to a previous version', argument: '[REVISION]', options: [sql] },
  { name: 'edit', help: 'Edit a revision file', argument: '[REVISION]', options: [] },
  { name: 'heads', help: 'Show current available heads in the script directory', argument: null, options: [verbose] },
  {
    name: 'history',
    help: 'List changeset scripts in chronological order.',
    argument: null,
    options: [
      option('TEXT', 'Specify a revision range; format is [start]:[end]', '-r', '--rev-range'),
      verbose,
      flag('Indicate current version', '-i', '--indicate-current'),
    ],
  },
  { name: 'init', help: 'Creates a new migration repository.', argument: null, options: [] },
  {
    name: 'merge',
    help: 'Merge two revisions together, creating a new revision file',
    argument: 'REVISIONS...',
    options: [message, branchLabel, revId],
  },
  {
    name: 'migrate',
    help: "Autogenerate a new revision file (Alias for 'revision --autogenerate')",
    argument: null,
    options: [message, sql, head, splice, branchLabel, revId],
  },
  {
    name: 'revision',
    help: 'Create a new revision file.',
    argument: null,
    options: [
      message,
      flag('Populate revision script with candidate migration operations', '--autogenerate'),
      sql,
      head,
      splice,
      branchLabel,
      revId,
    ],
  },
  { name: 'show', help: 'Show the revision denoted by the given symbol.', argument: '[REVISION]', options: [] },
  {
    name: 'stamp',
    help: "'stamp' the revision table with the given revision; don't run any migrations",
    argument: '[REVISION]',
    options: [sql, flag('Delete all entries in the version table before stamping', '--purge')],
  },
  { name: 'upgrade', help: 'Upgrade to a later version', argument: '[REVISION]', options: [sql] },
].map((c) => ({ ...c, options: [directory, ...c.options] }))

export const commandNamed = (name: string): CommandSpec | undefined => commands.find((c) => c.name === name)

/** What `flask db` says without a command. */
export function groupHelp(): string {
  const width = Math.max(...commands.map((c) => c.name.length))
  const lines = commands.map((c) => `  ${c.name.padEnd(width)}  ${c.help}`)
  return `Usage: flask db [OPTIONS] COMMAND [ARGS]...\n\n  Perform database migrations.\n\nOptions:\n  --help  Show this message and exit.\n\nCommands:\n${lines.join('\n')}\n`
}

/** What `flask db upgrade --help` says. */
export function commandHelp(c: CommandSpec): string {
  const rows = [
    ...c.options.map((o) => [`  ${o.names.join(', ')}${o.value ? ` ${o.value}` : ''}`, o.help] as const),
    ['  --help', 'Show this message and exit.'] as const,
  ]
  const width = Math.max(...rows.map(([names]) => names.length))
  return `${usage(c)}\n\n  ${c.help}\n\nOptions:\n${rows.map(([names, help]) => `${names.padEnd(width)}  ${help}`).join('\n')}\n`
}

export const usage = (c: CommandSpec): string => `Usage: flask db ${c.name} [OPTIONS]${c.argument ? ` ${c.argument}` : ''}`
