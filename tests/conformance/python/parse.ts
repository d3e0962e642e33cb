import { type Token, tokenize } from './tokens'
import type { Clause, Expr, Handler, Param, Stmt } from './tree'

/** Parses the part of Python that the recordings use. @throws Error that names the text it stopped at */
export function parse(text: string): Stmt[] {
  return new Parser(text).program()
}

/** Parses one expression, such as the text of a relationship's `primaryjoin`. */
export function parseExpression(text: string): Expr {
  return new Parser(text).single()
}

const binary: string[][] = [['|'], ['^'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/', '//', '%', '@']]
const comparisons = new Set(['==', '!=', '<', '<=', '>', '>=', 'in', 'is', 'not'])
const constants: Record<string, boolean | null> = { None: null, True: true, False: false }

class Parser {
  private readonly tokens: Token[]
  private i = 0

  constructor(private readonly text: string) {
    this.tokens = tokenize(text)
  }

  program(): Stmt[] {
    const body: Stmt[] = []
    while (this.token.kind !== 'end') body.push(...this.statement())
    return body
  }

  single(): Expr {
    const e = this.tuple()
    if (this.token.kind !== 'newline' && this.token.kind !== 'end') this.fail('the end')
    return e
  }

  private get token(): Token {
    return this.tokens[this.i]!
  }
  private is(text: string): boolean {
    return (this.token.kind === 'op' || this.token.kind === 'name') && this.token.text === text
  }
  private take(text: string): boolean {
    if (!this.is(text)) return false
    this.i++
    return true
  }
  private expect(text: string): void {
    if (!this.take(text)) this.fail(`'${text}'`)
  }
  private fail(expected: string): never {
    throw new Error(`Python: expected ${expected} at ${JSON.stringify(this.text.slice(this.token.at, this.token.at + 40))}`)
  }
  private name(): string {
    const { token } = this
    if (token.kind !== 'name') this.fail('a name')
    this.i++
    return (token as { text: string }).text
  }
  private dotted(): string {
    let name = this.name()
    while (this.take('.')) name += `.${this.name()}`
    return name
  }

  // statements

  private block(): Stmt[] {
    this.expect(':')
    if (this.token.kind !== 'newline') return this.simpleLine()
    this.i++
    if (this.tokens[this.i]!.kind !== 'indent') this.fail('an indented block')
    this.i++
    const body: Stmt[] = []
    while (this.tokens[this.i]!.kind !== 'dedent') body.push(...this.statement())
    this.i++
    return body
  }

  private statement(): Stmt[] {
    const decorators: Expr[] = []
    while (this.take('@')) {
      decorators.push(this.expression())
      this.i++
    }
    if (this.take('class')) return [this.classStatement(decorators)]
    if (this.take('def')) return [this.defStatement(decorators)]
    if (this.take('if')) return [this.branch()]
    if (this.take('for')) {
      const target = this.targets()
      this.expect('in')
      return [['for', target, this.tuple(), this.block()]]
    }
    if (this.take('while')) return [['while', this.expression(), this.block()]]
    if (this.take('with')) return [this.withStatement()]
    if (this.take('try')) return [this.tryStatement()]
    return this.simpleLine()
  }

  private simpleLine(): Stmt[] {
    const line: Stmt[] = []
    do {
      if (this.token.kind === 'newline') break
      line.push(this.simple())
    } while (this.take(';'))
    if (this.token.kind !== 'newline') this.fail('the end of the line')
    this.i++
    return line
  }

  private simple(): Stmt {
    if (this.take('pass')) return ['pass']
    if (this.take('break')) return ['break']
    if (this.take('continue')) return ['continue']
    if (this.take('return')) return ['return', this.token.kind === 'newline' ? null : this.tuple()]
    if (this.take('raise')) return ['raise', this.token.kind === 'newline' ? null : this.expression()]
    if (this.take('assert')) return ['assert', this.expression(), this.take(',') ? this.expression() : null]
    if (this.take('del')) return ['del', this.commaList()]
    if (this.take('import')) return ['import', null, this.importNames(() => this.dotted())]
    if (this.take('from')) {
      const module = this.dotted()
      this.expect('import')
      const open = this.take('(')
      const names = this.importNames(() => this.name())
      if (open) this.expect(')')
      return ['import', module, names]
    }
    const first = this.tuple()
    const { token } = this
    if (token.kind === 'op' && /^(?!==|<=|>=|!=).+=$/.test(token.text) && token.text !== '=') {
      this.i++
      return ['op=', token.text.slice(0, -1), first, this.tuple()]
    }
    if (!this.is('=')) return ['expr', first]
    const chain = [first]
    while (this.take('=')) chain.push(this.tuple())
    const value = chain.pop()!
    return ['=', chain, value]
  }

  private importNames(read: () => string): [string, string | null][] {
    const names: [string, string | null][] = []
    do {
      if (this.is(')')) break
      names.push([read(), this.take('as') ? this.name() : null])
    } while (this.take(','))
    return names
  }

  private classStatement(decorators: Expr[]): Stmt {
    const name = this.name()
    const bases = this.take('(') ? this.callArguments()[0] : []
    return ['class', name, bases, this.block(), decorators]
  }

  private defStatement(decorators: Expr[]): Stmt {
    const name = this.name()
    this.expect('(')
    const params: Param[] = []
    while (!this.take(')')) {
      const star = this.take('**') ? '**' : this.take('*') ? '*' : ''
      const param = star === '*' && this.is(',') ? '' : this.name()
      if (param) params.push([star + param, this.take('=') ? this.expression() : null])
      if (!this.is(')')) this.expect(',')
    }
    return ['def', name, params, this.block(), decorators]
  }

  private branch(): Stmt {
    const arms: [Expr, Stmt[]][] = [[this.expression(), this.block()]]
    while (this.take('elif')) arms.push([this.expression(), this.block()])
    return ['branch', arms, this.take('else') ? this.block() : []]
  }

  private withStatement(): Stmt {
    const items: [Expr, Expr | null][] = []
    do items.push([this.expression(), this.take('as') ? this.expression() : null])
    while (this.take(','))
    return ['with', items, this.block()]
  }

  private tryStatement(): Stmt {
    const body = this.block()
    const handlers: Handler[] = []
    while (this.take('except')) {
      const type = this.is(':') ? null : this.expression()
      handlers.push([type, this.take('as') ? this.name() : null, this.block()])
    }
    return this.take('finally') ? ['try', body, handlers, this.block()] : ['try', body, handlers]
  }

  // expressions

  private commaList(): Expr[] {
    const items = [this.expression()]
    while (this.take(',')) items.push(this.expression())
    return items
  }

  /** An expression list: `a`, `a, b` or `a,`. */
  private tuple(): Expr {
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
  private targets(): Expr {
    const first = this.operation(0)
    if (!this.is(',')) return first
    const items = [first]
    while (this.take(',')) if (!this.is('in')) items.push(this.operation(0))
    return ['tuple', items]
  }

  private element(): Expr {
    return this.take('*') ? ['*', this.operation(0)] : this.expression()
  }

  private expression(): Expr {
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

  private callArguments(): [Expr[], { [keyword: string]: Expr }] {
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
        return ['fstring', token.parts.map((p) => (typeof p === 'string' ? p : [parseExpression(p[0]), p[1], p[2]]))]
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
