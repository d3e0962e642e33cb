import type { Runner } from '../runner'
import { Store } from '../store'
import { announce } from './announce'

/** The one store of the page. */
export function openStore(): Promise<Store> {
  store ??= Store.open((trouble) => announce(trouble))
  return store
}

/** The one runner of the page; its code is loaded when first asked for, and its sandbox starts at once. */
export function openRunner(): Promise<Runner> {
  runner ??= import('../runner').then(({ Runner }) => {
    const made = new Runner()
    // A sandbox that does not start is told by the first run.
    made.boot().catch(() => {})
    return made
  })
  return runner
}

let store: Promise<Store> | undefined
let runner: Promise<Runner> | undefined
