import { builtins } from './builtins'
import type { Host } from './host'
import { Operations } from './operations'
import { Loop, Return, Scope } from './scope'
import type { Clause, Expr, Handler, Param, Stmt } from './tree'
import { ExceptionType } from './types'
import { dictEntries, type Keywords, makeDict, PythonError, percentFormat, pythonFunction, Slice, Tuple } from './values'

/** Runs the recordings' Python against a host that knows the library under test. */
export class Interpreter extends Operations {
  readonly globals: Scope
  readonly output: string[] = []

  constructor(host: Host) {
    super(host)
    const base = new Scope(null)
    for (const [name, value] of builtins(this, (line) => this.output.push(line))) base.names.set(name, value)
    this.globals = new Scope(base)
  }

  define(names: Record<string, unknown>): void {
    for (const [name, value] of Object.entries(names)) this.globals.names.set(name, value)
  }

  /** Runs one statement at the top level. The value of an expression statement is returned, otherwise undefined. */
  run(statement: Stmt): unknown {
    if (statement[0] === 'expr') return this.evaluate(statement[1], this.globals)
    this.execute(statement, this.globals)
    return undefined
  }

  // statements

  private block(body: Stmt[], scope: Scope): void {
    for (const statement of body) this.execute(statement, scope)
  }

  execute(s: Stmt, scope: Scope): void {
    switch (s[0]) {
      case 'expr':
        this.evaluate(s[1], scope)
        return
      case '=': {
        const value = this.evaluate(s[2], scope)
        for (const target of s[1]) this.assign(target, value, scope)
        return
      }
      case 'op=':
        this.augment(s[1], s[2], s[3], scope)
        return
      case 'del':
        for (const target of s[1]) this.remove(target, scope)
        return
      case 'with':
        this.with(s[1], s[2], scope)
        return
      case 'for':
        for (const item of this.iterate(this.evaluate(s[2], scope))) {
          this.assign(s[1], item, scope)
          if (this.loopBody(s[3], scope)) break
        }
        return
      case 'while':
        while (this.truth(this.evaluate(s[1], scope))) if (this.loopBody(s[2], scope)) break
        return
      case 'try':
        this.try(s, scope)
        return
      case 'import':
        this.import(s[1], s[2], scope)
        return
      case 'class':
        this.class(s, scope)
        return
      case 'def': {
        let f: unknown = this.function(s[1], s[2], scope, (inner) => {
          try {
            this.block(s[3], inner)
            return null
          } catch (signal) {
            if (signal instanceof Return) return signal.value
            throw signal
          }
        })
        for (const decorator of [...s[4]].reverse()) f = this.call(this.evaluate(decorator, scope), [f], {})
        scope.names.set(s[1], f)
        return
      }
      case 'return':
        throw new Return(s[1] === null ? null : this.evaluate(s[1], scope))
      case 'branch': {
        const arm = s[1].find(([test]) => this.truth(this.evaluate(test, scope)))
        this.block(arm ? arm[1] : s[2], scope)
        return
      }
      case 'raise': {
        const error =
          s[1] === null ? new PythonError('RuntimeError', 'No active exception to reraise') : this.evaluate(s[1], scope)
        throw error instanceof ExceptionType ? new PythonError(error.name, '') : error
      }
      case 'assert':
        if (!this.truth(this.evaluate(s[1], scope)))
          throw new PythonError('AssertionError', s[2] ? String(this.str(this.evaluate(s[2], scope))) : '')
        return
      case 'break':
      case 'continue':
        throw new Loop(s[0])
      case 'pass':
        return
    }
  }

  private loopBody(body: Stmt[], scope: Scope): boolean {
    try {
      this.block(body, scope)
      return false
    } catch (signal) {
      if (signal instanceof Loop) return signal.kind === 'break'
      throw signal
    }
  }

  private augment(op: string, target: Expr, e: Expr, scope: Scope): void {
    const current = this.evaluate(target, scope)
    const value = this.evaluate(e, scope)
    if (op === '+' && Array.isArray(current) && !(current instanceof Tuple)) {
      // list += extends in place, then assigns the same list
      this.call(this.getAttribute(current, 'extend'), [value], {})
      this.assign(target, current, scope)
    } else this.assign(target, this.binary(op, current, value), scope)
  }

  private with(items: [Expr, Expr | null][], body: Stmt[], scope: Scope): void {
    const [first, ...rest] = items
    if (first === undefined) {
      this.block(body, scope)
      return
    }
    const context = this.host.enter(this.evaluate(first[0], scope))
    if (first[1]) this.assign(first[1], context.value, scope)
    try {
      this.with(rest, body, scope)
    } catch (error) {
      context.exit(error)
      throw error
    }
    context.exit(null)
  }

