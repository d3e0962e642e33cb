import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { ColumnInfo, RowData, SqlValue } from '../../../../protocol'
import { type Mark, type RowView, rowId, type TableView, tablesAt } from '../projections/tables'
import type { TimelineChange } from '../timeline'
import { count } from '../words'
import { TimelinePanel } from './panel'

const firstRows = 50
const moreRows = 200
const signs: Record<Mark, string> = { inserted: '+', changed: '~', deleted: '−' }

/** All tables at once, as they are at the position on the timeline. */
export class TablesPanel extends TimelinePanel {
  /** How many rows of a table to show, where it is not `firstRows`. */
  private readonly shown = new Map<string, number>()
  /** Rows of big tables fetched from the live database. */
  private readonly fetched = new Map<string, RowData[]>()
  /** Tables of which the live database gives no more rows: it is not there any more. */
  private readonly unavailable = new Set<string>()

  protected override changed(change: TimelineChange): void {
    if (change === 'events') {
      this.shown.clear()
      this.fetched.clear()
      this.unavailable.clear()
    }
    super.changed(change)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.addEventListener('click', this.onClick)
    this.addEventListener('keydown', this.onEnter)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.removeEventListener('click', this.onClick)
    this.removeEventListener('keydown', this.onEnter)
  }

  override render(): TemplateResult {
    const { events, position, current, atEnd } = this.timeline
    const tables = tablesAt(events, position, atEnd ? undefined : current?.anchor)
    if (tables.length === 0) {
      const before = events.length > 0 && !atEnd
      return html`<p class="empty">${
        before
          ? 'No tables at this moment.'
          : html`No tables yet. <code>db.createAll()</code> makes one for each model; run the code to see it.${
              this.context.project.migrates()
                ? html` Where migrations make them, it is <code>flask db upgrade</code> in the Migrations panel.`
                : nothing
            }`
      }</p>`
    }
    return html`${repeat(
      tables,
      ({ table }) => table.name,
      (view) => this.table(view),
    )}`
  }

  private table(view: TableView): TemplateResult {
    const { table, total, mark, now } = view
    const rows = [...view.rows, ...this.moreOf(view)]
    const limit = this.shown.get(table.name) ?? firstRows
    const visible = rows.slice(0, limit)
    const all = Math.max(total, rows.length)
    return html`<section class="table" data-mark=${mark ?? nothing} ?data-now=${now}>
      <h2>${table.name} <small>${count(total, 'row')}${changesOf(view)}</small>${markWord(mark, 'table')}</h2>
      <div class="scroll">
        <table>
          <thead>
            <tr><th class="sign"><span class="unseen">change</span></th>${table.columns.map((column) => header(column))}</tr>
          </thead>
          <tbody>
            ${repeat(
              visible,
              (row) => row.id,
              (row) => tableRow(table.columns, row),
            )}
          </tbody>
        </table>
      </div>
      ${visible.length === 0 ? html`<p class="empty">No rows.</p>` : nothing}
      ${
        visible.length < all
          ? html`<p class="more">
              ${visible.length} of ${count(all, 'row')}
              ${
                visible.length < rows.length || (this.timeline.atEnd && !this.unavailable.has(table.name))
                  ? html`<button type="button" @click=${() => this.showMore(view)}>Show ${Math.min(moreRows, all - visible.length)} more</button>`
                  : this.unavailable.has(table.name)
                    ? 'run the code again to see more'
                    : 'recorded here'
              }
            </p>`
          : nothing
      }
    </section>`
  }

  private readonly onClick = (event: Event): void => {
    const link = (event.target as Element).closest<HTMLElement>('.fk')
    if (link) this.focusRow(link.dataset.fk!)
  }

