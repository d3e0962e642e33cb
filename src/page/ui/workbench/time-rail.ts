import { html, nothing, type TemplateResult } from 'lit'
import type { Timeline } from './timeline'
import { milliseconds } from './words'

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
  const step = (label: string, sign: string, to: number, disabled: boolean, keys?: string) =>
    html`<button type="button" class="step" aria-label=${label} title=${keys ? `${label} (${keys})` : label} ?disabled=${disabled}
      aria-keyshortcuts=${keys ?? nothing} @click=${() => timeline.goTo(to)}>${sign}</button>`
  const last = stops.length - 1
  return html`
    <div class="steps" role="group" aria-label="Time">
      ${step('To the start', '⏮', -1, none || stop === -1)}${step('Step back', '◀', stop - 1, none || stop === -1, 'Alt+ArrowLeft')}${step(
        'Step forward',
        '▶',
        stop + 1,
        none || atEnd,
        'Alt+ArrowRight',
      )}${step('To the end', '⏭', last, none || atEnd)}
    </div>
    <output class="where">${none ? 'nothing has run' : (current?.label ?? 'before the first step')}</output>
    <input class="rail" type="range" min="-1" max=${Math.max(last, 0)} step="1" .value=${String(stop)} ?disabled=${none}
      aria-label="Position in the run" aria-valuetext=${`${current?.label ?? 'start'}, step ${stop + 1} of ${stops.length}`}
      style=${`--done: ${none ? 0 : ((stop + 1) / stops.length) * 100}%`}
      @input=${(event: Event) => timeline.goTo(Number((event.target as HTMLInputElement).value))} />
    <span class="facts" title=${databaseMeaning(facts.url)}><code>${facts.url}</code> <span class="wide">· ${databaseMeaning(facts.url)}</span></span>
    <span class="facts">${facts.sqliteVersion ? html`<span class="wide">SQLite ${facts.sqliteVersion}</span>` : nothing}${
      facts.ms === null ? nothing : html`<span class="ms">${milliseconds(facts.ms)}</span>`
    }</span>
  `
}

/** In words, what a run of code starts from with this database URL. */
export function databaseMeaning(url: string): string {
  return /^sqlite:\/\/(\/:memory:)?$/.test(url) ? 'empty at each run' : 'kept between runs'
}
