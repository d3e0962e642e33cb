import type { Contexts } from '../context'
import { markSafe } from '../templates/runtime'
import { CsrfField } from './csrf'
import { Field } from './field'
import { HiddenField } from './fields'

type Sent = { getlist(name: string): string[] }

/**
 * A form of fields. Subclasses declare them as class fields; they take their values when they are defined, since JavaScript
 * defines them after this constructor has run.
 */
export class Form {
  declare csrfToken: CsrfField | undefined

  /** @param given values of a form that has not been sent: an object with the fields' names */
  constructor(contexts: Contexts, given: object | null) {
    const fields = new Map<string, Field>()
    const sent = sentForm(contexts)
    Object.defineProperty(this, fieldsOf, { value: fields })
    const proxy: Form = new Proxy(this, {
      defineProperty(target, key, descriptor) {
        const { value } = descriptor
        if (value instanceof Field && typeof key === 'string') {
          value.name = value instanceof CsrfField ? 'csrf_token' : key
          value.process(sent, given === null ? undefined : (given as Record<string, unknown>)[key])
          fields.set(key, value)
        }
        return Reflect.defineProperty(target, key, descriptor)
      },
    })
    if (contexts.current().app.config.WTF_CSRF_ENABLED !== false) proxy.csrfToken = new CsrfField(contexts)
    // biome-ignore lint/correctness/noConstructorReturn: the fields of subclasses are defined on what is returned here
    return proxy
  }

  private get fields(): Map<string, Field> {
    return (this as unknown as Record<symbol, Map<string, Field>>)[fieldsOf]!
  }
  fieldOf(name: string): Field | undefined {
    return this.fields.get(name)
  }
  [Symbol.iterator](): Iterator<Field> {
    // The hidden ones come first, as the token does in Flask-WTF's forms.
    return this.fields.values()
  }
  get data(): Record<string, unknown> {
    return Object.fromEntries([...this.fields.values()].map((field) => [field.name, field.data]))
  }
  get errors(): Record<string, string[]> {
    return Object.fromEntries(
      [...this.fields.values()].filter((field) => field.errors.length > 0).map((field) => [field.name, field.errors]),
    )
  }

  /** Asks all validators. @returns whether nothing is wrong */
  validate(): boolean {
    let valid = true
    for (const [key, field] of this.fields) {
      const own: unknown = (this as unknown as Record<string, unknown>)[`validate${key[0]!.toUpperCase()}${key.slice(1)}`]
      if (!field.validate(this, typeof own === 'function' ? (own as (field: Field) => void).bind(this) : null)) valid = false
    }
    return valid
  }

  /** Sets the attributes of an object to what was sent. */
  populateObj(object: object): void {
    for (const [key, field] of this.fields)
      if (!(field instanceof CsrfField)) (object as Record<string, unknown>)[key] = field.data
  }

  /** The hidden fields as HTML, the token among them. */
  hiddenTag(): unknown {
    return markSafe(
      [...this.fields.values()]
        .filter((field) => field.isHidden)
        .map((field) => field.render())
        .join(''),
    )
  }
  /** What is wrong with hidden fields. */
  hiddenErrors(): string[] {
    return [...this.fields.values()].filter((field) => field instanceof HiddenField).flatMap((field) => field.errors)
  }
  toString(): string {
    return `<${this.constructor.name} ${JSON.stringify(this.data)}>`
  }
}

const fieldsOf = Symbol('fields')
const sending = ['POST', 'PUT', 'PATCH', 'DELETE']

/** Whether the browser has sent a form. */
export const isSubmitted = (contexts: Contexts): boolean => sending.includes(contexts.request_().method)

function sentForm(contexts: Contexts): Sent | null {
  const { form } = contexts.request_()
  return isSubmitted(contexts) && form.size > 0 ? form : null
}
