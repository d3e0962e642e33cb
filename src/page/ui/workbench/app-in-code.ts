import type { SourceFile } from '../../runner'

type Files = readonly Pick<SourceFile, 'text'>[]

/** Whether code makes a Flask app. */
export const makesApp = (files: Files): boolean => files.some(({ text }) => /\bnew\s+Flask\b/.test(text))

/** Whether an app has an address: without one it has nothing to show in a browser. */
export const hasRoute = (files: Files): boolean => files.some(({ text }) => /\.(?:route|get|post)\(\s*['"`]\//.test(text))

/** What an app is called, as `flask shell` says it; null without an app. */
export function appName(files: Files): string | null {
  for (const { text } of files) {
    const name = /\bnew\s+Flask\(\s*(['"`])(.*?)\1/.exec(text)?.[2]
    if (name !== undefined) return name
  }
  return null
}
