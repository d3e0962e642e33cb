/** Where the address leads. `#s=` carries shared code and needs no other path: the link says which step it belongs to. */
export type Route =
  | { kind: 'home' }
  | { kind: 'step'; id: string }
  | { kind: 'play' }
  | { kind: 'link'; fragment: string }
  | { kind: 'unknown'; path: string }

/** Reads the part of the address after `#`. */
export function parseRoute(hash: string): Route {
  const path = hash.replace(/^#/, '')
  if (path.startsWith('s=')) return { kind: 'link', fragment: path.slice(2) }
  const parts = path.split('/').filter((part) => part !== '')
  if (parts.length === 0) return { kind: 'home' }
  if (parts[0] === 'learn' && parts.length === 3) return { kind: 'step', id: `${parts[1]}/${parts[2]}` }
  if (parts[0] === 'play' && parts.length === 1) return { kind: 'play' }
  return { kind: 'unknown', path }
}

/** The address of a step or, for ids that begin with `play`, of the playground. */
export function addressOf(id: string): string {
  return id.startsWith('play') ? '#/play' : `#/learn/${id}`
}
