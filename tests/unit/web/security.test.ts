import { describe, expect, it } from 'vitest'
import { fromBase64, TimedSigner } from '../../../src/engine/web/signing'
import { models, openApp, page, texts, view } from './browser'

describe('the signed cookie', () => {
  it('is what Flask makes of it', () => {
    const cookie = new TimedSigner('hard to guess string', 'cookie-session', 'hmac')
    const signed = 'eyJrbm93biI6ZmFsc2UsIm5hbWUiOiJqXHUwMGY2aG4ifQ.ZVPxAA.FZscV2zSX2p3NEEkYqQtRKhybTQ'
    expect(cookie.dumps({ name: 'jöhn', known: false }, 1_700_000_000)).toBe(signed)
    expect(cookie.loads(signed, 1_700_000_005)).toEqual({ value: { known: false, name: 'jöhn' }, age: 5 })
    const token = new TimedSigner('hard to guess string', 'wtf-csrf-token', 'django-concat')
    expect(token.dumps('abc', 1_700_000_000)).toBe('ImFiYyI.ZVPxAA.OxGvHxfRtRPBubAoluvZiHmN6d4')
    expect(fromBase64('a')).toBeNull()
  })

  it('can be read, and not forged', async () => {
    const { browser } = await openApp({ 'models.ts': models, 'app.ts': view, 'templates/index.html': page })
    const client = browser()
    await client.post('/', { name: 'john' })
    const [payload, time, signature] = client.cookies.session!.split('.')
    expect(JSON.parse(Buffer.from(payload!, 'base64url').toString())).toEqual({ known: false, name: 'john' })
    const forged = Buffer.from('{"known":true,"name":"admin"}').toString('base64url')
    client.cookies.session = `${forged}.${time}.${signature}`
    const answer = await client.get('/')
    expect([answer.sessionRefused, texts(answer)]).toEqual([true, ['Hello, Stranger!', 'Pleased to meet you!']])
  })
})

describe('forms', () => {
  const guarded = view.replace("app.config['WTF_CSRF_ENABLED'] = false\n", '')

  it('are refused without their token', async () => {
    const { browser } = await openApp({ 'models.ts': models, 'app.ts': guarded, 'templates/index.html': page })
    const client = browser()
    const refused = await client.post('/', { name: 'john' })
    expect([refused.status, refused.sql]).toEqual([200, []])
    expect(texts(refused)).toContain('The CSRF token is missing.')
    const shown = await client.get('/')
    const token = /name="csrf_token" type="hidden" value="([^"]*)"/.exec(shown.body)![1]!
    expect((await client.post('/', { name: 'john', csrf_token: `${token}x` })).status).toBe(200)
    expect((await client.post('/', { name: 'john', csrf_token: token })).status).toBe(302)
    expect((await browser().post('/', { name: 'eve', csrf_token: token })).status).toBe(200)
  })

  it('say what is missing, and keep markup as text', async () => {
    const { browser } = await openApp({ 'models.ts': models, 'app.ts': view, 'templates/index.html': page })
    const client = browser()
    for (const form of [{ name: '' }, {}, { name: '   ' }] as Record<string, string>[]) {
      const answer = await client.post('/', form)
      expect([answer.status, answer.sql]).toEqual([200, []])
      if ('name' in form) expect(texts(answer)).toContain('This field is required.')
    }
    await client.post('/', { name: '<img src=x onerror=alert(1)>' })
    const shown = await client.get('/')
    expect(shown.body).not.toContain('<img')
    expect(texts(shown)[0]).toBe('Hello, &lt;img src=x onerror=alert(1)&gt;!')
  })
})

describe('validators', () => {
  const register = `import { AnyOf, BooleanField, DataRequired, Email, EqualTo, Flask, FlaskForm, IntegerField, Length, NumberRange, Optional, PasswordField, Regexp, request, SelectField, StringField, ValidationError } from 'backref'
const app = new Flask('hello')
app.config.WTF_CSRF_ENABLED = false
class Register extends FlaskForm {
  name = new StringField('Name', { validators: [new Length({ min: 2, max: 4 }), Regexp('[a-z]+$')] })
  mail = new StringField('Mail', { validators: [Optional(), Email()] })
  password = new PasswordField('Password', { validators: [EqualTo('again')] })
  again = new PasswordField('Again')
  age = new IntegerField('Age', { validators: [NumberRange({ min: 18 })] })
  colour = new SelectField('Colour', { choices: ['red', 'blue'], validators: [AnyOf(['red', 'blue', 'green'])] })
  agree = new BooleanField('I agree')
  validateName(field) { if (field.data === 'root') throw new ValidationError('Not this one.') }
}
app.route('/', { methods: ['GET', 'POST'] }, () => {
  const form = new Register({ name: 'given' })
  return { valid: form.validateOnSubmit(), errors: form.errors, data: form.data }
})
class Uncalled extends FlaskForm { name = new StringField('Name', { validators: [DataRequired] }) }
app.route('/uncalled', { methods: ['POST'] }, () => String(new Uncalled().validateOnSubmit()))`

  it("say what WTForms says, and read the form's data", async () => {
    const client = (await openApp({ 'app.ts': register })).browser()
    const answer = async (form: Record<string, string>) =>
      JSON.parse((await client.post('/', form)).body) as { valid: boolean; errors: object; data: object }
    expect(JSON.parse((await client.get('/')).body)).toMatchObject({
      valid: false,
      errors: {},
      data: { name: 'given', agree: false },
    })
    const good = { name: 'root', mail: '', password: 'a', again: 'a', age: '20', colour: 'red', agree: 'y' }
    expect((await answer(good)).errors).toEqual({ name: ['Not this one.'] })
    expect(await answer({ ...good, name: 'ann' })).toMatchObject({ valid: true, data: { name: 'ann', age: 20, agree: true } })
    expect((await answer({ name: 'a', mail: 'x', password: 'a', again: 'b', age: 'x', colour: 'pink' })).errors).toEqual({
      name: ['Field must be between 2 and 4 characters long.'],
      mail: ['Invalid email address.'],
      password: ['Field must be equal to again.'],
      age: ['Not a valid integer value.', 'Number must be at least 18.'],
      colour: ['Not a valid choice.', 'Invalid value, must be one of: red, blue, green.'],
    })
    expect((await client.post('/uncalled', { name: 'x' })).problem?.message).toBe(
      "A validator of the field 'name' was not called.",
    )
  })
})

