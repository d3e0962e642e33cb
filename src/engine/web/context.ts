import { outsideApp, outsideRequest } from './errors'
import type { Context } from './host'
import type { Request } from './request'
import { type BrowserSession, sessionProxy } from './session'

/** The contexts that are open, the innermost last; `request`, `session`, `g` and `currentApp` stand for what it holds. */
export class Contexts {
  private readonly open: Context[] = []
  readonly request = standIn(() => this.request_())
  readonly session = sessionProxy(() => this.session_())
  readonly g = standIn(() => this.current().g)
  readonly currentApp = standIn(() => this.current().app)

  push(context: Context): void {
    this.open.push(context)
  }

  /** Ends a context and all that were opened inside it. */
  pop(context: Context): void {
    while (this.open.includes(context)) this.open.pop()!.end()
  }

  get innermost(): Context | null {
    return this.open.at(-1) ?? null
  }

  /** @throws WebError RuntimeError outside of any context */
  current(): Context {
    if (this.innermost === null) throw outsideApp()
    return this.innermost
  }

  /** @throws WebError RuntimeError outside of a request */
  request_(): Request {
    const request = this.innermost?.request
    if (!request) throw outsideRequest()
    return request
  }

  /** @throws WebError RuntimeError outside of a request */
  session_(): BrowserSession {
    const session = this.innermost?.session
    if (!session) throw outsideRequest()
    return session
  }
}

/** An object that stands for whatever `current` gives at the moment. */
function standIn<T extends object>(current: () => T): T {
  return new Proxy({} as T, {
    get(_, name) {
      const real = current()
      const value: unknown = Reflect.get(real, name, real)
      return typeof value === 'function' ? value.bind(real) : value
    },
    set: (_, name, value) => Reflect.set(current(), name, value),
    has: (_, name) => Reflect.has(current(), name),
    deleteProperty: (_, name) => Reflect.deleteProperty(current(), name),
    ownKeys: () => Reflect.ownKeys(current()),
    getOwnPropertyDescriptor(_, name) {
      const found = Reflect.getOwnPropertyDescriptor(current(), name)
      return found && { ...found, configurable: true }
    },
  })
}
