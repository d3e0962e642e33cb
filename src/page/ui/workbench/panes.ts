import { html, nothing, type TemplateResult } from 'lit'
import { shellFile } from '../../runner/contract'
import { panels } from './panels'
import type { PanelContext, PanelDefinition } from './panels/panel'
import { tabs } from './tabs'

interface PaneOptions {
  pane: PanelDefinition['pane']
  context: PanelContext
  /** Id of the panel shown. */
  active: string
  /** On a narrow screen the tabs are elsewhere. */
  tabs: boolean
  hidden: boolean
  /** Ids of panels that were shown before: they stay as they were left. */
  opened: Set<string>
  onPick(id: string): void
}

/** The panels of one pane, of which one is shown. */
export function pane({ pane, context, active, tabs: withTabs, hidden, opened, onPick }: PaneOptions): TemplateResult {
  const own = offered(context).filter((panel) => panel.pane === pane)
  // A panel that was shown may have nothing to show any more.
  const shown = own.some(({ id }) => id === active) ? active : own[0]!.id
  opened.add(shown)
  const list = own.map(({ id, title, badge }) => ({ id, title, badge: badge(context.timeline), controls: `panel-${id}` }))
  const label = pane === 'upper' ? 'Data' : 'Log'
  return html`<div class="pane" data-pane=${pane} ?hidden=${hidden}>
    ${withTabs ? html`<div class="bar">${tabs({ label, active: shown, tabs: list, onPick })}</div>` : nothing}
    ${own.map(
      ({ id, title, draw }) =>
        html`<div class="panel" id=${`panel-${id}`} role="tabpanel" aria-label=${title} ?hidden=${id !== shown}>${opened.has(id) ? draw(context) : nothing}</div>`,
    )}
  </div>`
}

/** The panels that have something to show. */
function offered(context: PanelContext): PanelDefinition[] {
  return panels.filter((panel) => panel.when?.(context) ?? true)
}

/** Whether a pane holds a panel. */
export function holds(pane: PanelDefinition['pane'], id: string): boolean {
  return panels.some((panel) => panel.pane === pane && panel.id === id)
}

interface NarrowOptions {
  context: PanelContext
  active: string
  /** There is a lesson's text beside the code. */
  text: boolean
  onPick(id: string): void
}

/** On a narrow screen: tabs for the text, the code and each panel. */
export function narrowTabs({ context, active, text, onPick }: NarrowOptions): TemplateResult {
  const { timeline } = context
  const failed = timeline.events.some(
    (event) => event.kind === 'problem' && event.severity === 'error' && event.place?.file !== shellFile,
  )
  const list = [
    ...(text ? [{ id: 'text', title: 'Text' }] : []),
    { id: 'code', title: 'Code', alert: failed },
    ...offered(context).map(({ id, title, badge }) => ({ id, title, badge: badge(timeline) })),
  ]
  return html`<div class="bar narrow-bar">${tabs({ label: 'Regions', active, tabs: list, onPick })}</div>`
}
