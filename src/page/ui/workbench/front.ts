import type { Place } from '../../../protocol'
import { shellFile } from '../../runner/contract'
import type { CellGroup } from './cells/cell-group'
import type { CodeCell } from './cells/code-cell'
import { panels } from './panels'
import { splitPlace } from './pointing'
import { revealTab } from './tabs'

/** What the front needs of the element that shows it. */
interface Host extends HTMLElement {
  readonly updateComplete: Promise<unknown>
  requestUpdate(): void
}

/** Which file or panel is in front in each place that has tabs, and how another one gets there. */
export class Front {
  /** The region shown on a narrow screen: `text`, `code` or a panel's id. */
  tab = 'code'
  /** Panels that were shown: they stay as they were left. */
  readonly opened = new Set<string>()
  private shown: Record<string, string> = { upper: 'tables', lower: 'sql' }

  constructor(
    private readonly host: Host,
    private readonly groups: () => readonly CellGroup[],
  ) {}

  /** The cells that are drawn. */
  get cells(): CodeCell[] {
    return [...this.host.querySelectorAll<CodeCell>('code-cell')]
  }

  /** Id of what is in front. @param place a pane or a group of cells */
  of(place: string): string | undefined {
    return this.shown[place]
  }

  /** @param place a pane or a group of cells */
  put(place: string, id: string): void {
    this.shown = { ...this.shown, [place]: id }
    this.host.requestUpdate()
  }

  turnTo(tab: string): void {
    this.tab = tab
    this.host.requestUpdate()
  }

  /** Brings a panel to the front of its pane. @param id as in the list of panels */
  panel(id: string): void {
    this.put(panels.find((panel) => panel.id === id)?.pane ?? 'upper', id)
  }

  /** Brings a file's cell to the front; false when it has none. */
  cell(name: string): boolean {
    const group = this.groups().find(({ files }) => files.includes(name))
    if (!group) return false
    this.put(group.id, name)
    this.host.updateComplete.then(() => revealTab(this.host.querySelector(`[aria-controls="${CSS.escape(`cell-${name}`)}"]`)))
    return true
  }

  /** Shows a file and puts the caret into it. @param line counts from 1 */
  focusCell(name: string, line?: number): void {
    if (!this.cell(name)) return
    this.turnTo('code')
    this.host.updateComplete.then(() => this.cellOf(name)?.focusEditor(line))
  }

  /** Scrolls a line into view, if its cell is drawn. */
  reveal({ file, line }: Place): void {
    this.cellOf(file)?.reveal(line)
  }

  /** Goes to a place, such as `query.ts:7`. */
  goTo(text: string): void {
    const place = splitPlace(text)
    if (place?.file === shellFile) this.shellLine(place.line)
    else if (place) this.focusCell(place.file, place.line)
  }

  private cellOf(name: string): CodeCell | undefined {
    return this.cells.find((cell) => cell.file === name)
  }

  private shellLine(line: number): void {
    this.panel('shell')
    this.turnTo('shell')
    this.host.updateComplete.then(() => this.host.querySelector('shell-panel')?.reveal(line))
  }
}
