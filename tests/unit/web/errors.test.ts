import { describe, expect, it } from 'vitest'
import { models, openApp, page, texts, view } from './browser'

const app = (
  body: string,
  imports = '',
) => `import { Flask, request, session, abort, flash, renderTemplate, redirect, urlFor${imports} } from 'backref'
import { User } from './models'
const app = new Flask('hello')
app.secretKey = 'k'
${body}`

const open = async (body: string, templates: Record<string, string> = {}, imports = '') =>
  (await openApp({ 'models.ts': models, 'app.ts': app(body, imports), ...templates })).browser()

describe('an exception in a view', () => {
  it('gives a 500 with the line that threw; the next request works, in a session of its own', async () => {
    const client = await open(`app.route('/broken', () => {
  db.session.add(new User({ username: 'x' }))
  db.session.flush()
  return helper()
})
function helper() {
  throw new TypeError('what')
}
app.route('/', () => String(User.query.count()))`)
    const broken = await client.get('/broken')
    expect(broken.status).toBe(500)
    expect(broken.problem).toMatchObject({ term: 'TypeError', message: 'what' })
    expect(broken.problem?.frames.map(({ file, line, name }) => [file, line, name])).toEqual([
      ['app.ts', 11, 'helper'],
      ['app.ts', 8, null],
    ])
    expect(broken.sql.at(-1)).toBe('ROLLBACK')
    expect((await client.get('/')).body).toBe('0')
  })

  it('points at the line of a template', async () => {
    const client = await open("app.route('/', () => renderTemplate('a.html', { f: () => { throw new RangeError('no') } }))", {
      'templates/a.html': '<p>one</p>\n<p>{{ f() }}</p>\n',
    })
    const broken = await client.get('/')
    expect(broken.problem).toMatchObject({ term: 'RangeError', message: 'no' })
    expect(broken.problem?.frames.map(({ file, line }) => [file, line])).toContainEqual(['templates/a.html', 2])
  })

  it('points at the lines of all templates that lead to an error, whatever it comes from', async () => {
    const view = `app.templateFilter('strict', (value) => { if (!value) throw new RangeError('empty'); return value })
app.route('/', () => renderTemplate('page.html', { get late() { return null }, users: [{ name: 'a' }, { get name() { throw new TypeError('gone') } }] }))
app.route('/filter', () => renderTemplate('filter.html', {}))
app.route('/first', () => renderTemplate('first.html', {}))
app.route('/none', () => renderTemplate('none.html', {}))
app.route('/text', () => renderTemplateString('{{ 1 }} {{ nothing() }}'))`
    const client = await open(
      view,
      {
        'templates/layout.html':
          '<html>\n<title>{% block title %}{% endblock %}</title>\n\n{% block content %}{% endblock %}\n{{ ""|strict }}</html>',
        'templates/page.html':
          '{% extends "layout.html" %}\n\n{% block content %}\n<ul>\n{% include "list.html" %}\n</ul>\n{% endblock %}',
        'templates/list.html': '{% for user in users %}\n  <li>\n    {{ user.name }}\n  </li>\n{% endfor %}',
        'templates/filter.html': '{% extends "layout.html" %}\n{% block title %}t{% endblock %}',
        'templates/none.html': '<p>\n{{ 1|loud }}',
        'templates/first.html': '{{ nothing() }}\n{{ 1 }}',
      },
      ', renderTemplateString',
    )
    const problem = async (url: string) => {
      const { problem } = await client.get(url)
      return [problem?.term, problem?.message, ...(problem?.frames ?? []).map(({ file, line }) => `${file}:${line}`)]
    }
    const [term, message, , ...frames] = await problem('/')
    expect([term, message, frames.slice(0, 3)]).toEqual([
      'TypeError',
      'gone',
      ['templates/list.html:3', 'templates/page.html:5', 'templates/layout.html:4'],
    ])
    expect((await problem('/filter')).slice(0, 4)).toEqual(['RangeError', 'empty', 'app.ts:5', 'templates/layout.html:5'])
    expect(await problem('/first')).toEqual(['UndefinedError', "'nothing' is undefined", 'templates/first.html:1', 'app.ts:8'])
    expect((await problem('/text')).slice(0, 2)).toEqual(['UndefinedError', "'nothing' is undefined"])
    expect((await problem('/none')).slice(0, 3)).toEqual([
      'TemplateAssertionError',
      "No filter named 'loud'.",
      'templates/none.html:2',
    ])
  })

  it('leads to the view, however deep the templates are', async () => {
    const { browser } = await openApp({
      'models.ts': models,
      'app.ts': view,
      'templates/index.html': page.replace('<p>Pleased', '<p>{{ greet(name) }} Pleased'),
      'templates/base.html':
        '{% extends "bootstrap/base.html" %}\n{% block content %}\n{% block page_content %}{% endblock %}{% endblock %}',
    })
    const { problem } = await browser().get('/')
    expect(problem?.frames.map(({ file, line, name }) => [file, line, name])).toEqual([
      ['templates/index.html', 10, null],
      ['templates/base.html', 3, null],
      ['app.ts', 27, 'index'],
    ])
  })

  it('puts the SQL that a template causes at its line', async () => {
    const view = `db.session.addAll([new User({ username: 'a' }), new User({ username: 'b' })]); db.session.commit()
app.route('/', () => renderTemplate('a.html', { query: User.query }))`
    const files = { 'models.ts': models, 'app.ts': app(view), 'templates/a.html': '<p>\n  {{ query.count() }}\n</p>' }
    const { lab, browser } = await openApp(files)
    await browser().get('/')
    expect(lab.of('statement').at(-1)?.place).toEqual({ file: 'templates/a.html', line: 2 })
  })

  it('says what is wrong with a template', async () => {
    const client = await open("app.route('/', () => renderTemplate('a.html'))\napp.route('/b', () => renderTemplate('b.html'))", {
      'templates/a.html': '<p>\n{% if x %}\n</p>',
    })
    expect((await client.get('/')).problem).toMatchObject({ term: 'TemplateSyntaxError' })
    expect((await client.get('/b')).problem).toMatchObject({
      term: 'TemplateNotFound',
      message: 'b.html',
      hint: 'Add the file templates/b.html.',
    })
  })

  it('says that a view returned nothing', async () => {
    const client = await open("app.route('/', function index() { User.query.count() })")
    expect((await client.get('/')).problem?.message).toMatch(/^The view function for 'index' did not return a valid response/)
  })
})

