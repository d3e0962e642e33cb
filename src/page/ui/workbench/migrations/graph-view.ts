import { html, nothing, svg, type TemplateResult } from 'lit'
import { type Edge, type GraphRow, graphOf, laneCount } from './graph'
import { momentTime } from './kept-databases'
import type { Revision } from './revisions'
import type { Moment } from './session'

/** Pixels between two lanes, from the left edge to the first, from a row's upper edge to its node, and to where its lines are straight again. */
const step = 16
const margin = 9
const middle = 15
const settled = 30

interface Told {
  readonly: boolean
  /** A line was offered that leads to a revision. */
  offer(line: string): void
  restore(moment: Moment): void
  remove(path: string): void
}

/**
 * The revisions as a graph, newest on top, and what can be done with each. Nothing before there is a script.
 * @param moments databases to go back to, newest first
 */
export function revisionGraph(
  revisions: readonly Revision[],
  current: readonly string[] | null,
  moments: readonly Moment[],
  told: Told,
): TemplateResult | typeof nothing {
  if (revisions.length === 0) return nothing
  const rows = graphOf(revisions, current)
  const width = margin * 2 + (laneCount(rows) - 1) * step
  return html`<ol class="graph" style=${`--lanes: ${width}px`}>${rows.map((row) => rowPart(row, momentOf(row, moments), told))}</ol>`
}

/** The newest database of a revision that is not the one there is. */
function momentOf({ script, id, missing }: GraphRow, moments: readonly Moment[]): Moment | undefined {
  const revisions = script || missing ? id : ''
  return moments.find((moment) => !moment.now && moment.revisions.join() === revisions)
}

function rowPart(row: GraphRow, moment: Moment | undefined, { readonly, offer, restore, remove }: Told): TemplateResult {
  const { script, id, current, missing, go } = row
  return html`<li ?data-current=${current} ?data-pending=${!row.applied}>
    ${picture(row, go && !readonly ? () => offer(go.line) : null)}
    <div class="what">
      ${
        script
          ? html`<button class="place" type="button" data-go=${`${script.path}:1`} title=${script.path}>${id}</button>
              <span class="message">${script.message || 'no message'}</span>
              ${script.downRevisions.length > 0 ? html`<span class="unseen">after ${script.downRevisions.join(' and ')}</span>` : nothing}
              ${script.head ? html`<span class="badge">head</span>` : nothing}`
          : html`<code>${id}</code>
              <span class="message">${missing ? 'its script is gone' : current ? 'no migration has run' : 'before the first migration'}</span>`
      }
      ${current ? html`<span class="badge" data-current>database is here</span>` : nothing}
      <span class="ways">
        ${
          go
            ? html`<button class="quiet" type="button" title=${`Write: ${go.line}`} ?disabled=${readonly} @click=${() => offer(go.line)}>
                <span aria-hidden="true">${go.direction === 'upgrade' ? '↑' : '↓'}</span> ${go.direction}<span class="unseen"> to ${id}</span>
              </button>`
            : nothing
        }
        ${
          moment
            ? html`<button class="quiet" type="button" title=${`The database as it was at ${id}, ${momentTime(moment)}`} ?disabled=${readonly} @click=${() => restore(moment)}>
                Restore<span class="unseen"> the database as it was at ${id}</span>
              </button>`
            : nothing
        }
        ${
          script
            ? html`<button class="quiet" type="button" title=${`rm ${script.path}`} ?disabled=${readonly} @click=${() => remove(script.path)}>
                Delete<span class="unseen"> ${script.path}</span>
              </button>`
            : nothing
        }
      </span>
    </div>
  </li>`
}

const x = (lane: number): number => margin + lane * step

/** A row's node and lines. Below the node the lines go on straight, however high the row is. */
function picture({ lane, into, past, out, current, missing }: GraphRow, go: (() => void) | null): TemplateResult {
  const here = x(lane)
  const bend = (from: number, to: number, top: number, bottom: number) =>
    `M${from} ${top}C${from} ${(top + bottom) / 2} ${to} ${(top + bottom) / 2} ${to} ${bottom}`
  const line = (d: string, { applied }: Edge) => svg`<path d=${d} ?data-applied=${applied} />`
  const rest = (edge: Edge) =>
    svg`<line x1=${x(edge.lane)} x2=${x(edge.lane)} y1=${settled} y2="100%" ?data-applied=${edge.applied} />`
  return html`<svg class="lanes" aria-hidden="true">
    ${past.map((edge) => line(`M${x(edge.lane)} 0V${settled}`, edge))}
    ${into.map((edge) => line(bend(x(edge.lane), here, 0, middle), edge))}
    ${out.map((edge) => line(bend(here, x(edge.lane), middle, settled), edge))}
    ${[...past, ...out].map(rest)}
    ${current ? svg`<circle class="halo" cx=${here} cy=${middle} r="8" />` : nothing}
    <circle class="node" cx=${here} cy=${middle} r="4.5" ?data-missing=${missing} ?data-way=${go !== null} @click=${go} />
  </svg>`
}
