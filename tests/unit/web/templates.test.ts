import { describe, expect, it } from 'vitest'
import { openApp } from './browser'

const models = `export class Role extends db.Model('roles', {
  id: db.Column(db.Integer, { primaryKey: true }),
  name: db.Column(db.String(64)),
  users: db.relationship('User', { backref: 'role' }),
}) {}
export class User extends db.Model('users', {
  id: db.Column(db.Integer, { primaryKey: true }),
  username: db.Column(db.String(64)),
  roleId: db.Column(db.Integer, db.ForeignKey('roles.id')),
}) {}
db.createAll()
const admin = new Role({ name: 'Admin' })
db.session.addAll([new User({ username: 'john', role: admin }), new User({ username: '<b>', role: admin })])
db.session.commit()`

const app = `import { Flask, FlaskForm, Markup, renderTemplate, renderTemplateString, StringField, SubmitField, TextAreaField, DataRequired } from 'backref'
import { User } from './models'
const app = new Flask('hello')
app.secretKey = 'k'
class F extends FlaskForm {
  name = new StringField('What is your name?', { validators: [DataRequired()], renderKw: { placeholder: '"you"' } })
  about = new TextAreaField('About you')
  submit = new SubmitField('Submit')
}
app.templateFilter('shout', (text) => text.toUpperCase() + '!')
app.contextProcessor(() => ({ site: 'Flasky' }))
app.route('/user/<name>', function user({ name }) { return name })
app.route('/', () => renderTemplate('t.html', { users: User.query.orderBy(User.id).all(), form: new F(), d: { a: 1 }, html: Markup('<i>'), none: null }))
app.route('/text', () => renderTemplateString('{{ site }} {{ 1 + 1 }}'))`

/** Renders a template in a view; what it gives, line by line. */
async function render(template: string, url = '/') {
  const { browser } = await openApp({
    'models.ts': models,
    'app.ts': app,
    'templates/t.html': template,
    'static/site.css': 'b{}',
  })
  const answer = await browser().get(url)
  return {
    ...answer,
    lines: answer.body
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  }
}

describe('templates in the Jinja of the notes', () => {
  it('read objects, lazily load what belongs to them, and escape', async () => {
    const { lines, sql } = await render(
      "{% for u in users %}\n{{ loop.index }} {{ u.username }} {{ u.role.name|shout }} {{ url_for('user', name=u.username) }}\n{% endfor %}",
    )
    expect(lines).toEqual(['1 john ADMIN! /user/john', '2 &lt;b&gt; ADMIN! /user/%3Cb%3E'])
    expect(sql.filter((text) => text.startsWith('SELECT'))).toHaveLength(2)
  })

  it('know Python: methods, None, True, tests and tuples', async () => {
    const { lines } = await render(
      "{{ 'abc'.upper() }} {{ d.items()|length }} {{ d.get('x', 7) }}\n{% if none is none and True and not False %}yes{% endif %}\n{% for k, v in d.items() %}{{ k }}={{ v }}{% endfor %}\n{% set x = [1, 2] %}{{ x|join('-') }} {{ '%s' }} {{ missing }}|{{ none.a }}|\n{{ html }} {{ '<b>' }} {{ '<b>'|safe }}\n{# nothing #}{{ request.path }} {{ config.SECRET_KEY }} {{ site }}",
    )
    expect(lines).toEqual(['ABC 1 7', 'yes', 'a=1', '1-2 %s ||', '<i> &lt;b&gt; <b>', '/ k Flasky'])
  })

  it('draw forms whole or field by field', async () => {
    const { lines } = await render(
      "{{ form.name.label }}\n{{ form.name(class_='big', size=32) }}\n{{ form.about() }}\n{{ form.submit }}\n{{ form.hidden_tag() }}",
    )
    expect(lines.slice(0, 2)).toEqual([
      '<label for="name">What is your name?</label>',
      '<input class="big" id="name" name="name" placeholder="&#34;you&#34;" required size="32" type="text" value="">',
    ])
    expect(lines[4]).toBe('<input id="submit" name="submit" type="submit" value="Submit">')
    expect(lines[5]).toMatch(/^<input id="csrf_token" name="csrf_token" type="hidden" value="[\w.-]+">$/)
    const python = await render('{% import "bootstrap/wtf.html" as wtf %}{{ wtf.quick_form(form) }}')
    const camel = await render('{% import "bootstrap/wtf.html" as wtf %}{{ wtf.quickForm(form) }}')
    const withoutToken = ({ body }: { body: string }) => body.replace(/value="[\w.-]{30,}"/, '')
    expect(withoutToken(camel)).toBe(withoutToken(python))
    expect(python.lines[0]).toBe('<form action="" method="post" class="form" role="form">')
    expect(python.lines).toContain('<label class="control-label" for="name">What is your name?</label>')
  })

  it('extend a base of their own or the one that is there', async () => {
    const { body } = await render(
      '{% extends "base.html" %}{% block title %}T{% endblock %}{% block page_content %}<p>here</p>{% endblock %}',
    )
    expect(body).toMatch(/<title>T<\/title>[\s\S]*<style>[\s\S]*class="navbar[\s\S]*<p>here<\/p>/)
    expect((await render('', '/text')).body).toBe('Flasky 2')
    expect((await render('', '/static/site.css')).headers).toContainEqual(['Content-Type', 'text/css; charset=utf-8'])
    expect((await render('', '/static/none.css')).status).toBe(404)
  })
})