describe('statuses', () => {
  it('answers 404, 405 and what abort() says, and lets handlers answer', async () => {
    const client = await open(
      `app.route('/only-get', () => 'x')
app.route('/gone', () => abort(410))
app.route('/user/<int:id>', ({ id }) => User.query.getOr404(id).username)
app.errorhandler(404, (error) => renderTemplate('404.html', { error }))
app.errorhandler('IntegrityError', () => ['taken', 409])
app.route('/twice', () => { db.session.addAll([new User({ username: 'a' }), new User({ username: 'a' })]); db.session.commit() })`,
      {
        'templates/404.html': '<h1>Nothing here: {{ error.code }}</h1>',
      },
    )
    expect(await client.get('/nowhere')).toMatchObject({ status: 404, body: '<h1>Nothing here: 404</h1>', problem: null })
    expect(await client.get('/user/7')).toMatchObject({ status: 404 })
    expect(await client.get('/user/x')).toMatchObject({ status: 404 })
    expect(await client.post('/only-get')).toMatchObject({ status: 405, statusText: 'Method Not Allowed' })
    expect(texts(await client.get('/gone'))[0]).toBe('Gone')
    expect(await client.get('/twice')).toMatchObject({ status: 409, body: 'taken', problem: null })
  })

  it('flashes a message once', async () => {
    const client = await open(
      `app.route('/say', () => { flash('Saved <b>'); return redirect(urlFor('index')) })
app.route('/', function index() { return renderTemplate('i.html') })`,
      {
        'templates/i.html': '{% for m in get_flashed_messages() %}<p>{{ m }}</p>{% endfor %}',
      },
    )
    expect((await client.get('/say')).status).toBe(302)
    expect((await client.get('/')).body).toBe('<p>Saved &lt;b&gt;</p>')
    expect((await client.get('/')).body).toBe('')
  })

  it('answers async views too', async () => {
    const client = await open(
      "app.route('/', async () => { await Promise.resolve(); return `${request.args.get('n', 1, Number) + 1}` })\napp.route('/no', async () => { throw new Error('later') })",
    )
    expect((await client.get('/?n=4')).body).toBe('5')
    expect((await client.get('/no')).problem?.message).toBe('later')
    expect((await client.get('/')).body).toBe('2')
  })
})