describe('two browsers', () => {
  it('have a session each, and one database (seed/093)', async () => {
    const { browser } = await openApp({ 'models.ts': models, 'app.ts': view, 'templates/index.html': page })
    const [a, b] = [browser(), browser()]
    await a.post('/', { name: 'john' })
    expect(a.session).toEqual({ known: false, name: 'john' })
    const answer = await b.post('/', { name: 'john' })
    expect([answer.sql.at(-1), b.session]).toEqual(['ROLLBACK', { known: true, name: 'john' }])
    expect(texts(await b.get('/'))).toEqual(['Hello, john!', 'Happy to see you again!'])
  })
})

describe('two posts of the same new name at the same time', () => {
  const both = [
    { method: 'POST', url: '/', form: [['name', 'ann']] as [string, string][], cookies: {} },
    { method: 'POST', url: '/?second', form: [['name', 'ann']] as [string, string][], cookies: {} },
  ]

  it('both find nobody; the one that writes last fails', async () => {
    const { visit, lab } = await openApp({ 'models.ts': models, 'app.ts': view, 'templates/index.html': page })
    const [first, second] = await visit(both)
    expect([second!.status, second!.problem]).toEqual([302, null])
    expect([first!.status, first!.problem?.term]).toEqual([500, 'IntegrityError'])
    expect(first!.problem?.frames[0]).toMatchObject({ file: 'app.ts', line: 19 })
    expect((await visit([{ method: 'GET', url: '/', form: [], cookies: {} }]))[0]!.status).toBe(200)
    expect(await lab.command('User.query.count()')).toMatchObject({ text: '1' })
  })

  it('can be tried out in code too', async () => {
    const { lab } = await openApp({ 'models.ts': models, 'app.ts': view, 'templates/index.html': page })
    const tried = await lab.command(`import { simultaneously } from 'backref'
const post = (client) => client.post('/', { data: { name: 'ann' } })
const [a, b] = simultaneously(() => post(app.testClient()), () => post(app.testClient()))
;[a.statusCode, a.exception.name, b.statusCode, User.query.count()]`)
    expect(tried?.text).toBe("[500, 'IntegrityError', 302, 1]")
    const after = await lab.command(`const known = app.testClient()
;[post(known).statusCode, known.sessionTransaction(), known.get('/').text.includes('Happy')]`)
    expect(after?.text).toBe("[302, { known: true, name: 'ann' }, true]")
  })

  it('are both answered by a view that expects it', async () => {
    const right = view.replace(
      '      db.session.commit()\n',
      `      try {
        db.session.commit()
      } catch (error) {
        if (error.name !== 'IntegrityError') throw error
        db.session.rollback()
        user = User.query.filterBy({ username: form.name.data }).one()
      }
`,
    )
    const { visit, lab } = await openApp({ 'models.ts': models, 'app.ts': right, 'templates/index.html': page })
    expect((await visit(both)).map(({ status }) => status)).toEqual([302, 302])
    expect(await lab.command('User.query.count()')).toMatchObject({ text: '1' })
  })
})

describe('flask shell', () => {
  it('has the app, db, the models and what a processor adds (seed/101, seed/102)', async () => {
    const { lab } = await openApp({
      'models.ts': models,
      'app.ts': `${view}\napp.shellContextProcessor(() => ({ Nutzer: User, zahl: 7 }))`,
      'templates/index.html': page,
    })
    expect((await lab.command('app'))?.text).toBe("<Flask 'hello'>")
    expect((await lab.command('[Nutzer, zahl]'))?.text).toBe("[<class 'User'>, 7]")
    expect((await lab.command('Object.keys(app.makeShellContext()).sort()'))?.text).toBe(
      "['Nutzer', 'User', 'app', 'db', 'g', 'zahl']",
    )
  })

  it('explains that request exists in a request only', async () => {
    const { lab } = await openApp({ 'models.ts': models, 'app.ts': view, 'templates/index.html': page })
    await lab.command("import { request } from 'backref'\nrequest.method")
    expect(lab.of('problem').at(-1)).toMatchObject({
      term: 'RuntimeError',
      message: expect.stringMatching(/^Working outside of request context\./),
    })
    expect(
      (
        await lab.command(
          "import { request } from 'backref'\napp.testRequestContext('/x?page=2', {}, () => [request.path, request.args.get('page')])",
        )
      )?.text,
    ).toBe("['/x', '2']")
  })
})
