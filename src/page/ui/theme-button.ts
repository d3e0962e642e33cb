import { html, type TemplateResult } from 'lit'
import { LightElement } from './light-element'
import { chooseTheme, nextTheme, type ThemeChoice, themeChoice } from './theme'

const signs: Record<ThemeChoice, string> = { auto: '◐', light: '☀', dark: '☾' }
const words: Record<ThemeChoice, string> = { auto: 'as your system has them', light: 'light', dark: 'dark' }

/** Goes round the themes: the system's, light, dark. */
export class ThemeButton extends LightElement {
  static override properties = {
    choice: { state: true },
  }
  private choice = themeChoice()

  override render(): TemplateResult {
    const title = `Colours: ${words[this.choice]}. Change to: ${words[nextTheme(this.choice)]}.`
    return html`<button class="icon quiet" title=${title} aria-label=${title} @click=${this.turn}>${signs[this.choice]}</button>`
  }

  private turn(): void {
    this.choice = nextTheme(this.choice)
    chooseTheme(this.choice)
  }
}

customElements.define('backref-theme-button', ThemeButton)
