import { createWorkspace } from '../../../src/engine/db'
import type { EventOf, WebRequest, WebResponse } from '../../../src/protocol'
import { openLab } from '../../support/lab'

/** The models of the notes, and an app as they have it. */
export const models = `export class User extends db.Model('users', {
  id: db.Column(db.Integer, { primaryKey: true }),
  username: db.Column(db.String(64), { unique: true, index: true }),
}) {
  toString() { return \`<User '\${this.username}'>\` }
}
db.createAll()`

export const view = `import { Flask, FlaskForm, StringField, SubmitField, DataRequired, session, redirect, urlFor, renderTemplate } from 'backref'
import { User } from './models'
const app = new Flask('hello')
app.config['SECRET_KEY'] = 'hard to guess string'
app.config['WTF_CSRF_ENABLED'] = false

class NameForm extends FlaskForm {
  name = new StringField('What is your name?', { validators: [DataRequired()] })
  submit = new SubmitField('Submit')
}

app.route('/', { methods: ['GET', 'POST'] }, function index() {
  const form = new NameForm()
  if (form.validateOnSubmit()) {
    let user = User.query.filterBy({ username: form.name.data }).first()
    if (user === null) {
      user = new User({ username: form.name.data })
      db.session.add(user)
      db.session.commit()
      session['known'] = false
    } else {
      session['known'] = true
    }
    session['name'] = form.name.data
    return redirect(urlFor('index'))
  }
  return renderTemplate('index.html', { form, name: session.get('name'), known: session.get('known', false) })
})`

export const page = `{% extends "base.html" %}
{% import "bootstrap/wtf.html" as wtf %}

{% block title %}Flasky{% endblock %}

{% block page_content %}
<div class="page-header">
    <h1>Hello, {% if name %}{{ name }}{% else %}Stranger{% endif %}!</h1>
    {% if not known %}
    <p>Pleased to meet you!</p>
    {% else %}
    <p>Happy to see you again!</p>
    {% endif %}
</div>
{{ wtf.quick_form(form) }}
{% endblock %}
`

export interface Answered extends WebResponse {
  /** SQL that the request caused, transactions in capitals. */
  sql: string[]
}

/** A lab with an app in it, and browsers. */
export async function openApp(files: Record<string, string>) {
  const lab = await openLab(createWorkspace)
  const done = await lab.run(files, { cells: Object.keys(files).filter((name) => name.endsWith('.ts')) })
  let id = 100
  const visit = async (requests: WebRequest[]): Promise<Answered[]> => {
    const from = lab.events().length
    const answer = await lab.ask({ kind: 'visit', run: 1, id: ++id, requests })
    if (answer.kind !== 'visit') throw new Error(JSON.stringify(answer))
    const events = lab.events().slice(from)
    const ends = events.filter((event): event is EventOf<'request'> => event.kind === 'request')
    return answer.responses.map((response, index) => {
      const end = ends.find(({ method, url }) => method === requests[index]!.method && url === requests[index]!.url)
      const during = events.filter(({ seq }) => end !== undefined && seq >= end.first && seq < end.seq)
      const sql = during.flatMap((event) =>
        event.kind === 'statement'
          ? [event.sql.replace(/\s+/g, ' ')]
          : event.kind === 'transaction'
            ? [event.action.toUpperCase()]
            : [],
      )
      return { ...response, sql }
    })
  }
  return {
    lab,
    done,
    visit,
    browser() {
      const cookies: Record<string, string> = {}
      const send = async (method: string, url: string, form: Record<string, string> = {}): Promise<Answered> => {
        const [answer] = await visit([{ method, url, form: Object.entries(form), cookies }])
        for (const [name, value] of answer!.cookies) {
          if (value === null) delete cookies[name]
          else cookies[name] = value
        }
        return answer!
      }
      return {
        cookies,
        get: (url: string) => send('GET', url),
        post: (url: string, form: Record<string, string> = {}) => send('POST', url, form),
        /** What the session cookie says: anybody can read it. */
        get session(): unknown {
          const payload = cookies.session?.split('.')[0]
          return payload === undefined ? {} : JSON.parse(Buffer.from(payload, 'base64url').toString())
        },
      }
    },
  }
}

/** Headings and paragraphs. */
export const texts = ({ body }: WebResponse): string[] => [...body.matchAll(/<(?:h1|p)[^>]*>(.*?)<\//g)].map((match) => match[1]!)