  private try(s: Extract<Stmt, ['try', ...unknown[]]>, scope: Scope): void {
    const [, body, handlers, last] = s as ['try', Stmt[], Handler[], Stmt[]?]
    try {
      this.block(body, scope)
    } catch (error) {
      if (
        error instanceof Return ||
        error instanceof Loop ||
        (error as Error).name === 'NoCounterpart' ||
        (error as Error).name === 'Missing'
      )
        throw error
      const handler = handlers.find(([type]) => type === null || this.catches(this.evaluate(type, scope), error as Error))
      if (!handler) throw error
      if (handler[1]) scope.names.set(handler[1], error)
      this.block(handler[2], scope)
    } finally {
      if (last) this.block(last, scope)
    }
  }

  private import(module: string | null, names: [string, string | null][], scope: Scope): void {
    for (const [name, as] of names) {
      if (module === null) scope.names.set(as ?? name.split('.')[0]!, this.host.importName(null, as ? name : name.split('.')[0]!))
      else scope.names.set(as ?? name, this.host.importName(module, name))
    }
  }

  private class([, name, bases, body, decorators]: Extract<Stmt, ['class', ...unknown[]]>, scope: Scope): void {
    const inner = new Scope(scope)
    const evaluated = bases.map((b) => this.evaluate(b, scope))
    this.block(body, inner)
    let made = this.host.defineClass({ name, bases: evaluated, members: inner.names, body })
    for (const decorator of [...decorators].reverse()) made = this.call(this.evaluate(decorator, scope), [made], {})
    scope.names.set(name, made)
  }

  private function(name: string, params: Param[], scope: Scope, body: (inner: Scope) => unknown): unknown {
    const defaults = new Map(params.filter(([, d]) => d !== null).map(([p, d]) => [p, this.evaluate(d!, scope)]))
    return pythonFunction(name, (args, keywords) => {
      const inner = new Scope(scope)
      const left = { ...keywords }
      params.forEach(([param], i) => {
        if (param.startsWith('**')) inner.names.set(param.slice(2), left)
        else if (param.startsWith('*')) inner.names.set(param.slice(1), Tuple.make(args.slice(i)))
        else if (param in left) {
          inner.names.set(param, left[param])
          delete left[param]
        } else if (i < args.length) inner.names.set(param, args[i])
        else if (defaults.has(param)) inner.names.set(param, defaults.get(param))
        else throw new PythonError('TypeError', `${name}() missing 1 required positional argument: '${param}'`)
      })
      return body(inner)
    })
  }

  private assign(target: Expr, value: unknown, scope: Scope): void {
    switch (target[0]) {
      case 'n':
        scope.names.set(target[1], value)
        return
      case '.':
        this.setAttribute(this.evaluate(target[1], scope), target[2], value)
        return
      case '[]':
        this.setIndex(this.evaluate(target[1], scope), this.evaluate(target[2], scope), value)
        return
      case 'list':
      case 'tuple': {
        const values = [...this.iterate(value)]
        const rest = target[1].findIndex((t) => t[0] === '*')
        if (rest < 0 && values.length !== target[1].length) {
          const problem =
            values.length > target[1].length
              ? `too many values to unpack (expected ${target[1].length})`
              : `not enough values to unpack (expected ${target[1].length}, got ${values.length})`
          throw new PythonError('ValueError', problem)
        }
        target[1].forEach((t, i) => {
          if (t[0] === '*') this.assign(t[1], values.slice(i, values.length - (target[1].length - 1 - i)), scope)
          else this.assign(t, rest >= 0 && i > rest ? values[values.length - (target[1].length - i)] : values[i], scope)
        })
        return
      }
      default:
        throw new Error(`cannot assign to ${target[0]}`)
    }
  }

  private remove(target: Expr, scope: Scope): void {
    if (target[0] === 'n') scope.names.delete(target[1])
    else if (target[0] === '.') this.deleteAttribute(this.evaluate(target[1], scope), target[2])
    else if (target[0] === '[]') this.deleteIndex(this.evaluate(target[1], scope), this.evaluate(target[2], scope))
    else if (target[0] === 'tuple' || target[0] === 'list') for (const t of target[1]) this.remove(t, scope)
    else throw new Error(`cannot delete ${target[0]}`)
  }

  // expressions

