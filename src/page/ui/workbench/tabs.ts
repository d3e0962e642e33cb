import { html, nothing, type TemplateResult } from 'lit'

interface Tab {
  id: string
  title: string
  badge?: string
  /** Something went wrong there. */
  alert?: boolean
  /** Id of the element that the tab shows. */
  controls?: string
}

interface TabsOptions {
  label: string
  active: string
  tabs: Tab[]
  onPick(id: string): void
}

/** A row of tabs: arrow keys move, the chosen one is reachable by Tab. */
export function tabs({ label, active, tabs: all, onPick }: TabsOptions): TemplateResult {
  const onKey = (event: KeyboardEvent) => {
    const at = all.findIndex(({ id }) => id === active)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key]
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    const next = (to + all.length) % all.length
    onPick(all[next]!.id)
    ;(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus()
  }
  return html`<div class="tabs" role="tablist" aria-label=${label} @keydown=${onKey}>
    ${all.map(
      ({ id, title, badge, alert, controls }) =>
        html`<button class="tab" role="tab" type="button" aria-selected=${id === active} tabindex=${id === active ? 0 : -1}
          aria-controls=${controls ?? nothing} @click=${() => onPick(id)}
          >${title}${badge ? html`<b>${badge}</b>` : nothing}${alert ? html`<span class="alert" title="something went wrong here"></span>` : nothing}</button
        >`,
    )}
  </div>`
}

/** Scrolls a row of tabs so far that one is seen. scrollIntoView() would also move the place from which the Tab key goes on. */
export function revealTab(tab: Element | null): void {
  const row = tab?.parentElement
  if (!tab || !row) return
  const { left, right } = tab.getBoundingClientRect()
  const box = row.getBoundingClientRect()
  if (left < box.left) row.scrollLeft -= box.left - left
  else if (right > box.right) row.scrollLeft += right - box.right
}
