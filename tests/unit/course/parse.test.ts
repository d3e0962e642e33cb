import { describe, expect, test } from 'vitest'
import { tokens } from '../../../src/page/course/highlight'
import { parseStep } from '../../../src/page/course/parse'
import { readCheck } from '../../../src/page/course/parse-check'

const step = `---
title: One role
why: Because \`id\`.
task: Do it.
goals:
  - say: three <b>users</b>
    rows: { table: users, count: 3 }
    sql: [{ statement: update }, { statement: delete, count: 0 }]
---
Read this, <script>alert(1)</script>.

# What really happened

It did.

# In Flask-SQLAlchemy

\`\`\`python
# What really happened is a comment here
x < 1
\`\`\`
`

describe('a step.md', () => {
  test('is cut into its parts', () => {
    const { title, why, goals, intro, explain, python, url, cells } = parseStep(step, 'step.md')
    expect({ title, why, url, cells }).toEqual({
      title: 'One role',
      why: 'Because <code>id</code>.',
      url: 'sqlite://',
      cells: null,
    })
    expect(explain).toBe('<p>It did.</p>\n')
    expect(python).toContain(
      '<span class="token-comment"># What really happened is a comment here</span>\nx &lt; <span class="token-number">1</span>',
    )
    expect(goals[0]?.checks.map((c) => c.kind)).toEqual(['rows', 'sql', 'sql'])
    expect(intro).toContain('Read this')
  })

  test('never passes HTML on', () => {
    const { intro, goals } = parseStep(step, 'step.md')
    expect(intro).not.toContain('<script')
    expect(goals[0]?.say).toBe('three &lt;b&gt;users&lt;/b&gt;')
  })

  test.each([
    ['no front matter', 'step.md: begins without front matter'],
    ['---\ntitle: x\nwhy: y\n---\n', '“task” is missing'],
    ['---\ntitle: x\nwhy: y\ntask: z\nhint: q\n---\n', 'unknown entry “hint”. Known ones: title, why, task'],
    ['---\ntitle: x\nwhy: y\ntask: z\n---\n# Aside\n', 'unknown section “# Aside”'],
    ['---\ntitle: x\nwhy: y\ntask: z\ngoals: [{ say: a }]\n---\n', 'goal “a” has no check'],
    ['---\n- a\n---\n', 'expected entries'],
    ['---\na: [\n---\n', 'step.md: '],
  ])('says what is wrong with %j', (source, message) => {
    expect(() => parseStep(source, 'step.md')).toThrow(message)
  })
})

test.each([
  ['row', {}, 'unknown check “row”. Known ones: rows, sql'],
  ['rows', { table: 'users', colums: [] }, 'unknown entry “colums”'],
  ['rows', { table: 'users', are: ['a'] }, 'expected a list of rows'],
  ['rows', { table: 'users', as: 'heap' }, '"heap" is none of: set, bag, list'],
  ['rows', { table: 'users', count: 'many' }, 'expected entries'],
  ['sql', { because: 'fun' }, 'is none of'],
  ['schema', { table: 'users', has: { id: { unique: 'yes' } } }, '“unique” is "yes"'],
  ['attribute', { model: 'User' }, '“key” must be a text'],
])('a check %s %j is refused', (kind, data, message) => {
  expect(() => readCheck(kind, data, 'step.md')).toThrow(message)
})

test('listings are cut into tokens without losing a character', () => {
  const code = `class Role(db.Model):  # a class\n    name = db.Column(db.String(64), default='it\\'s')\n`
  const cut = tokens(code, 'python')
  expect(cut.map((t) => t.text).join('')).toBe(code)
  expect(cut.filter((t) => t.kind).map((t) => [t.kind, t.text])).toEqual([
    ['keyword', 'class'],
    ['comment', '# a class'],
    ['number', '64'],
    ['string', "'it\\'s'"],
  ])
  expect(tokens('SELECT 1', 'sql')[0]).toEqual({ kind: 'keyword', text: 'SELECT' })
  expect(tokens('class', 'text')).toEqual([{ kind: null, text: 'class' }])
})
