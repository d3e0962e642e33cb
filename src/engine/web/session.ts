import { noSecretKey, notJson } from './errors'
import { TimedSigner } from './signing'

const methods = ['get', 'pop', 'setdefault', 'clear', 'update', 'keys', 'values', 'items'] as const

/**
 * The browser's session: what a signed cookie carries from one request to the next. Its names are properties
 * (`session.name = 'john'`), and Python's dict methods work too.
 */
export class BrowserSession {
  /** Set when the cookie has to be sent again. */
  modified = false
  readonly data: Record<string, unknown>

  /** @param secret null: it can be read (it is empty) but not written */
  constructor(
    data: Record<string, unknown>,
    private readonly secret: string | null,
  ) {
    this.data = { ...data }
  }

  /** Called before each change. @throws WebError RuntimeError without a secret key */
  touch(): void {
    if (this.secret === null) throw noSecretKey()
    this.modified = true
  }
}

/** What `session` is to a learner's code. */
export function sessionProxy(current: () => BrowserSession): object {
  const own: Record<(typeof methods)[number], (...args: never[]) => unknown> = {
    get: (name: string, otherwise: unknown = null) => (Object.hasOwn(current().data, name) ? current().data[name] : otherwise),
    pop(name: string, otherwise: unknown = null) {
      const { data } = current()
      if (!Object.hasOwn(data, name)) return otherwise
      current().touch()
      const value = data[name]
      delete data[name]
      return value
    },
    setdefault(name: string, value: unknown = null) {
      const { data } = current()
      if (!Object.hasOwn(data, name)) set(name, value)
      return data[name]
    },
    clear() {
      current().touch()
      for (const name of Object.keys(current().data)) delete current().data[name]
    },
    update(values: Record<string, unknown>) {
      for (const [name, value] of Object.entries(values)) set(name, value)
    },
    keys: () => Object.keys(current().data),
    values: () => Object.values(current().data),
    items: () => Object.entries(current().data),
  }
  const set = (name: string, value: unknown) => {
    current().touch()
    refuseObjects(value)
    current().data[name] = value
    return true
  }
  return new Proxy(
    {},
    {
      get(_, name) {
        if (typeof name === 'symbol') return undefined
        if (name === 'toString') return () => `<Session ${JSON.stringify(current().data)}>`
        const { data } = current()
        return Object.hasOwn(data, name) ? data[name] : own[name as (typeof methods)[number]]
      },
      set: (_, name, value) => set(String(name), value),
      defineProperty: (_, name, { value }) => set(String(name), value),
      has: (_, name) => Object.hasOwn(current().data, name),
      deleteProperty(_, name) {
        current().touch()
        return delete current().data[String(name)]
      },
      ownKeys: () => Object.keys(current().data),
      getOwnPropertyDescriptor: (_, name) =>
        Object.hasOwn(current().data, name)
          ? { value: current().data[String(name)], writable: true, enumerable: true, configurable: true }
          : undefined,
    },
  )
}

/** A cookie is text: it holds values, lists and records of them. @throws WebError TypeError for anything else */
function refuseObjects(value: unknown): void {
  if (typeof value !== 'object' || value === null || value instanceof Date) return
  const { constructor } = value
  if (!Array.isArray(value) && constructor !== undefined && constructor !== Object) throw notJson(constructor.name)
  for (const part of Object.values(value)) refuseObjects(part)
}

/** A session lasts 31 days. */
const lifetime = 31 * 24 * 3600
export const sessionCookie = 'session'

const signer = (secret: string) => new TimedSigner(secret, 'cookie-session', 'hmac')
export const seconds = (): number => Math.floor(Date.now() / 1000)

/** What a cookie says; a cookie that was not signed with this secret says nothing. */
export function readSession(cookie: string | undefined, secret: string | null): BrowserSession {
  const read = cookie !== undefined && secret !== null ? signer(secret).loads(cookie, seconds()) : null
  const usable = read !== null && read.age <= lifetime && typeof read.value === 'object' && read.value !== null
  return new BrowserSession(usable ? (read.value as Record<string, unknown>) : {}, secret)
}

/** The cookie for a session, null when it is empty. */
export function writeSession(session: BrowserSession, secret: string): string | null {
  return Object.keys(session.data).length === 0 ? null : signer(secret).dumps(session.data, seconds())
}
