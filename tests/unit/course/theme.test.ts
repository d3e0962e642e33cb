import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync('src/page/ui/theme.css', 'utf8')

/** The colours of a block of theme.css, later ones over earlier ones. */
function colours(...selectors: string[]): Record<string, string> {
  const blocks = selectors.map((selector) => {
    const at = css.indexOf(selector)
    expect(at, selector).toBeGreaterThanOrEqual(0)
    return css.slice(at, css.indexOf('}', at))
  })
  const entries = blocks.flatMap((block) => [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]]))
  return Object.fromEntries(entries)
}

function luminance(hex: string): number {
  const channel = (i: number) => {
    const value = Number.parseInt(hex.slice(i, i + 2), 16) / 255
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const light = ':root {\n  color-scheme: light'
const dark = ':root[data-theme="dark"] {\n  color-scheme: dark'
const more = '@media (prefers-contrast: more)'
const moreDark = '  :root[data-theme="dark"] {\n    --paper: #000000'
const kinds = ['select', 'insert', 'update', 'delete', 'ddl', 'txn']
const words = ['keyword', 'string', 'type', 'number', 'comment'].map((name) => `syntax-${name}`)
const surfaces = ['paper', 'panel', 'sunk', 'accent-soft', ...kinds.map((kind) => `${kind}-soft`)]

describe.each([
  ['light', [light], 4.5],
  ['dark', [light, dark], 4.5],
  ['light with more contrast', [light, more], 7],
  ['dark with more contrast', [light, dark, moreDark], 7],
] as const)('%s', (_, blocks, least) => {
  const colour = colours(...blocks)
  /** The pairs of text and surface that have too little contrast. */
  const faint = (texts: string[], on: string[], need: number) =>
    texts.flatMap((text) =>
      on.filter((s) => contrast(colour[text] as string, colour[s] as string) < need).map((s) => `${text} on ${s}`),
    )

  test('every text can be read on every surface', () => {
    expect(faint(['ink', 'ink-2', 'ink-3', 'accent', ...kinds], surfaces, least)).toEqual([])
    expect(faint(['on-kind'], kinds, least)).toEqual([])
    expect(faint(['on-primary'], ['primary'], least)).toEqual([])
  })

  test('code can be read', () => {
    expect(faint(words, ['paper', 'panel', 'sunk'], 4.5)).toEqual([])
  })

  test('what one works with can be told from its surroundings', () => {
    expect(faint(['line-strong', 'focus'], ['paper', 'panel'], 3)).toEqual([])
  })
})
