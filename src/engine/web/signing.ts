import { hmac } from '@noble/hashes/hmac.js'
import { sha1 } from '@noble/hashes/legacy.js'

/** How a signer makes its key of the secret: itsdangerous's `key_derivation`. */
export type Derivation = 'hmac' | 'django-concat'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** URL-safe base64 without padding. */
export function base64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const n = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const part = letters[n >> 18]! + letters[(n >> 12) & 63]! + letters[(n >> 6) & 63]! + letters[n & 63]!
    text += part.slice(0, Math.min(4, bytes.length - i + 1))
  }
  return text
}

/** The bytes of URL-safe base64, or null when it is none. */
export function fromBase64(text: string): Uint8Array | null {
  const values = [...text.replace(/=+$/, '')].map((letter) => letters.indexOf(letter))
  if (values.includes(-1) || values.length % 4 === 1) return null
  const bytes = new Uint8Array(Math.floor((values.length * 3) / 4))
  for (let i = 0; i < bytes.length; i++) {
    const bit = i * 8
    const at = Math.floor(bit / 6)
    const pair = (values[at]! << 6) | (values[at + 1] ?? 0)
    // A byte begins 0, 2 or 4 bits into a letter; in the last case it reaches into a third one.
    bytes[i] = bit % 6 === 0 ? pair >> 4 : bit % 6 === 2 ? pair >> 2 : pair
  }
  return bytes
}

/** Hexadecimal SHA-1 of a text. */
export const digest = (text: string): string =>
  Array.from(sha1(encoder.encode(text)), (byte) => byte.toString(16).padStart(2, '0')).join('')

/**
 * Signs values with a time, as Python's itsdangerous does: `payload.time.signature`. Anybody can read the payload; only who
 * knows the secret can make the signature.
 */
export class TimedSigner {
  private readonly key: Uint8Array

  constructor(secret: string, salt: string, derivation: Derivation) {
    const [key, of] = [encoder.encode(secret), encoder.encode(salt)]
    this.key = derivation === 'hmac' ? hmac(sha1, key, of) : sha1(Uint8Array.from([...of, ...encoder.encode('signer'), ...key]))
  }

  /** @param value plain data @param now seconds since 1970 */
  dumps(value: unknown, now: number): string {
    const text = `${base64(encoder.encode(json(value)))}.${base64(bigEndian(now))}`
    return `${text}.${this.signature(text)}`
  }

  /** The value, or null when the signature does not fit. `age` in seconds. */
  loads(signed: string, now: number): { value: unknown; age: number } | null {
    const parts = signed.split('.')
    if (parts.length !== 3) return null
    const [payload, time, signature] = parts as [string, string, string]
    if (this.signature(`${payload}.${time}`) !== signature) return null
    const value = readPayload(payload)
    const at = fromBase64(time)
    if (value === undefined || at === null) return null
    return { value, age: now - at.reduce((n, byte) => n * 256 + byte, 0) }
  }

  private signature(text: string): string {
    return base64(hmac(sha1, this.key, encoder.encode(text)))
  }
}

/** What a signed text says, whether its signature fits or not; undefined when it cannot be read. */
export function readPayload(payload: string): unknown {
  const bytes = fromBase64(payload)
  if (bytes === null) return undefined
  try {
    return JSON.parse(decoder.decode(bytes))
  } catch {
    return undefined
  }
}

function bigEndian(seconds: number): Uint8Array {
  const bytes: number[] = []
  for (let n = Math.floor(seconds); n > 0; n = Math.floor(n / 256)) bytes.unshift(n % 256)
  return Uint8Array.from(bytes)
}

/** JSON as Flask writes it into cookies: compact, keys sorted, ASCII only. */
function json(value: unknown): string {
  const text = JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  )
  return text.replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
