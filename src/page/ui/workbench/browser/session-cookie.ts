/** What a signed cookie says. */
export interface SessionCookie {
  /** JSON text of the values in it. */
  values: string
  payload: string
  /** Time and signature. */
  rest: string
}

/** Reads a session cookie as anybody can: no secret is needed for that. Null when it is not one. */
export function readSessionCookie(cookie: string): SessionCookie | null {
  const [payload, ...rest] = cookie.split('.')
  if (!payload || rest.length !== 2) return null
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
    const values = JSON.stringify(JSON.parse(new TextDecoder().decode(bytes)))
    return { values, payload, rest: rest.join('.') }
  } catch {
    return null
  }
}

/** The cookie with other values and the old signature: what somebody without the secret can make. */
export function forgeSessionCookie({ rest }: SessionCookie, values: string): string {
  const bytes = new TextEncoder().encode(values)
  const payload = btoa(String.fromCharCode(...bytes))
  return `${payload.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}.${rest}`
}
