import { describe, expect, it } from 'vitest'
import { models, openApp, page, texts, view } from './browser'

const files = { 'models.ts': models, 'app.ts': view, 'templates/index.html': page }
const select =
  'SELECT users.id AS users_id, users.username AS users_username FROM users WHERE users.username = ? LIMIT ? OFFSET ?'
const insert = 'INSERT INTO users (username) VALUES (?)'

describe("the notes' view function", () => {
  it('answers as recorded: first visit, a new name, the same name again, another name (seed/090)', async () => {
    const { browser, lab, done } = await openApp(files)
    expect(lab.of('problem')).toEqual([])
    expect(done).toMatchObject({ ok: true })
    const client = browser()

    const first = await client.get('/')
    expect([first.status, texts(first), client.session, first.sql]).toEqual([
      200,
      ['Hello, Stranger!', 'Pleased to meet you!'],
      {},
      [],
    ])

    const posted = await client.post('/', { name: 'john' })
    expect(posted.sql).toEqual(['BEGIN', select, insert, 'COMMIT'])
    expect([posted.status, new Map(posted.headers).get('Location'), client.session]).toEqual([
      302,
      '/',
      { known: false, name: 'john' },
    ])

    const shown = await client.get('/')
    expect([texts(shown), shown.sql]).toEqual([['Hello, john!', 'Pleased to meet you!'], []])

    const again = await client.post('/', { name: 'john' })
    expect([again.sql, client.session]).toEqual([['BEGIN', select, 'ROLLBACK'], { known: true, name: 'john' }])
    expect(texts(await client.get('/'))).toEqual(['Hello, john!', 'Happy to see you again!'])

    const susan = await client.post('/', { name: 'susan' })
    expect(susan.sql).toEqual(['BEGIN', select, insert, 'COMMIT'])
    expect(texts(await client.get('/'))).toEqual(['Hello, susan!', 'Pleased to meet you!'])
    expect(client.session).toEqual({ known: false, name: 'susan' })
  })
})
