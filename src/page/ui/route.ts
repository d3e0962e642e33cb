/** Where the address leads. `#s=` carries shared code and needs no other path: the link says which step it belongs to. */
export type Route =
  | { kind: 'home' }
  | { kind: 'step'; id: string }
  /** `play/flasky`, or `play` for the template that was last open. */
  | { kind: 'play'; id: string }
  | { kind: 'link'; fragment: string }
  | { kind: 'unknown'; path: string }

/** Reads the part of the address after `#`. */
export function parseRoute(hash: string): Route {
  const path = hash.replace(/^#/, '')
  if (path.startsWith('s=')) return { kind: 'link', fragment: path.slice(2) }
  const parts = path.split('/').filter((part) => part !== '')
  if (parts.length === 0) return { kind: 'home' }
  if (parts[0] === 'learn' && parts.length === 3) return { kind: 'step', id: `${parts[1]}/${parts[2]}` }
  if (parts[0] === 'play' && parts.length <= 2) return { kind: 'play', id: parts.join('/') }
  return { kind: 'unknown', path }
}

/** Whether an id is that of the playground or of one of its templates. */
export const isPlay = (id: string): boolean => id === 'play' || id.startsWith('play/')

/** The address of a step or of a template of the playground. */
export function addressOf(id: string): string {
  return isPlay(id) ? `#/${id}` : `#/learn/${id}`
}
