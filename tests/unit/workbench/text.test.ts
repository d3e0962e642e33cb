import { describe, expect, test } from 'vitest'
import { highlight } from '../../../src/page/ui/workbench/cells/highlight'
import { sharing, topLevelNames } from '../../../src/page/ui/workbench/monaco/sharing'
import { inlined, literal, sqlTokens } from '../../../src/page/ui/workbench/panels/sql-text'
import { databaseMeaning } from '../../../src/page/ui/workbench/time-rail'
import { count, milliseconds } from '../../../src/page/ui/workbench/words'
import { modelsText, queryText } from './fixture'

const joined = (parts: { text: string }[]) => parts.map(({ text }) => text).join('')

describe('colours for TypeScript', () => {
  test.each([modelsText, queryText, "const a = 'open\n`tem\n${plate}` /* over\nlines */ // end", '', '\n\n'])(
    'nothing is lost: %j',
    (text) => {
      expect(highlight(text).map(joined).join('\n')).toBe(text)
    },
  )

  test('words are coloured by kind, members are not keywords', () => {
    const kinds = Object.fromEntries(
      highlight("export class Role { x = a.delete('s', 12) } // c")
        .flat()
        .map(({ kind, text }) => [text, kind]),
    )
    expect(kinds).toMatchObject({
      export: 'keyword',
      class: 'keyword',
      Role: 'type',
      "'s'": 'string',
      '12': 'number',
      '// c': 'comment',
      delete: 'plain',
    })
  })
})

describe('colours for SQL', () => {
  test('nothing is lost', () => {
    const sql = `SELECT "a b", 'it''s', ?1 FROM t -- all\nWHERE x >= 1.5 /* c */ AND y = :name`
    expect(joined(sqlTokens(sql))).toBe(sql)
  })

  test('parameters are written in place as literals', () => {
    expect(joined(inlined('INSERT INTO t VALUES (?, ?, ?, ?)', ["it's", null, 1.5, new Uint8Array([1, 255])]))).toBe(
      "INSERT INTO t VALUES ('it''s', NULL, 1.5, x'01ff')",
    )
    expect(joined(inlined("SELECT '?' WHERE a = ?2 AND b = ?1", [1, 2]))).toBe("SELECT '?' WHERE a = 2 AND b = 1")
    expect(joined(inlined('a = ? AND b = ?', [1]))).toBe('a = 1 AND b = ?')
    expect(literal(10n).text).toBe('10')
  })
})

describe('what cells share in the type checker', () => {
  test('top-level names, exported or not, but none from inside', () => {
    const text =
      'export class A {\n  class B {}\n}\nclass C {}\nconst d = `\nconst no = 1\n`\nasync function e() {}\ntype F = 1\nexport enum G {}'
    expect(topLevelNames(text).map(({ name, value, type }) => `${name}${value ? ' value' : ''}${type ? ' type' : ''}`)).toEqual([
      'A value type',
      'C value type',
      'd value',
      'e value',
      'F type',
      'G value type',
    ])
  })

  test('models are listed for the backrefs; the last cell keeps its names', () => {
    const added = sharing('models.ts', modelsText)
    expect(added).toContain("interface Models { Role: typeof import('./models').$Role; User: typeof import('./models').$User }")
    expect(sharing('query.ts', queryText).trim()).toBe('export {}')
    expect(sharing('templates/index.html', 'class A {}')).toBe('')
    expect(sharing('app.ts', 'export const db = new SQLAlchemy()').trim()).toBe('export {}')
  })
})

test('figures in words', () => {
  expect([count(1, 'row'), count(2, 'row'), count(1234, 'entry', 'entries')]).toEqual(['1 row', '2 rows', '1,234 entries'])
  expect([0.01, 0.24, 12.4, 1400].map(milliseconds)).toEqual(['< 0.1 ms', '0.2 ms', '12 ms', '1.4 s'])
  expect(['sqlite://', 'sqlite:///:memory:', 'sqlite:///data.sqlite'].map(databaseMeaning)).toEqual([
    'empty at each run',
    'empty at each run',
    'kept between runs',
  ])
})
