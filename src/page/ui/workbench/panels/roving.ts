const stations = (root: HTMLElement): HTMLElement[] =>
  [...root.querySelectorAll<HTMLElement>('[data-rove]')].filter((station) => station.offsetParent !== null)

/** Makes exactly one `data-rove` element of a panel reachable by Tab. */
export function settleFocus(root: HTMLElement): void {
  const all = stations(root)
  const reachable = all.filter((station) => station.tabIndex === 0)
  if (reachable.length === 1) return
  const keep = all.find((station) => station === document.activeElement) ?? all[0]
  for (const station of all) station.tabIndex = station === keep ? 0 : -1
}

/** Arrow keys, Home and End move the focus among the `data-rove` elements of a panel. */
export function moveFocus(root: HTMLElement, event: KeyboardEvent): void {
  const from = (event.target as HTMLElement).closest<HTMLElement>('[data-rove]')
  if (!from || event.target !== from || event.altKey || event.ctrlKey || event.metaKey) return
  const all = stations(root)
  const at = all.indexOf(from)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key]
  const next = to === undefined ? undefined : all[Math.max(0, Math.min(all.length - 1, to))]
  if (!next) return
  event.preventDefault()
  for (const station of all) station.tabIndex = station === next ? 0 : -1
  next.focus()
}
