import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { SourceFile } from '../../../runner'
import { hasCell, queryCell, titleOf } from '../project'
import type { LineView } from '../projections/lines'
import { tabs } from '../tabs'
import type { Timeline } from '../timeline'
import './code-cell'

/** Files that share a place, of which one is shown. */
export interface CellGroup {
  id: 'files' | 'query'
  files: string[]
}

/** The query has a place of its own, under all other files. */
export function groupsOf(files: readonly SourceFile[], cells: readonly string[]): [CellGroup, CellGroup] {
  const query = queryCell(cells)
  const names = files.map(({ name }) => name).filter(hasCell)
  return [
    { id: 'files', files: names.filter((name) => name !== query) },
    { id: 'query', files: names.filter((name) => name === query) },
  ]
}

interface CellGroupOptions {
  /** The file shown before, if it is still there. */
  shown: string | undefined
  texts: readonly SourceFile[]
  /** What happened at each line, by place. */
  lines: ReadonlyMap<string, LineView>
  timeline: Timeline
  readonly: boolean
  /** What stands at the end of the bar. */
  action: unknown
  onPick(file: string): void
}

/** The cells of a group under a bar of tabs. */
export function cellGroup({ id, files }: CellGroup, options: CellGroupOptions): TemplateResult {
  const { shown, texts, timeline, readonly, action, onPick } = options
  const active = files.find((name) => name === shown) ?? files[0]!
  const { position, current, atEnd } = timeline
  const place = atEnd ? null : current?.place
  const linesOf = (file: string) => [...options.lines.values()].filter((line) => line.file === file)
  const failed = (file: string) => linesOf(file).some(({ problems }) => problems.length > 0)
  return html`<div class="cell-group" data-group=${id}>
    <div class="bar">
      ${tabs({
        label: 'Files',
        active,
        tabs: files.map((name) => ({ id: name, title: titleOf(name), controls: `cell-${name}`, alert: failed(name) })),
        onPick,
      })}
      ${action || nothing}
    </div>
    ${repeat(
      files,
      (name) => name,
      (name) =>
        html`<code-cell id=${`cell-${name}`} role="tabpanel" aria-label=${name} ?hidden=${name !== active}
          .file=${name} .text=${texts.find((file) => file.name === name)?.text ?? ''}
          .lines=${linesOf(name)} .position=${position} .current=${place?.file === name ? place.line : 0}
          .readonly=${readonly}></code-cell>`,
    )}
  </div>`
}