  evaluate(e: Expr, scope: Scope = this.globals): unknown {
    switch (e[0]) {
      case 'n':
        return scope.lookup(e[1])
      case 'c':
        return e[1]
      case 'bytes':
        return Uint8Array.from(e[1].match(/../g) ?? [], (h) => Number.parseInt(h, 16))
      case '.':
        return this.getAttribute(this.evaluate(e[1], scope), e[2])
      case '()': {
        const callee = this.evaluate(e[1], scope)
        const args = this.items(e[2], scope)
        const keywords: Keywords = {}
        for (const [name, value] of Object.entries(e[3])) {
          const v = this.evaluate(value, scope)
          if (name === '**')
            Object.assign(keywords, Object.fromEntries(dictEntries(v as object as Map<string, unknown>) as [string, unknown][]))
          else keywords[name] = v
        }
        return this.call(callee, args, keywords)
      }
      case '[]':
        return this.index(this.evaluate(e[1], scope), this.evaluate(e[2], scope))
      case 'slice': {
        const part = (x: Expr | null) => (x === null ? null : (this.evaluate(x, scope) as number | null))
        return new Slice(part(e[1]), part(e[2]), part(e[3]))
      }
      case 'list':
        return this.items(e[1], scope)
      case 'tuple':
        return Tuple.make(this.items(e[1], scope))
      case 'set':
        return new Set(this.items(e[1], scope))
      case 'dict': {
        const entries = new Map<unknown, unknown>()
        for (const [k, v] of e[1]) {
          const value = this.evaluate(v, scope)
          if (k === null) for (const [key, x] of dictEntries(value as Map<unknown, unknown>)) entries.set(key, x)
          else entries.set(this.evaluate(k, scope), value)
        }
        return makeDict([...entries])
      }
      case 'op':
        return this.binary(e[1], this.evaluate(e[2], scope), this.evaluate(e[3], scope))
      case 'un':
        return this.unary(e[1], this.evaluate(e[2], scope))
      case 'bool': {
        let value: unknown = null
        for (const item of e[2]) {
          value = this.evaluate(item, scope)
          if (item !== e[2].at(-1) && this.truth(value) === (e[1] === 'or')) return value
        }
        return value
      }
      case 'cmp': {
        let left = this.evaluate(e[1], scope)
        let result: unknown = true
        for (const [op, right] of e[2]) {
          if (!this.truthOfChain(result, e[2].length)) return result
          const value = this.evaluate(right, scope)
          result = this.compare(op, left, value)
          left = value
        }
        return result
      }
      case 'if':
        return this.evaluate(this.truth(this.evaluate(e[1], scope)) ? e[2] : e[3], scope)
      case 'lambda':
        return this.function(
          '<lambda>',
          e[1].map((n): Param => [n, null]),
          scope,
          (inner) => this.evaluate(e[2], inner),
        )
      case 'comp': {
        const items: unknown[] = []
        this.comprehend(e[3], new Scope(scope), (inner) => items.push(this.evaluate(e[2], inner)))
        if (e[1] === 'set') return new Set(items)
        return e[1] === 'dict' ? makeDict(items.map((pair) => [...(pair as [unknown, unknown])] as [unknown, unknown])) : items
      }
      case 'fstring':
        return e[1]
          .map((part) => {
            if (typeof part === 'string') return part
            const value = this.evaluate(part[0], scope)
            const text = part[1] === 'r' ? this.repr(value) : String(this.str(value))
            return part[2]
              ? percentFormat(
                  `%${/[a-z]$/.test(part[2]) ? part[2] : `${part[2]}s`}`,
                  value,
                  () => text,
                  () => text,
                )
              : text
          })
          .join('')
      case '*':
        throw new Error('a starred expression stands alone')
    }
  }

  /** A chain such as `a < b < c` asks for the truth of each link; a single comparison does not. */
  private truthOfChain(result: unknown, links: number): boolean {
    return result === true || (links > 1 && this.truth(result))
  }

  private items(items: Expr[], scope: Scope): unknown[] {
    return items.flatMap((item) =>
      item[0] === '*' ? [...this.iterate(this.evaluate(item[1], scope))] : [this.evaluate(item, scope)],
    )
  }

  private comprehend(clauses: Clause[], scope: Scope, done: (scope: Scope) => void): void {
    const [clause, ...rest] = clauses
    if (clause === undefined) {
      done(scope)
      return
    }
    for (const item of this.iterate(this.evaluate(clause[1], scope))) {
      this.assign(clause[0], item, scope)
      if (clause[2].every((test) => this.truth(this.evaluate(test, scope)))) this.comprehend(rest, scope, done)
    }
  }
}
