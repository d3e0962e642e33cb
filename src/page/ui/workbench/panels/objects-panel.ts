import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { followedObjects } from '../../../../protocol'
import { type ObjectView, objectsAt } from '../projections/objects'
import './objects-panel.css'
import { TimelinePanel } from './panel'

/** The session's objects as cards: class, key, state, and what was set and not yet flushed. */
export class ObjectsPanel extends TimelinePanel {
  override render(): TemplateResult {
    const objects = objectsAt(this.timeline.events, this.timeline.position)
    if (objects.length === 0) {
      return html`<p class="empty">No objects at this moment. Each <code>new User(…)</code> and each loaded row becomes a card here.</p>`
    }
    return html`<ul class="objects">
      ${repeat(objects.slice(0, followedObjects), ({ object }) => object.id, card)}
      ${objects.length >= followedObjects ? html`<li class="rest">The first ${followedObjects} objects are followed; what becomes of others shows in the tables.</li>` : nothing}
    </ul>`
  }
}

function card({ object, state, because, text, dirty }: ObjectView): TemplateResult {
  const key = object.key ? `key ${object.key.map(String).join(', ')}` : 'no key yet'
  return html`<li class="object" data-object=${object.id} data-state=${state} data-rove tabindex="-1">
    <p><b>${object.model}</b> <code>${text}</code></p>
    <p class="facts"><span class="state">${state}</span> ${key}${because ? html` · ${because}` : nothing}</p>
    ${
      dirty.length > 0
        ? html`<dl>${dirty.map(
            (change) =>
              html`<div><dt>${change.key}</dt><dd><del>${change.old.text}</del> → <ins>${change.new.text}</ins></dd></div>`,
          )}</dl>`
        : nothing
    }
  </li>`
}

customElements.define('objects-panel', ObjectsPanel)
