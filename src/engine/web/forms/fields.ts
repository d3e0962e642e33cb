import { escape } from '../response'
import { type Attributes, attributesHtml, Field } from './field'
import { ValidationError, type Validator } from './validators'

/** A field that is an `<input>`. */
abstract class InputField extends Field {
  protected abstract readonly inputType: string
  protected html(attributes: Attributes): string {
    return `<input${attributesHtml({ type: this.inputType, value: this.valueText(), ...attributes })}>`
  }
}

export class StringField extends InputField {
  readonly type: string = 'StringField'
  protected readonly inputType: string = 'text'
}

export class EmailField extends StringField {
  override readonly type = 'EmailField'
  protected override readonly inputType = 'email'
}

export class PasswordField extends StringField {
  override readonly type = 'PasswordField'
  protected override readonly inputType = 'password'
  /** What was typed is not sent back. */
  protected override valueText(): string {
    return ''
  }
}

export class HiddenField extends StringField {
  override readonly type: string = 'HiddenField'
  protected override readonly inputType = 'hidden'
  override get isHidden(): boolean {
    return true
  }
}

export class IntegerField extends InputField {
  readonly type = 'IntegerField'
  protected readonly inputType = 'number'
  protected override take(values: string[]): void {
    if (values.length === 0) return
    this.data = null
    if (!/^\s*[+-]?\d+\s*$/.test(values[0]!)) throw new ValidationError('Not a valid integer value.')
    this.data = Number(values[0])
  }
  protected override valueText(): string {
    return this.rawData[0] ?? super.valueText()
  }
}

const falseTexts = ['false', '']

export class BooleanField extends Field {
  readonly type: string = 'BooleanField'
  override process(...given: Parameters<Field['process']>): void {
    super.process(...given)
    this.data = Boolean(this.data)
  }
  protected override take(values: string[]): void {
    this.data = values.length > 0 && !falseTexts.includes(values[0]!)
  }
  protected html(attributes: Attributes): string {
    return `<input${attributesHtml({ type: 'checkbox', value: 'y', checked: this.data === true, ...attributes })}>`
  }
}

export class SubmitField extends BooleanField {
  override readonly type = 'SubmitField'
  protected override html(attributes: Attributes): string {
    return `<input${attributesHtml({ type: 'submit', value: this.label.text, ...attributes })}>`
  }
}

export class TextAreaField extends StringField {
  override readonly type = 'TextAreaField'
  protected override html(attributes: Attributes): string {
    return `<textarea${attributesHtml(attributes)}>\r\n${escape(this.valueText())}</textarea>`
  }
}

export class SelectField extends Field {
  readonly type: string = 'SelectField'
  protected get choices(): [value: string, label: string][] {
    return (this.options.choices ?? []).map((choice) =>
      Array.isArray(choice) ? [String(choice[0]), String(choice[1])] : [String(choice), String(choice)],
    )
  }
  protected override take(values: string[]): void {
    if (values.length === 0) return
    const { coerce = String } = this.options
    this.data = coerce(values[0]!)
  }
  protected override checks(): Validator[] {
    return [
      () => {
        if (!this.choices.some(([value]) => value === String(this.data))) throw new ValidationError('Not a valid choice.')
      },
    ]
  }
  protected html(attributes: Attributes): string {
    const options = this.choices.map(
      ([value, label]) => `<option${attributesHtml({ selected: value === String(this.data), value })}>${escape(label)}</option>`,
    )
    return `<select${attributesHtml(attributes)}>${options.join('')}</select>`
  }
}

export class RadioField extends SelectField {
  override readonly type = 'RadioField'
  protected override html({ id, ...attributes }: Attributes): string {
    const items = this.choices.map(([value, label], index) => {
      const own = `${id}-${index}`
      const input = attributesHtml({ type: 'radio', value, checked: value === String(this.data), ...attributes, id: own })
      return `<li><input${input}> <label for="${escape(own)}">${escape(label)}</label></li>`
    })
    return `<ul id="${escape(id)}">${items.join('')}</ul>`
  }
}
