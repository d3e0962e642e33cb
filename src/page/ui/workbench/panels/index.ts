import { html, nothing, type TemplateResult } from 'lit'
import { objectsAt } from '../projections/objects'
import { outputOf } from '../projections/output'
import { statementCount } from '../projections/statements'
import type { PanelContext, PanelDefinition } from './panel'
import './sql-panel'
import './tables-panel'

const some = (n: number): string => (n > 0 ? String(n) : '')

const loads = new Map<string, Promise<void>>()
const there = new Set<string>()

/** An element whose code is fetched when it is first shown; nothing stands there until then. */
function coming(
  { redraw }: PanelContext,
  load: () => Promise<unknown>,
  element: TemplateResult,
): TemplateResult | typeof nothing {
  const name = element.strings[0]!
  if (there.has(name)) return element
  if (!loads.has(name)) {
    const loaded = load().then(() => void there.add(name))
    loaded.catch(() => loads.delete(name))
    loads.set(name, loaded)
  }
  void loads.get(name)!.then(redraw)
  return nothing
}

/** All panels of what happened. Adding one is adding a projection, an element and an entry here. */
export const panels: readonly PanelDefinition[] = [
  {
    id: 'tables',
    title: 'Tables',
    pane: 'upper',
    badge: () => '',
    draw: (context) => html`<tables-panel .context=${context}></tables-panel>`,
  },
  {
    id: 'objects',
    title: 'Session',
    pane: 'upper',
    badge: ({ events, position }) => some(objectsAt(events, position).length),
    draw: (context) =>
      coming(context, () => import('./objects-panel'), html`<objects-panel .context=${context}></objects-panel>`),
  },
  {
    id: 'browser',
    title: 'Browser',
    pane: 'upper',
    when: (context) => context.hasApp(),
    badge: () => '',
    draw: (context) =>
      coming(context, () => import('../browser/browser-panel'), html`<browser-panel .context=${context}></browser-panel>`),
  },
  {
    id: 'migrations',
    title: 'Migrations',
    pane: 'upper',
    when: (context) => context.project.migrates(),
    badge: () => '',
    draw: (context) =>
      coming(
        context,
        () => import('../migrations/migrations-panel'),
        html`<migrations-panel .context=${context} .files=${context.project.files()}></migrations-panel>`,
      ),
  },
  {
    id: 'sql',
    title: 'SQL',
    pane: 'lower',
    badge: ({ events }) => some(statementCount(events)),
    draw: (context) => html`<sql-panel .context=${context}></sql-panel>`,
  },
  {
    id: 'player',
    title: 'Player',
    pane: 'lower',
    when: (context) => context.project.traces.length > 0,
    badge: () => '',
    draw: (context) =>
      coming(
        context,
        () => import('../migrations/player'),
        html`<migration-player tabindex="0" aria-label="What the migration did" .traces=${context.project.traces}></migration-player>`,
      ),
  },
  {
    id: 'shell',
    title: 'Shell',
    pane: 'lower',
    badge: () => '',
    draw: (context) =>
      coming(context, () => import('../shell/shell-panel'), html`<shell-panel .context=${context}></shell-panel>`),
  },
  {
    id: 'output',
    title: 'Output',
    pane: 'lower',
    badge: ({ events }) => some(outputOf(events).length),
    draw: (context) => coming(context, () => import('./output-panel'), html`<output-panel .context=${context}></output-panel>`),
  },
]