  /** Enter on a row goes to the first row that it points at. */
  private readonly onEnter = (event: KeyboardEvent): void => {
    const row = event.target as HTMLElement
    const parent = row.matches('tr[data-row]') ? row.querySelector<HTMLElement>('.fk')?.dataset.fk : undefined
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && parent !== undefined) this.focusRow(parent)
  }

  private focusRow(id: string): void {
    const row = this.querySelector<HTMLElement>(`tr[data-row="${CSS.escape(id)}"]`)
    row?.focus({ preventScroll: true })
    row?.scrollIntoView({ block: 'nearest' })
  }

  private moreOf({ table, rows }: TableView): RowView[] {
    if (!this.timeline.atEnd) return []
    const known = new Set(rows.map((row) => row.id))
    return (this.fetched.get(table.name) ?? [])
      .map(({ key, values }) => ({ id: rowId(table.name, key), key, values, mark: null, before: [], now: false }))
      .filter((row) => !known.has(row.id))
  }

  private async showMore({ table, rows, total }: TableView): Promise<void> {
    const limit = (this.shown.get(table.name) ?? firstRows) + moreRows
    const fetched = this.fetched.get(table.name) ?? []
    const { events } = this.timeline
    if (rows.length + fetched.length < Math.min(limit, total) && this.timeline.atEnd) {
      const offset = rows.filter((row) => row.mark !== 'deleted').length + fetched.length
      try {
        const more = await this.context.rows({ table: table.name, offset, limit: moreRows })
        if (events !== this.timeline.events) return
        this.fetched.set(table.name, [...fetched, ...more.rows])
      } catch {
        this.unavailable.add(table.name)
      }
    }
    this.shown.set(table.name, limit)
    this.requestUpdate()
  }
}

function changesOf({ rows }: TableView): TemplateResult {
  const marks = Object.keys(signs) as Mark[]
  return html`${marks.map((mark) => {
    const n = rows.filter((row) => row.mark === mark).length
    return n > 0
      ? html`<span class="delta" data-mark=${mark} title=${`${n} ${mark} in this run`}>${signs[mark]}${n}</span>`
      : nothing
  })}`
}

function markWord(mark: Mark | null, of: 'table'): TemplateResult | typeof nothing {
  if (!mark) return nothing
  const word = { inserted: `new ${of}`, changed: `altered ${of}`, deleted: `dropped ${of}` }[mark]
  return html`<span class="mark-word" data-mark=${mark}>${word}</span>`
}

function header(column: ColumnInfo): TemplateResult {
  const facts = [
    column.type.toUpperCase(),
    column.primaryKey > 0 ? 'pk' : '',
    column.unique && column.primaryKey === 0 ? 'unique' : '',
    column.indexed && !column.unique ? 'index' : '',
    !column.nullable && column.primaryKey === 0 ? 'not null' : '',
  ].filter(Boolean)
  const target = column.foreignKey
  const title = column.default === null ? facts.join(' · ') : `${facts.join(' · ')} · default ${column.default}`
  return html`<th scope="col" title=${title}>
    ${column.name}<small>${target ? html`<span class="to">→ ${target.table}.${target.column}</span>` : facts.join(' · ')}</small>
  </th>`
}

function tableRow(columns: ColumnInfo[], row: RowView): TemplateResult {
  return html`<tr data-row=${row.id} data-mark=${row.mark ?? nothing} ?data-now=${row.now} data-rove tabindex="-1">
    <td class="sign">${row.mark ? html`<span aria-hidden="true">${signs[row.mark]}</span><span class="unseen">${row.mark}</span>` : nothing}</td>
    ${columns.map((column, place) => tableCell(column, row, place))}
  </tr>`
}

function tableCell(column: ColumnInfo, row: RowView, place: number): TemplateResult {
  const value = row.values[place] ?? null
  const before = row.before[place]
  const target = column.foreignKey
  const shown =
    target && value !== null
      ? html`<span class="fk" data-fk=${rowId(target.table, value)} title=${`${target.table}.${target.column} = ${String(value)}`}>${cellValue(value)}</span>`
      : cellValue(value)
  if (before === undefined || row.mark === 'deleted') return html`<td>${shown}</td>`
  return html`<td class="changed"><del>${cellValue(before)}</del><span class="arrow" aria-hidden="true"> → </span><ins>${shown}</ins></td>`
}

/** A value of a cell: NULL, the empty string and 0 look different. */
export function cellValue(value: SqlValue): TemplateResult | string {
  if (value === null) return html`<span class="null">NULL</span>`
  if (value === '') return html`<span class="null" title="empty string">''</span>`
  if (value instanceof Uint8Array) return html`<span class="null">${count(value.length, 'byte')}</span>`
  const text = String(value)
  return text.length > 80 ? html`<span title=${text.slice(0, 2000)}>${text.slice(0, 79)}…</span>` : text
}

customElements.define('tables-panel', TablesPanel)
