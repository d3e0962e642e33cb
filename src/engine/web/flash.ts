import type { Contexts } from './context'
import type { Context } from './host'

const key = '_flashes'

export interface Flash {
  with_categories?: boolean
  withCategories?: boolean
  category_filter?: string[]
  categoryFilter?: string[]
}

/** Keeps a message for the next page that fetches it: it travels in the session cookie. */
export function flash(contexts: Contexts, message: string, category: string): void {
  const session = contexts.session_()
  session.touch()
  session.data[key] = [...((session.data[key] as unknown[] | undefined) ?? []), [category, message]]
}

/** The messages that wait, and takes them out of the session; within one request they stay the same. */
export function readFlashes(context: Context, options: Flash = {}): unknown[] {
  const { session } = context
  if (context.flashes === null) {
    context.flashes = (session?.data[key] as [string, string][] | undefined) ?? []
    if (session && key in session.data) {
      session.touch()
      delete session.data[key]
    }
  }
  const filter = options.categoryFilter ?? options.category_filter ?? []
  const found = context.flashes.filter(([category]) => filter.length === 0 || filter.includes(category))
  return options.withCategories || options.with_categories ? found : found.map(([, message]) => message)
}
