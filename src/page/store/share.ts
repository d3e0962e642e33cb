import type { DraftFile } from './store'

/** What a link carries. */
export interface Shared {
  /** Id of the step or the playground's template. */
  id: string
  /** Hash of the files that the step began with when the link was made: eight hexadecimal digits. */
  base: string
  files: DraftFile[]
  /** Position on the time rail, or null for its end. */
  position: number | null
}

/**
 * A link that was read. `damaged`: something is missing or changed on the way; `rescued` holds the text that could be read, to be
 * shown and never to be run. `strange`: of a version that this page does not know. `stale`: made from a lesson that has since changed
 * and whose old text is not kept.
 */
export type ReadLink =
  | { kind: 'whole'; shared: Shared }
  | { kind: 'damaged'; id: string | null; rescued: string | null }
  | { kind: 'strange'; version: string }
  | { kind: 'stale'; id: string; rescued: string | null }

/** The files that steps begin with; null where they are not known. */
export interface Starts {
  /** When their hash was `base`. */
  at(id: string, base: string): Promise<DraftFile[] | null>
  now(id: string): Promise<DraftFile[] | null>
}

/** Characters of an address that every program passes on whole. */
export const comfortableLength = 1900

const version = '1'
/** Longest fragment that is looked at. */
const longestFragment = 1_500_000

/**
 * Packs a state into the part of an address after `#s=`.
 * @param start the files that the step begins with: what is unchanged in them costs next to nothing
 */
export async function writeLink(shared: Shared, start: DraftFile[]): Promise<string> {
  const { deflateSync } = await import('fflate')
  const id = new TextEncoder().encode(shared.id)
  if (id.length > 255) throw new RangeError(`The id of a step has at most 255 bytes, this one has ${id.length}.`)
  const payload = writePayload(shared)
  const packed = deflateSync(payload, { level: 9, dictionary: dictionaryOf(start) })
  const head = new Uint8Array([id.length, ...id, ...hexBytes(shared.base)])
  return `${version}.${toBase64Url(joined([head, numberBytes(crc32(joined([head, payload]))), packed]))}`
}

/**
 * Reads the part of an address after `#s=`. Never throws, and never gives a content that differs from what was packed: a
 * checksum over everything says whether it is whole.
 */
export async function readLink(fragment: string, starts: Starts): Promise<ReadLink> {
  const dot = fragment.indexOf('.')
  const found = fragment.slice(0, Math.max(dot, 0))
  if (/^\d{1,4}$/.test(found) && found !== version) return { kind: 'strange', version: found }
  const damaged: ReadLink = { kind: 'damaged', id: null, rescued: null }
  if (found !== version || fragment.length > longestFragment) return damaged
  const bytes = fromBase64Url(fragment.slice(dot + 1))
  const length = bytes[0] ?? 0
  const headLength = 1 + length + 4
  if (length === 0 || bytes.length < headLength + 4) return damaged
  const id = decode(bytes.subarray(1, 1 + length))
  const base = hex(bytes.subarray(1 + length, headLength))
  const packed = bytes.subarray(headLength + 4)

  const start = await starts.at(id, base).catch(() => null)
  const payload = await unpack(packed, dictionaryOf(start ?? []))
  const sum = readNumber(bytes.subarray(headLength, headLength + 4))
  if (start && crc32(joined([bytes.subarray(0, headLength), payload])) === sum) {
    const content = readPayload(payload)
    if (content) return { kind: 'whole', shared: { id, base, ...content } }
  }
  if (start) return { kind: 'damaged', id, rescued: readable(payload) }
  const known = await starts.now(id).catch(() => null)
  return known
    ? { kind: 'stale', id, rescued: readable(await unpack(packed, dictionaryOf(known))) }
    : { ...damaged, rescued: readable(payload) }
}

/** Header line with the position and each file's name and length in characters, then the texts. */
function writePayload({ position, files }: Shared): Uint8Array {
  const texts = files.map((f) => wellFormed(f.text))
  const header = JSON.stringify([position, files.map((f, i) => [wellFormed(f.name), texts[i]?.length ?? 0])])
  return new TextEncoder().encode(`${header}\n${texts.join('')}`)
}

function readPayload(payload: Uint8Array): { files: DraftFile[]; position: number | null } | null {
  const text = decode(payload)
  const end = text.indexOf('\n')
  try {
    const [position, names] = JSON.parse(text.slice(0, end)) as [number | null, [string, number][]]
    let at = end + 1
    const files = names.map(([name, length]) => ({ name, text: text.slice(at, (at += length)) }))
    return { files, position: typeof position === 'number' ? position : null }
  } catch {
    return null
  }
}

/** The legible part of a payload that is not whole, or null when there is too little of it. */
function readable(payload: Uint8Array): string | null {
  const text = decode(payload)
  const body = text.slice(text.indexOf('\n') + 1).replace(/[\u0000-\u0008\u000b-\u001f\u007f\ufffd]+/g, '…')
  return body.trim().length >= 20 ? body : null
}

/** Inflates as much as can be. */
async function unpack(packed: Uint8Array, dictionary: Uint8Array): Promise<Uint8Array> {
  const { Inflate } = await import('fflate')
  const parts: Uint8Array[] = []
  try {
    const inflate = new Inflate({ dictionary })
    inflate.ondata = (part) => parts.push(part)
    // In small pieces, so that what comes before a damaged place is there when it is reached.
    for (let at = 0; at < packed.length; at += 64) inflate.push(packed.subarray(at, at + 64), at + 64 >= packed.length)
  } catch {
    // The rest cannot be read; the checksum will say so.
  }
  return joined(parts)
}

/** What both sides know already: the step's files, the last 32 kB of them. */
function dictionaryOf(start: DraftFile[]): Uint8Array {
  const header = JSON.stringify([null, start.map((f) => [f.name, f.text.length])])
  return new TextEncoder().encode(`${header}\n${start.map((f) => f.text).join('')}`).slice(-32_768)
}

/** Halves of characters cannot be written as UTF-8. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd')
}

function crc32(bytes: Uint8Array): number {
  let sum = ~0
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1))
  }
  return ~sum >>> 0
}

function toBase64Url(bytes: Uint8Array): string {
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** Leaves out what cannot be a digit; a cut-off rest of fewer than eight bits is dropped. */
function fromBase64Url(text: string): Uint8Array {
  const digits = text
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .replace(/[^A-Za-z0-9+/]/g, '')
  const whole = digits.length % 4 === 1 ? digits.slice(0, -1) : digits
  return Uint8Array.from(atob(whole), (char) => char.charCodeAt(0))
}

function hexBytes(text: string): number[] {
  if (!/^[0-9a-f]{8}$/.test(text)) throw new RangeError(`A base is eight hexadecimal digits, not “${text}”.`)
  return [0, 2, 4, 6].map((i) => Number.parseInt(text.slice(i, i + 2), 16))
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function numberBytes(n: number): Uint8Array {
  return new Uint8Array([n >>> 24, n >>> 16, n >>> 8, n])
}

function readNumber(bytes: Uint8Array): number {
  return bytes.reduce((n, byte) => ((n << 8) | byte) >>> 0, 0)
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

function joined(parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((n, part) => n + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
