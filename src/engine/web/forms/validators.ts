import { WebError } from '../errors'
import type { Field } from './field'
import type { Form } from './form'

/** Checks a field; throws ValidationError or StopValidation with what is wrong. */
export interface Validator {
  (form: Form, field: Field): void
  /** HTML attributes that let the browser check first, such as `required`. */
  flags?: Record<string, string | number | true>
}

/** What is wrong with a field, in words for the visitor. */
export class ValidationError extends Error {
  override readonly name: string = 'ValidationError'
}
/** The same, and no further validator is asked. Without a message the field is fine as it is. */
export class StopValidation extends Error {
  override readonly name: string = 'StopValidation'
}

interface Options {
  message?: string
}
interface Bounds extends Options {
  min?: number
  max?: number
}

/** Validators are made with or without `new`: `DataRequired()` as in Python, `new DataRequired()` as in TypeScript. */
const flagged = (flags: Validator['flags'], check: (form: Form, field: Field) => void): Validator =>
  Object.assign(check, { flags })

const isBlank = (data: unknown) =>
  data === null || data === undefined || data === false || data === 0 || (typeof data === 'string' && data.trim() === '')

export function DataRequired({ message = 'This field is required.' }: Options = {}): Validator {
  return flagged({ required: true }, (_, field) => {
    if (!isBlank(field.data)) return
    field.errors.length = 0
    throw new StopValidation(message)
  })
}

export function InputRequired({ message = 'This field is required.' }: Options = {}): Validator {
  return flagged({ required: true }, (_, field) => {
    if (field.rawData[0]) return
    field.errors.length = 0
    throw new StopValidation(message)
  })
}

export function Optional(): Validator {
  return flagged({ optional: true }, (_, field) => {
    if (field.rawData[0]?.trim()) return
    field.errors.length = 0
    throw new StopValidation()
  })
}

/** @throws WebError ValueError when there are no bounds */
export function Length({ min = -1, max = -1, message }: Bounds = {}): Validator {
  if (min === -1 && max === -1)
    throw new WebError('ValueError', 'At least one of `min` or `max` must be specified.', 'Length({ max: 64 })')
  return flagged({ ...(min > 0 && { minlength: min }), ...(max > 0 && { maxlength: max }) }, (_, field) => {
    const length = [...String(field.data ?? '')].length
    if (length >= min && (max === -1 || length <= max)) return
    const characters = (n: number) => `${n} character${n === 1 ? '' : 's'}`
    const words =
      max === -1
        ? `Field must be at least ${characters(min)} long.`
        : min === -1
          ? `Field cannot be longer than ${characters(max)}.`
          : min === max
            ? `Field must be exactly ${characters(max)} long.`
            : `Field must be between ${min} and ${max} characters long.`
    throw new ValidationError(filled(message ?? words, { min, max, length }))
  })
}

export function NumberRange({ min, max, message }: Bounds = {}): Validator {
  return flagged({ ...(min !== undefined && { min }), ...(max !== undefined && { max }) }, (_, field) => {
    const { data } = field
    if (typeof data === 'number' && data >= (min ?? Number.NEGATIVE_INFINITY) && data <= (max ?? Number.POSITIVE_INFINITY)) return
    const words =
      max === undefined
        ? `Number must be at least ${min}.`
        : min === undefined
          ? `Number must be at most ${max}.`
          : `Number must be between ${min} and ${max}.`
    throw new ValidationError(filled(message ?? words, { min, max }))
  })
}

export function EqualTo(fieldname: string, { message }: Options = {}): Validator {
  return (form, field) => {
    const other = form.fieldOf(fieldname)
    if (other === undefined) throw new ValidationError(`Invalid field name '${fieldname}'.`)
    if (field.data === other.data) return
    const names = { other_label: other.label.text, other_name: fieldname }
    throw new ValidationError(filled(message ?? 'Field must be equal to %(other_name)s.', names))
  }
}

export function Regexp(
  pattern: string | RegExp,
  flags: number | string | Options = {},
  { message = 'Invalid input.' }: Options = typeof flags === 'object' ? flags : {},
): Validator {
  const expression = typeof pattern === 'string' ? new RegExp(pattern) : pattern
  return (_, field) => {
    // As Python's match(): from the beginning of the text.
    if (new RegExp(`^(?:${expression.source})`, expression.flags.replace('g', '')).test(String(field.data ?? ''))) return
    throw new ValidationError(message)
  }
}

export function Email({ message = 'Invalid email address.' }: Options = {}): Validator {
  return (_, field) => {
    if (!/^[^\s@<>]+@[^\s@.<>]+(\.[^\s@.<>]+)+$/.test(String(field.data ?? ''))) throw new ValidationError(message)
  }
}

export function AnyOf(values: unknown[], { message }: Options = {}): Validator {
  return (_, field) => {
    if (!values.includes(field.data))
      throw new ValidationError(filled(message ?? 'Invalid value, must be one of: %(values)s.', { values: values.join(', ') }))
  }
}

export function NoneOf(values: unknown[], { message }: Options = {}): Validator {
  return (_, field) => {
    if (values.includes(field.data))
      throw new ValidationError(filled(message ?? "Invalid value, can't be any of: %(values)s.", { values: values.join(', ') }))
  }
}

/** Python's `%(name)s` and `%(name)d`. */
const filled = (message: string, values: Record<string, unknown>) =>
  message.replace(/%\((\w+)\)[sd]/g, (all, name: string) => (name in values ? String(values[name]) : all))
