import { type Token, tokenize } from './tokens'
import type { Clause, Expr } from './tree'

const binary: string[][] = [['|'], ['^'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/', '//', '%', '@']]
const comparisons = new Set(['==', '!=', '<', '<=', '>', '>=', 'in', 'is', 'not'])
const constants: Record<string, boolean | null> = { None: null, True: true, False: false }

/** Reads expressions; parse.ts adds statements. */
export class ExpressionParser {
  protected readonly tokens: Token[]
  protected i = 0

  constructor(protected readonly text: string) {
    this.tokens = tokenize(text)
  }

  single(): Expr {
    const e = this.tuple()
    if (this.token.kind !== 'newline' && this.token.kind !== 'end') this.fail('the end')
    return e
  }

  protected get token(): Token {
    return this.tokens[this.i]!
  }
  protected is(text: string): boolean {
    return (this.token.kind === 'op' || this.token.kind === 'name') && this.token.text === text
  }
  protected take(text: string): boolean {
    if (!this.is(text)) return false
    this.i++
    return true
  }
  protected expect(text: string): void {
    if (!this.take(text)) this.fail(`'${text}'`)
  }
  protected fail(expected: string): never {
    throw new Error(`Python: expected ${expected} at ${JSON.stringify(this.text.slice(this.token.at, this.token.at + 40))}`)
  }
  protected name(): string {
    const { token } = this
    if (token.kind !== 'name') this.fail('a name')
    this.i++
    return (token as { text: string }).text
  }
  protected dotted(): string {
    let name = this.name()
    while (this.take('.')) name += `.${this.name()}`
    return name
  }

  protected commaList(): Expr[] {
    const items = [this.expression()]
    while (this.take(',')) items.push(this.expression())
    return items
  }

  /** An expression list: `a`, `a, b` or `a,`. */
  protected tuple(): Expr {
    const first = this.element()
    if (!this.is(',')) return first
    const items = [first]
    while (this.take(',')) {
      if (this.token.kind === 'newline' || this.is('=') || this.is(')') || this.is(']') || this.is(':') || this.is('in')) break
      items.push(this.element())
    }
    return ['tuple', items]
  }

  /** Targets of `for`: no comparison, so that `in` ends them. */
  protected targets(): Expr {
    const first = this.operation(0)
    if (!this.is(',')) return first
    const items = [first]
    while (this.take(',')) if (!this.is('in')) items.push(this.operation(0))
    return ['tuple', items]
  }

  private element(): Expr {
    return this.take('*') ? ['*', this.operation(0)] : this.expression()
  }

  protected expression(): Expr {
    if (this.take('lambda')) {
      const names: string[] = []
      while (!this.take(':')) {
        names.push(this.name())
        this.take(',')
      }
      return ['lambda', names, this.expression()]
    }
    const value = this.boolean('or')
    if (!this.take('if')) return value
    const test = this.boolean('or')
    this.expect('else')
    return ['if', test, value, this.expression()]
  }

  private boolean(op: 'and' | 'or'): Expr {
    const next = () => (op === 'or' ? this.boolean('and') : this.not())
    const first = next()
    if (!this.is(op)) return first
    const items = [first]
    while (this.take(op)) items.push(next())
    return ['bool', op, items]
  }

  private not(): Expr {
    return this.take('not') ? ['un', 'not', this.not()] : this.comparison()
  }

  private comparison(): Expr {
    const left = this.operation(0)
    const rest: [string, Expr][] = []
    for (;;) {
      const { token } = this
      if ((token.kind !== 'op' && token.kind !== 'name') || !comparisons.has(token.text)) break
      this.i++
      let op = token.text
      if (op === 'not') {
        this.expect('in')
        op = 'not in'
      } else if (op === 'is' && this.take('not')) op = 'is not'
      rest.push([op, this.operation(0)])
    }
    return rest.length > 0 ? ['cmp', left, rest] : left
  }

  private operation(level: number): Expr {
    const ops = binary[level]
    if (ops === undefined) return this.unary()
    let left = this.operation(level + 1)
    for (;;) {
      const { token } = this
      if (token.kind !== 'op' || !ops.includes(token.text)) return left
      this.i++
      left = ['op', token.text, left, this.operation(level + 1)]
    }
  }

  private unary(): Expr {
    for (const op of ['-', '+', '~']) {
      if (!this.take(op)) continue
      const e = this.unary()
      return op === '-' && e[0] === 'c' && typeof e[1] === 'number' ? ['c', -e[1]] : ['un', op, e]
    }
    const base = this.postfix()
    return this.take('**') ? ['op', '**', base, this.unary()] : base
  }

  private postfix(): Expr {
    let e = this.atom()
    for (;;) {
      if (this.take('.')) e = ['.', e, this.name()]
      else if (this.take('(')) e = ['()', e, ...this.callArguments()]
      else if (this.take('[')) {
        e = ['[]', e, this.index()]
        this.expect(']')
      } else return e
    }
  }

  private index(): Expr {
    const part = () => (this.is(':') || this.is(']') ? null : this.expression())
    const first = part()
    if (!this.take(':')) {
      if (first === null) this.fail('an index')
      if (!this.is(',')) return first
      const items = [first]
      while (this.take(',')) items.push(this.expression())
      return ['tuple', items]
    }
    const second = part()
    return ['slice', first, second, this.take(':') ? part() : null]
  }

  protected callArguments(): [Expr[], { [keyword: string]: Expr }] {
    const args: Expr[] = []
    const keywords: { [keyword: string]: Expr } = {}
    while (!this.take(')')) {
      const next = this.tokens[this.i + 1]!
      if (this.take('**')) keywords['**'] = this.expression()
      else if (this.token.kind === 'name' && next.kind === 'op' && next.text === '=') {
        const keyword = this.name()
        this.i++
        keywords[keyword] = this.expression()
      } else {
        const e = this.element()
        args.push(this.is('for') ? ['comp', 'gen', e, this.clauses()] : e)
      }
      if (!this.is(')')) this.expect(',')
    }
    return [args, keywords]
  }

  private clauses(): Clause[] {
    const clauses: Clause[] = []
    while (this.take('for')) {
      const target = this.targets()
      this.expect('in')
      const iter = this.boolean('or')
      const ifs: Expr[] = []
      while (this.take('if')) ifs.push(this.boolean('or'))
      clauses.push([target, iter, ifs])
    }
    return clauses
  }

  private atom(): Expr {
    const { token } = this
    this.i++
    switch (token.kind) {
      case 'number':
      case 'string':
        return ['c', token.value]
      case 'bytes':
        return ['bytes', token.hex]
      case 'fstring':
        return [
          'fstring',
          token.parts.map((p) => (typeof p === 'string' ? p : [new ExpressionParser(p[0]).single(), p[1], p[2]])),
        ]
      case 'name':
        return token.text in constants ? ['c', constants[token.text]!] : ['n', token.text]
      case 'op':
        if (token.text === '(') return this.parenthesis()
        if (token.text === '[') return this.brackets()
        if (token.text === '{') return this.braces()
    }
    this.i--
    return this.fail('an expression')
  }

  private parenthesis(): Expr {
    if (this.take(')')) return ['tuple', []]
    const first = this.tuple()
    const e: Expr = this.is('for') ? ['comp', 'gen', first, this.clauses()] : first
    this.expect(')')
    return e
  }

  private brackets(): Expr {
    const items: Expr[] = []
    while (!this.take(']')) {
      const e = this.element()
      if (this.is('for')) {
        const clauses = this.clauses()
        this.expect(']')
        return ['comp', 'list', e, clauses]
      }
      items.push(e)
      if (!this.is(']')) this.expect(',')
    }
    return ['list', items]
  }

  private braces(): Expr {
    const pairs: [Expr | null, Expr][] = []
    const items: Expr[] = []
    while (!this.take('}')) {
      if (this.take('**')) pairs.push([null, this.operation(0)])
      else {
        const key = this.element()
        if (this.take(':')) {
          const value = this.expression()
          if (this.is('for')) {
            const clauses = this.clauses()
            this.expect('}')
            return ['comp', 'dict', ['tuple', [key, value]], clauses]
          }
          pairs.push([key, value])
        } else if (this.is('for')) {
          const clauses = this.clauses()
          this.expect('}')
          return ['comp', 'set', key, clauses]
        } else items.push(key)
      }
      if (!this.is('}')) this.expect(',')
    }
    return items.length > 0 ? ['set', items] : ['dict', pairs]
  }
}
