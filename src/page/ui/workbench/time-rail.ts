import { html, nothing, svg, type TemplateResult } from 'lit'
import type { Stop } from './projections/stops'
import type { Timeline } from './timeline'
import { count, milliseconds } from './words'

/** What the status line says about the run. */
export interface RunFacts {
  url: string
  sqliteVersion: string | null
  /** Milliseconds of the last run in the worker, or null before it. */
  ms: number | null
}

/** The status line: steps back and forth through what happened, a slider over it, and where the database is. */
export function timeRail(timeline: Timeline, facts: RunFacts): TemplateResult {
  const { stops, stop, current, atEnd } = timeline
  const none = stops.length === 0
  const step = (label: string, icon: TemplateResult, to: number, disabled: boolean, keys?: [shown: string, spoken: string]) =>
    html`<button type="button" class="step" aria-label=${label} title=${keys ? `${label} (${keys[0]})` : label} ?disabled=${disabled}
      aria-keyshortcuts=${keys?.[1] ?? nothing} @click=${() => timeline.goTo(to)}><svg viewBox="0 0 16 16" aria-hidden="true">${icon}</svg></button>`
  const last = stops.length - 1
  const label = none ? 'nothing has run' : atEnd ? `end · ${count(stops.length, 'step')}` : current ? describe(current) : 'start'

  return html`
    <div class="steps" role="group" aria-label="Time">
      ${step('To the start', icons.start, -1, none || stop === -1)}
      ${step('Step back', icons.back, stop - 1, none || stop === -1, ['Alt ←', 'Alt+ArrowLeft'])}
      ${step('Step forward', icons.forward, stop + 1, none || atEnd, ['Alt →', 'Alt+ArrowRight'])}
      ${step('To the end', icons.end, last, none || atEnd)}
    </div>
    <output class="where">${label}</output>
    <input class="rail" type="range" min="-1" max=${Math.max(last, 0)} step="1" .value=${String(stop)} ?disabled=${none}
      aria-label="Position in the run" aria-valuetext=${`${label}, step ${stop + 1} of ${stops.length}`}
      style=${`--done: ${none ? 0 : ((stop + 1) / stops.length) * 100}%`}
      @input=${(event: Event) => timeline.goTo(Number((event.target as HTMLInputElement).value))} />
    <span class="facts" title=${databaseMeaning(facts.url)}><code>${facts.url}</code> <span class="wide">· ${databaseMeaning(facts.url)}</span></span>
    <span class="facts">${facts.sqliteVersion ? html`<span class="wide">SQLite ${facts.sqliteVersion}</span>` : nothing}${
      facts.ms === null ? nothing : html`<span class="ms">${milliseconds(facts.ms)}</span>`
    }</span>
  `
}

const icons = {
  start: svg`<path d="M3 3h2v10H3zM13 3v10L6 8z" />`,
  back: svg`<path d="M11 3v10L4 8z" />`,
  forward: svg`<path d="M5 3v10l7-5z" />`,
  end: svg`<path d="M11 3h2v10h-2zM3 3v10l7-5z" />`,
}

/** `statement 4 of 7`, `value · query.ts:10`. */
function describe({ label, kind, place }: Stop): string {
  return kind === 'statement' || !place ? label : `${label} · ${place.file}:${place.line}`
}

/** In words, what a run of code starts from with this database URL. */
export function databaseMeaning(url: string): string {
  return /^sqlite:\/\/(\/:memory:)?$/.test(url) ? 'empty at each run' : 'kept between runs'
}
