import { ExpressionParser } from './expressions'
import type { Expr, Handler, Param, Stmt } from './tree'

/** Parses the part of Python that the recordings use. @throws Error that names the text it stopped at */
export function parse(text: string): Stmt[] {
  return new Parser(text).program()
}

/** Parses one expression, such as the text of a relationship's `primaryjoin`. */
export function parseExpression(text: string): Expr {
  return new ExpressionParser(text).single()
}

class Parser extends ExpressionParser {
  program(): Stmt[] {
    const body: Stmt[] = []
    while (this.token.kind !== 'end') body.push(...this.statement())
    return body
  }

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
}
