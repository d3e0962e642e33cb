import type { SourceFile } from '../../../runner'

/** Lets the browser save the migrations folder as one archive. */
export async function saveScripts(files: readonly SourceFile[]): Promise<void> {
  const { strToU8, zipSync } = await import('fflate')
  const own = files.filter(({ name }) => name.startsWith('migrations/'))
  save('migrations.zip', 'application/zip', zipSync(Object.fromEntries(own.map(({ name, text }) => [name, strToU8(text)]))))
}

/** Lets the browser save SQL. */
export const saveSql = (sql: string): void => save('migrations.sql', 'application/sql', sql)

function save(name: string, type: string, content: string | Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([content], { type }))
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = name
  anchor.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
