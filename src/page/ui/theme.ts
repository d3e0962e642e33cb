/** What the visitor asked for; `auto` follows the system. */
export type ThemeChoice = 'auto' | 'light' | 'dark'

const key = 'backref:theme'
const dark = matchMedia('(prefers-color-scheme: dark)')
const choices: ThemeChoice[] = ['auto', 'light', 'dark']

/** Resolves the theme, keeps it resolved when the system's changes. Called once, before anything is drawn. */
export function startTheme(): void {
  resolve()
  dark.addEventListener('change', resolve)
}

/** The remembered choice. */
export function themeChoice(): ThemeChoice {
  try {
    return choices.find((choice) => choice === localStorage.getItem(key)) ?? 'auto'
  } catch {
    return current
  }
}

/** Remembers a choice and draws the page in it. */
export function chooseTheme(choice: ThemeChoice): void {
  current = choice
  try {
    localStorage.setItem(key, choice)
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
  resolve()
}

/** The choice after this one, for a button that goes round. */
export function nextTheme(choice: ThemeChoice): ThemeChoice {
  return choices[(choices.indexOf(choice) + 1) % choices.length] ?? 'auto'
}

let current: ThemeChoice = 'auto'

function resolve(): void {
  const choice = themeChoice()
  document.documentElement.dataset.theme = choice === 'auto' ? (dark.matches ? 'dark' : 'light') : choice
}
