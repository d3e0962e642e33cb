/** A small choice of the learner's from an earlier visit, or null. Storage may be blocked: then nothing is remembered. */
export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

/** Keeps a small choice for the next visit, where storage allows it. */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Blocked or full: the choice lasts as long as the page.
  }
}
