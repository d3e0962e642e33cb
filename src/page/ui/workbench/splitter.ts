import { html, type TemplateResult } from 'lit'
import { remember, remembered } from './remembered'

/** The sizes that a learner can drag, in percent of the workbench. */
export interface Sizes {
  text: number
  panels: number
  cells: number
  tables: number
}

export const usualSizes: Sizes = { text: 26, panels: 34, cells: 46, tables: 52 }
const limits: Record<keyof Sizes, readonly [least: number, most: number]> = {
  text: [14, 50],
  panels: [20, 60],
  cells: [12, 85],
  tables: [12, 85],
}
const storageKey = 'backref.sizes'

/** The sizes of an earlier visit; anything damaged falls back to the usual ones. */
export function rememberedSizes(): Sizes {
  const sizes = { ...usualSizes }
  try {
    const saved = JSON.parse(remembered(storageKey) ?? '{}') as Record<string, unknown>
    for (const key of Object.keys(sizes) as (keyof Sizes)[]) {
      const value = saved[key]
      if (typeof value === 'number' && Number.isFinite(value)) sizes[key] = within(key, value)
    }
  } catch {
    return sizes
  }
  return sizes
}

const within = (key: keyof Sizes, value: number): number => Math.min(limits[key][1], Math.max(limits[key][0], value))

interface Line {
  label: string
  /** `vertical`: a line that is moved to the left and right. */
  orientation: 'vertical' | 'horizontal'
  /** The sized region is after the line, so that moving right makes it smaller. */
  after?: true
}

const lines: Record<keyof Sizes, Line> = {
  text: { label: 'Width of the text', orientation: 'vertical' },
  panels: { label: 'Width of what happened', orientation: 'vertical', after: true },
  cells: { label: 'Height of the upper code', orientation: 'horizontal' },
  tables: { label: 'Height of the tables', orientation: 'horizontal' },
}

/**
 * A line between two regions, moved by pointer or arrow keys; a double click or Enter gives the usual size back.
 * @param onChange takes the new sizes, already within their limits
 */
export function splitter(size: keyof Sizes, sizes: Sizes, onChange: (sizes: Sizes) => void): TemplateResult {
  const line = lines[size]
  const [least, most] = limits[size]
  const change = (value: number) => {
    const next = { ...sizes, [size]: within(size, value) }
    remember(storageKey, JSON.stringify(next))
    onChange(next)
  }
  return html`<div class="splitter" data-size=${size} role="separator" tabindex="0" aria-label=${line.label} aria-orientation=${line.orientation}
    aria-valuemin=${least} aria-valuemax=${most} aria-valuenow=${Math.round(sizes[size])}
    @pointerdown=${(event: PointerEvent) => drag(event, line, change)}
    @dblclick=${() => change(usualSizes[size])}
    @keydown=${(event: KeyboardEvent) => onKey(event, size, sizes[size], change)}></div>`
}

function onKey(event: KeyboardEvent, size: keyof Sizes, value: number, change: (value: number) => void): void {
  const { after, orientation } = lines[size]
  const grow = after ? -2 : 2
  const [less, more] = orientation === 'vertical' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown']
  if (event.altKey || event.ctrlKey || event.metaKey) return
  if (event.key === less) change(value - grow)
  else if (event.key === more) change(value + grow)
  else if (event.key === 'Home') change(limits[size][0])
  else if (event.key === 'End') change(limits[size][1])
  else if (event.key === 'Enter') change(usualSizes[size])
  else return
  event.preventDefault()
}

function drag(event: PointerEvent, { orientation, after }: Line, change: (value: number) => void): void {
  const handle = event.currentTarget as HTMLElement
  const box = (orientation === 'vertical' ? handle.closest('backref-workbench')! : handle.parentElement!).getBoundingClientRect()
  const whole = orientation === 'vertical' ? box.width : box.height
  handle.setPointerCapture(event.pointerId)
  event.preventDefault()
  const move = (moved: PointerEvent) => {
    const at = orientation === 'vertical' ? moved.clientX - box.left : moved.clientY - box.top
    change(((after ? whole - at : at) / whole) * 100)
  }
  const end = () => {
    handle.removeEventListener('pointermove', move)
    handle.removeEventListener('lostpointercapture', end)
  }
  handle.addEventListener('pointermove', move)
  handle.addEventListener('lostpointercapture', end)
}
