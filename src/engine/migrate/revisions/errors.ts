import { TermError } from '../../schema/errors'

/** An error of a command, with commands that lead out of it. */
export class CommandError extends TermError {
  /** What Alembic warns of before the error. */
  warning?: string

  constructor(
    message: string,
    hint: string,
    readonly actions: readonly { label: string; command: string }[] = [],
    term = 'CommandError',
  ) {
    super(term, message, hint)
  }
}

export const noSuchRevision = (id: string) =>
  new CommandError(
    `Can't locate revision identified by '${id}'`,
    `No script has the revision '${id}'. If the database names it, its script was deleted or belongs to other work: bring the script back, or write into alembic_version what is true.`,
    [
      { label: 'See all revisions', command: 'flask db history' },
      { label: 'Forget what the database says and mark it as up to date', command: 'flask db stamp --purge head' },
    ],
  )

export const ambiguousRevision = (id: string, fitting: string[]) =>
  new CommandError(
    `Multiple revisions start with '${id}': ${fitting.map((f) => `'${f}'`).join(', ')}...`,
    'Write more of the id.',
  )

export const multipleHeads = (argument: string, heads: string[]) =>
  new CommandError(
    `Multiple head revisions are present for given argument '${argument}'; please specify a specific target revision, '<branchname>@${argument}' to narrow to a specific head, or 'heads' for all heads`,
    `Two scripts continue from the same point: ${heads.join(' and ')}. Merge them into one line, or go to all of them.`,
    [
      { label: 'Merge the heads', command: 'flask db merge heads' },
      { label: 'Upgrade to all heads', command: 'flask db upgrade heads' },
    ],
  )

export const severalHeadsForRevision = (heads: string[]) =>
  new CommandError(
    'Multiple heads are present; please specify the head revision on which the new revision should be based, or perform a merge.',
    `The heads are ${heads.join(' and ')}.`,
    [{ label: 'Merge the heads', command: 'flask db merge heads' }],
  )

export const cycleDetected = (ids: string[]) =>
  new CommandError(
    `Cycle is detected in revisions (${ids.join(', ')})`,
    "These scripts name each other as the one before. Correct 'downRevision' in one of them.",
  )

export function missingDownRevision(id: string, from: string): CommandError {
  const error = new CommandError(
    `'${id}'`,
    `A script continues from '${id}', and no script has that revision. Bring it back, or correct 'downRevision'.`,
    [],
    'KeyError',
  )
  error.warning = `UserWarning: Revision ${id} referenced from ${from} is not present`
  return error
}

export const notUpToDate = () =>
  new CommandError(
    'Target database is not up to date.',
    'A script has not been applied yet; comparing now would find its changes again.',
    [
      { label: 'Apply it', command: 'flask db upgrade' },
      { label: 'The database has these changes already: mark it as up to date', command: 'flask db stamp head' },
    ],
  )

export const relativeTooFar = (relative: string) =>
  new CommandError(
    `Relative revision ${relative} didn't produce ${Math.abs(Number(relative))} migrations`,
    'There are not that many steps in this direction.',
    [
      { label: 'Where is the database?', command: 'flask db current' },
      { label: 'See all revisions', command: 'flask db history' },
    ],
  )

export const ambiguousWalk = () =>
  new CommandError('Ambiguous walk', 'From here there is more than one way. Name the revision to go to.', [
    { label: 'See all revisions', command: 'flask db history' },
  ])

export const notADowngrade = (target: string, heads: string[]) =>
  new CommandError(
    `Destination ${target} is not a valid downgrade target from current head(s)`,
    `The database is at ${heads.join(', ') || 'base'}, and '${target}' is not before that.`,
    [{ label: 'Where is the database?', command: 'flask db current' }],
  )

export const sqlNeedsRange = () =>
  new CommandError(
    'downgrade with --sql requires <fromrev>:<torev>',
    'Without a database nobody knows where to begin: write flask db downgrade c3:a1 --sql.',
  )

export const batchWithoutDatabase = (table: string) =>
  new CommandError(
    `This operation cannot proceed in --sql mode; batch mode with dialect sqlite requires a live database connection with which to reflect the table "${table}". To generate a batch SQL migration script using table "move and copy", a complete Table object should be passed to the "copy_from" argument of the batch_alter_table() method so that table reflection can be skipped.`,
    'A rebuild has to look at the table as it is now, and --sql works without a database. Run the upgrade itself.',
  )

export const autogenerateWithoutDatabase = () =>
  new CommandError(
    'Using --sql with --autogenerate does not make any sense',
    'Comparing needs the database, and --sql works without one.',
  )

export const severalHeadsToStamp = (heads: string[]) =>
  new CommandError(
    'Multiple heads are present; please specify a single target revision',
    `The heads are ${heads.join(' and ')}. Name one of them, or write: flask db stamp heads.`,
  )

export const badHistoryRange = () =>
  new CommandError(
    'History range requires [start]:[end], [start]:, or :[end]',
    'Write the two ends with a colon between them: flask db history -r a1:head.',
  )

/** A folder in which scripts share their revision: Alembic counts each of them as a head. */
export const sharedRevision = (argument: string, id: string) =>
  new CommandError(
    multipleHeads(argument, []).message,
    `Two scripts have the revision '${id}'. Give one of them an id of its own, and let it continue from the other.`,
  )

export const noFolder = (path: string) =>
  new CommandError(
    `Path doesn't exist: '${path}'.  Please use the 'init' command to create a new scripts folder.`,
    'Migrations live in a folder of their own, which is made once.',
    [{ label: 'Make the folder', command: 'flask db init' }],
  )

export const folderNotEmpty = (name: string) =>
  new CommandError(`Directory ${name} already exists and is not empty`, 'The folder is made once, and it is there already.', [
    { label: 'Compare the models with the database', command: 'flask db migrate' },
  ])

export const operationsDetected = (what: string[]) =>
  new CommandError(`New upgrade operations detected: ${what.join(', ')}`, 'The models are ahead of the database.', [
    { label: 'Write a script for it', command: 'flask db migrate' },
  ])

export const nothingToMerge = () =>
  new CommandError('Nothing to merge: there is only one head.', 'A merge joins two or more heads.')

export const renamesToAnswer = (questions: readonly string[]) =>
  new CommandError(
    `Renamed, or dropped and added? ${questions.join(' ')}`,
    'Only you know. A rename keeps the values; dropping and adding loses them.',
  )
