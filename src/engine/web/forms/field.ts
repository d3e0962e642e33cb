import { notCalled } from '../errors'
import { escape } from '../response'
import { markSafe } from '../templates/runtime'
import type { Form } from './form'
import { StopValidation, ValidationError, type Validator } from './validators'

export interface FieldOptions {
  validators?: Validator[]
  /** Value of a form that has not been sent. */
  default?: unknown
  description?: string
  /** HTML attributes. */
  renderKw?: Attributes
  /** Choices of a SelectField or RadioField: values, or pairs of value and label. */
  choices?: (string | number | readonly [value: string | number, label: string])[]
  /** Makes the data of a SelectField of its text, such as Number. */
  coerce?: (text: string) => unknown
}
export type Attributes = Record<string, unknown>

/** One field of a form: what was sent, what is wrong with it, and how it looks. */
export abstract class Field {
  abstract readonly type: string
  name = ''
  data: unknown = null
  /** What was sent under its name. */
  rawData: string[] = []
  errors: string[] = []
  readonly label: Label
  readonly validators: Validator[]
  readonly description: string

  constructor(
    label: string | undefined,
    protected readonly options: FieldOptions = {},
  ) {
    this.label = new Label(this, label ?? null)
    this.validators = options.validators ?? []
    this.description = options.description ?? ''
  }

  get id(): string {
    return this.name
  }
  get isHidden(): boolean {
    return false
  }
  get flags(): Attributes {
    return Object.assign({}, ...this.validators.map((validator) => validator.flags ?? {})) as Attributes
  }

  /** Takes its value from what was sent, or from an object, or its default. */
  process(sent: { getlist(name: string): string[] } | null, given: unknown): void {
    const { default: value } = this.options
    this.data = given !== undefined ? given : typeof value === 'function' ? (value as () => unknown)() : (value ?? null)
    if (sent === null) return
    this.rawData = sent.getlist(this.name)
    try {
      this.take(this.rawData)
    } catch (thrown) {
      if (!(thrown instanceof ValidationError)) throw thrown
      this.errors = [thrown.message]
    }
  }

  /** Makes data of what was sent. @throws ValidationError */
  protected take(values: string[]): void {
    if (values.length > 0) this.data = values[0]
  }

  /** Asks the validators, then the form's own method for this field. */
  validate(form: Form, own: ((field: Field) => void) | null): boolean {
    this.errors = [...this.errors]
    for (const check of [...this.checks(), ...this.validators, ...(own ? [() => own(this)] : [])]) {
      try {
        const result: unknown = check(form, this)
        if (typeof result === 'function') throw notCalled(this.name)
      } catch (thrown) {
        if (!(thrown instanceof ValidationError || thrown instanceof StopValidation)) throw thrown
        if (thrown.message) this.errors.push(thrown.message)
        if (thrown instanceof StopValidation) break
      }
    }
    return this.errors.length === 0
  }

  /** Checks that belong to the kind of field. */
  protected checks(): Validator[] {
    return []
  }

  /** The text of the value in HTML. */
  protected valueText(): string {
    return this.data === null || this.data === undefined ? '' : String(this.data)
  }

  /** The field as HTML. */
  render(attributes: Attributes = {}): string {
    return this.html({ id: this.id, name: this.name, ...this.browserChecks(), ...this.options.renderKw, ...attributes })
  }
  protected abstract html(attributes: Attributes): string

  private browserChecks(): Attributes {
    const { optional, ...flags } = this.flags
    return flags
  }

  toHtml(): string {
    return this.render()
  }
  callFromTemplate(args: unknown[]): unknown {
    return markSafe(this.render(keywords(args)))
  }
  toString(): string {
    return `<${this.type} '${this.name}': ${JSON.stringify(this.data)}>`
  }
}

/** The words beside a field. */
export class Label {
  constructor(
    private readonly field: Field,
    private readonly given: string | null,
  ) {}
  get text(): string {
    return this.given ?? this.field.name.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase())
  }
  render(attributes: Attributes = {}): string {
    return `<label${attributesHtml({ for: this.field.id, ...attributes })}>${escape(this.text)}</label>`
  }
  toHtml(): string {
    return this.render()
  }
  callFromTemplate(args: unknown[]): unknown {
    return markSafe(this.render(keywords(args)))
  }
  toString(): string {
    return this.text
  }
}

function keywords(args: unknown[]): Attributes {
  const last = args.at(-1)
  if (typeof last !== 'object' || last === null) return {}
  const { __keywords, ...given } = last as Attributes
  return given
}

/** ` class="a" required`: as WTForms writes them, in order of name. `class_` is `class`; false and null leave one out. */
export function attributesHtml(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]): [string, unknown] => [name.replace(/_$/, '').replace(/^(data|aria)_/, '$1-'), value])
    .filter(([name, value]) => /^[\w:.-]+$/.test(name) && value !== false && value !== null && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${escape(value)}"`))
    .join('')
}
