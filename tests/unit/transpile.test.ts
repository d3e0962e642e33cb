import { describe, expect, it } from 'vitest'
import { codeOnly, scanModels } from '../../src/page/runner/scan'
import { compile } from '../../src/page/runner/transpile'

const one = (text: string, name = 'query.ts') => {
  const { files, problem } = compile([{ name, text }])
  if (files === null) throw new Error(`${problem.line}:${problem.column} ${problem.message}`)
  return files[0]!.code
}
const problemOf = (text: string) => compile([{ name: 'query.ts', text }]).problem

describe('compile', () => {
  it('keeps every line where it was', () => {
    const text = `import { db } from 'backref'\n\nexport class User extends db.Model('users', {\n  id: db.Column(db.Integer),\n}) {\n  shout(): string {\n    return 'x'\n  }\n}\ntype A = {\n  a: number\n}\nconst a: A = { a: 1 }\na.a`
    const lines = one(text).split('\n')
    expect(lines).toHaveLength(text.split('\n').length)
    expect(lines[2]).toMatch(/class User extends _backref\.db\.Model/)
    expect(lines[4]).toMatch(/^\}\) \{ static\{_backref\.db\.register\(this\)\}/)
    expect(lines[6]).toContain("$at.p=$f+7;return 'x'")
    expect(lines[13]).toBe('$at.p=$f+14;$value(14,14,(a.a))')
  })

  it('reports expressions over several lines with both ends', () => {
    expect(one('[1,\n2\n];')).toContain('$value(1,3,([1,\n2\n]));')
  })

  it('reports neither assignments nor what the import transform writes', () => {
    const code = one(
      `import './a'\nimport z, { y } from './b'\nexport * from './c'\nexport const q = 1\nlet r\nr = 2\nenum E { A }\nz(); y()`,
    )
    expect(code.match(/\$value\(\d+/g)).toEqual(['$value(8', '$value(8'])
  })

  it('reports a text on its own, which JavaScript calls a directive', () => {
    expect(one("'hello'")).toContain("$value(1,1,('hello'))")
  })

  it('shares every name of the top level, and no imported one', () => {
    const code = one(
      `import { x } from './x'\nconst { a, b: [c = 1, ...d], ...e } = x\nfunction f() { const inner = 1; return inner }\nclass K {}\nenum N { A }`,
    )
    expect([...code.matchAll(/get (\w+)\(\)/g)].map((m) => m[1])).toEqual(['a', 'c', 'd', 'e', 'f', 'K', 'N'])
  })

  it('shares names before anything else on their line', () => {
    expect(one('f(); const n = 1')).toMatch(/^"use strict";\$share\(\{.*?\}\);\$at\.p=\$f\+1;\$value\(1,1,\(f\(\)\)\);/)
  })

  it('follows an exported let to where the import transform keeps it', () => {
    const code = one('export let a = 1\nexport let b: number\nexport const c = 2\na++')
    expect(code).toContain('get a(){return exports.a}')
    expect(code).toContain('get b(){return exports.b}')
    expect(code).toContain('get c(){return c}')
    expect(code.match(/\$value\(/g)).toHaveLength(1)
  })

  it('guards loops with and without braces', () => {
    const code = one('for (;;);\nwhile (x) y()\ndo { z() } while (x)\nfor (const a of b) for (const c of d) e()')
    expect(code.match(/\$tick\(\)/g)).toHaveLength(5)
    expect(() => new Function(`async () => {${code}}`)).not.toThrow()
  })

  it('accepts top-level await, using, and modern syntax untouched', () => {
    expect(one('const a = await b?.c ?? d\nclass A { #p = 1; static { this.x = 1 } }')).toContain('await b?.c ?? d')
  })

  it('turns a template file into a module that exports its text', () => {
    expect(one('<p>"hi"</p>\n', 'templates/index.html')).toBe('module.exports="<p>\\"hi\\"</p>\\n"')
  })
})

describe('problems', () => {
  it.each([
    ['const a = 1\nlet = = 3', 2, /not expected/],
    ['class A {\n  f() {\n', 2, /line 2 is still open|`\{`/],
    ['db.session.add(\n', 1, /`\(` of line 1 is still open/],
    ["const a = 'x", 1, /closing quote|Unterminated/],
    ['\nnamespace A { export const b = 1 }', 2, /namespace/],
    ['const a = 1\n@model\nclass A {}', 2, /Decorators/],
    ['import defer * as x from "y"', 1, /defer/],
    ['class A {\n  accessor x = 1\n}', 2, /accessor/],
    ['const a = 1\nconst a = 2', 2, /already been declared/],
    ['const a = 1\n[a].map(String)', 2, /begins with `\[`, so JavaScript reads it as the end of line 1/],
    ['const a = b()\n// then\n\n`${a}`', 4, /begins with ```, .* line 1/],
    ['function f() {\n  g()\n  (h)()\n}', 3, /begins with `\(`, .* line 2/],
  ])('%j is refused at its line', (text, line, message) => {
    const problem = problemOf(text)
    expect(problem?.message).toMatch(message)
    if (!/still open/.test(problem!.message)) expect(problem!.line).toBe(line)
  })

  it('lets a statement go on where it is meant to', () => {
    expect(
      problemOf('const a = b\n  [0]\nf(\n[1],\n(2),\n`x`\n)\nconst c = d(\n)(1)\nx\n  .y`z`\n  (1)\n;[1]\nif (a)\n[2]'),
    ).toBeNull()
  })

  it('does not take comments or strings for code', () => {
    expect(problemOf('// namespace A {\nconst a = `\n@x\nnamespace B {`')).toBeNull()
  })
})

describe('scan', () => {
  it('finds models', () => {
    expect(
      scanModels(
        "class A extends db.Model('a', {}) {}\n// class X extends db.Model('x')\nexport class B extends db\n .Model('b', {}) {}\nclass C {}",
      ),
    ).toEqual(['A', 'B'])
  })

  it('keeps code inside templates', () => {
    expect(codeOnly('a`b${c}d` // e')).toBe('a` ${c} `     ')
  })
})
