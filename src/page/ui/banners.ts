import { html, nothing, type TemplateResult } from 'lit'
import type { Desk } from './desk'
import { addressOf } from './route'

/** What has to be said about the code that lies on the desk, above it. */
export function banners(desk: Desk, { hasRun, run }: { hasRun: boolean; run(): void }): TemplateResult {
  return html`${desk.trouble === null ? nothing : html`<div class="banner" role="note"><p>${desk.trouble}</p></div>`}
  ${desk.readonly ? otherTab(desk) : nothing} ${desk.foreign ? foreign(desk, hasRun, run) : nothing}
  ${desk.outdated ? outdated(desk) : nothing} ${desk.hasAside ? aside(desk, run) : nothing}`
}

function otherTab(desk: Desk): TemplateResult {
  return html`<div class="banner" role="note">
    <p>This step is open in another tab, where it can be edited. Here you can read and run it.</p>
    <button @click=${() => desk.takeOver()}>Take over</button>
  </div>`
}

function foreign(desk: Desk, hasRun: boolean, run: () => void): TemplateResult {
  const back = addressOf(desk.starter.id)
  const keep = async () => {
    await desk.adopt()
    location.hash = back
  }
  return html`<div class="banner calm" role="note">
    <p>This code came with a link. ${hasRun ? 'Your own draft is untouched.' : 'Nothing has run.'}</p>
    ${hasRun ? nothing : html`<button class="primary" @click=${run}>Run</button>`}
    <button @click=${keep}>Keep it as my draft</button>
    <a class="button quiet" href=${back}>Back to my draft</a>
  </div>`
}

function outdated(desk: Desk): TemplateResult {
  const compare = async () => {
    const { compareDialog } = await import('./compare-dialog')
    const take = desk.readonly ? null : 'Start fresh from the lesson'
    const taken = await compareDialog({ title: 'The lesson now', mine: desk.files, theirs: desk.starter.files, take })
    if (taken) await desk.startFresh()
  }
  return html`<div class="banner" role="note">
    <p>This lesson has changed since you wrote your draft. Your draft is as you left it.</p>
    <button @click=${() => desk.keepMine()}>Keep mine</button>
    <button @click=${compare}>Compare</button>
    <button @click=${() => desk.startFresh()}>Start fresh</button>
  </div>`
}

function aside(desk: Desk, run: () => void): TemplateResult {
  const back = async () => {
    await desk.bringBack()
    // What is on show came of the other code.
    run()
  }
  return html`<div class="banner calm" role="status">
    <p>Your draft is put aside.</p>
    <button @click=${back}>Bring it back</button>
  </div>`
}
