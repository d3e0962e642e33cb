import type { WebRequest, WebResponse } from '../../protocol'
import { Flask as App } from './app'
import { Contexts } from './context'
import { asyncMeanwhile, HTTPException, noApp, statusText } from './errors'
import { type Flash, flash, readFlashes } from './flash'
import {
  BooleanField,
  EmailField,
  HiddenField,
  IntegerField,
  PasswordField,
  RadioField,
  SelectField,
  StringField,
  SubmitField,
  TextAreaField,
} from './forms/fields'
import { Form, isSubmitted } from './forms/form'
import {
  AnyOf,
  DataRequired,
  Email,
  EqualTo,
  InputRequired,
  Length,
  NoneOf,
  NumberRange,
  Optional,
  Regexp,
  StopValidation,
  ValidationError,
} from './forms/validators'
import type { Answer, WebHost } from './host'
import { MultiDict } from './multi-dict'
import type * as published from './public'
import { cookiesOf, jsonify, Response, redirect } from './response'
import { markSafe } from './templates/runtime'

export type { MadeOf, WebHost } from './host'

/** Told as requests come in and are answered; `index` counts them in the order given. */
export interface Visit {
  onStart(index: number): void
  onAnswer(index: number, answer: VisitAnswer): void
}

/** An answer, in what a browser and a lab need of it. */
export type VisitAnswer = Omit<WebResponse, 'problem'> & Pick<Answer, 'thrown'>

/** The web part of one workspace. */
export interface Web {
  /** What `import ... from 'backref'` gives of it. */
  readonly names: Record<string, unknown>
  /** The names of the shell, once there is an app. */
  shellNames(): Record<string, unknown>
  /**
   * Lets the app answer. Of two requests the second one arrives when the first is about to write, or when it has ended.
   * @throws WebError NoAppException
   */
  visit(sent: readonly WebRequest[], watch: Visit): Promise<void>
}

/** Flask, Flask-WTF and Jinja over one workspace. */
export function createWeb(host: WebHost): Web {
  const contexts = new Contexts()
  let app: App | null = null
  const surroundings = { host, contexts, created: (made: App) => (app = made) }
  const current = () => contexts.current().app as App
  host.offerArguments((name) => (contexts.innermost?.request?.args.get(name) as string | null | undefined) ?? null)

  class Flask extends App {
    constructor(name = 'app') {
      super(surroundings, name)
    }
  }
  class FlaskForm extends Form {
    constructor(given: object | null = null) {
      super(contexts, given)
    }
    isSubmitted(): boolean {
      return isSubmitted(contexts)
    }
    /** Whether the form was sent and nothing is wrong with it. */
    validateOnSubmit(): boolean {
      return isSubmitted(contexts) && this.validate()
    }
  }

  const names = {
    Flask,
    request: contexts.request,
    session: contexts.session,
    g: contexts.g,
    currentApp: contexts.currentApp,
    redirect,
    jsonify,
    urlFor: (endpoint: string, values: Record<string, unknown> = {}) => current().urlMap.build(endpoint, values),
    renderTemplate: (name: string, values: object = {}) => current().renderTemplate(name, values),
    renderTemplateString: (text: string, values: object = {}) => current().renderTemplateString(text, values),
    makeResponse: (body: unknown = '', status?: number, headers: Record<string, string> = {}) =>
      current().makeResponse(status === undefined ? body : [body, status, headers], 'makeResponse'),
    abort(code: number, description?: string): never {
      throw new HTTPException(code, description)
    },
    /** Two pieces of work at the same time: the second one is done when the first is about to write, or else after it. */
    simultaneously<A, B>(first: () => A, second: () => B): [A, B] {
      let met: { result: B } | null = null
      const release = host.beforeFirstWrite(() => (met = { result: second() }))
      try {
        const result = first()
        return [result, ((met as { result: B } | null) ?? { result: second() }).result]
      } finally {
        release()
      }
    },
    flash: (message: string, category = 'message') => flash(contexts, message, category),
    getFlashedMessages: (options?: Flash) => readFlashes(contexts.current(), options),
    Markup: markSafe,
    Response,
    MultiDict,
    HTTPException,
    FlaskForm,
    // forms
    BooleanField,
    EmailField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
    AnyOf,
    DataRequired,
    Email,
    EqualTo,
    InputRequired,
    Length,
    NoneOf,
    NumberRange,
    Optional,
    Regexp,
    StopValidation,
    ValidationError,
  } satisfies Record<keyof typeof published, unknown>

  return {
    names,
    shellNames: () => app?.makeShellContext() ?? {},
    async visit([first, ...others], { onStart, onAnswer }) {
      if (app === null) throw noApp()
      const { handle } = app
      const answer = (sent: WebRequest) => handle.call(app, sent)
      let waiting = [...others.entries()].map(([i, sent]) => ({ index: i + 1, sent }))
      const meanwhile = () => {
        const now = waiting
        waiting = []
        for (const { index, sent } of now) {
          onStart(index)
          const answered = answer(sent)
          if (answered instanceof Promise) throw asyncMeanwhile()
          onAnswer(index, visitAnswer(answered))
        }
      }
      onStart(0)
      const release = waiting.length > 0 ? host.beforeFirstWrite(meanwhile) : () => {}
      try {
        onAnswer(0, visitAnswer(await answer(first!)))
      } finally {
        release()
      }
      for (const { index, sent } of waiting) {
        onStart(index)
        onAnswer(index, visitAnswer(await answer(sent)))
      }
    },
  }
}

const visitAnswer = ({ response, thrown, sessionRefused }: Answer): VisitAnswer => ({
  status: response.status,
  statusText: statusText(response.status),
  headers: response.headers,
  body: response.body,
  cookies: cookiesOf(response),
  thrown,
  sessionRefused,
})
