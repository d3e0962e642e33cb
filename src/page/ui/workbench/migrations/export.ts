import type { SourceFile } from '../../../runner'

const readme = `Migrations for a Flask application with Flask-Migrate.

Run \`flask db init\` there once, and put these scripts into its folder migrations/versions.
Each was written from a script of the same revision; compare them before you run them.
`

/** Lets the browser save the migrations folder as one archive. */
export const saveScripts = (files: readonly SourceFile[]): Promise<void> =>
  saveArchive(
    'migrations.zip',
    Object.fromEntries(files.filter(({ name }) => name.startsWith('migrations/')).map(({ name, text }) => [name, text])),
  )

/** Lets the browser save Alembic's scripts as one archive. @param scripts by path */
export const savePython = (scripts: Record<string, string>): Promise<void> =>
  saveArchive('migrations-python.zip', { ...scripts, 'migrations/README.md': readme })

/** Lets the browser save SQL. */
export const saveSql = (sql: string): void => save('migrations.sql', 'application/sql', sql)

async function saveArchive(name: string, files: Record<string, string>): Promise<void> {
  const { strToU8, zipSync } = await import('fflate')
  const packed = zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])))
  save(name, 'application/zip', packed)
}

function save(name: string, type: string, content: string | Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([content], { type }))
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = name
  anchor.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
