import { html, type TemplateResult } from 'lit'
import type { Place } from '../../../../protocol'

/** A button that goes to a line of the learner's code (the workbench listens for its `data-go`). */
export function placeLink(place: Place, lineOnly: boolean, tabindex = 0): TemplateResult {
  return html`<button class="place" type="button" tabindex=${tabindex} data-go=${`${place.file}:${place.line}`}
    >${lineOnly ? `line ${place.line}` : `${place.file.replace(/^migrations\/versions\//, '')}:${place.line}`}</button
  >`
}
