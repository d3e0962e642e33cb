import { TrieRouter } from 'hono/router/trie-router'
import { buildError, endpointTaken, HTTPException, ruleError } from './errors'

export type View = (args: Record<string, unknown>) => unknown

export interface Rule {
  /** As written: `/user/<int:id>`. */
  text: string
  endpoint: string
  methods: string[]
  view: View
  variables: { name: string; converter: Converter }[]
}

interface Converter {
  pattern: string | null
  read(text: string): unknown
  /** How late a rule with such a variable is tried. */
  weight: number
}

const converters: Record<string, Converter> = {
  string: { pattern: null, read: (text) => text, weight: 1 },
  int: { pattern: '[0-9]+', read: Number, weight: 1 },
  float: { pattern: '[0-9]+\\.[0-9]+', read: Number, weight: 1 },
  uuid: { pattern: '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}', read: (text) => text, weight: 1 },
  path: { pattern: '.+', read: (text) => text, weight: 100 },
}

/** Which view answers which address. */
export class UrlMap {
  readonly rules: Rule[] = []
  private readonly router = new TrieRouter<Rule>()

  /** @throws WebError AssertionError (the endpoint has another view), ValueError (the rule) */
  add(text: string, methods: string[], endpoint: string, view: View): void {
    const taken = this.rules.find((rule) => rule.endpoint === endpoint)
    if (taken !== undefined && taken.view !== view) throw endpointTaken(endpoint)
    if (!text.startsWith('/')) throw ruleError(text, 'urls must start with a leading slash')
    const variables: Rule['variables'] = []
    const parts = text.split('/').map((part) => {
      if (!/[<>]/.test(part)) return part
      const [, kind = 'string', name] = /^<(?:([a-z]+)(?:\([^)]*\))?:)?([A-Za-z_]\w*)>$/.exec(part) ?? []
      if (name === undefined) throw ruleError(text, `malformed part '${part}'`)
      const converter = converters[kind]
      if (converter === undefined) throw ruleError(text, `the converter '${kind}' does not exist`)
      variables.push({ name, converter })
      return `:${name}${converter.pattern === null ? '' : `{${converter.pattern}}`}`
    })
    const upper = methods.map((method) => method.toUpperCase())
    const allowed = [...new Set([...upper, ...(upper.includes('GET') ? ['HEAD'] : []), 'OPTIONS'])]
    const rule = { text, endpoint, methods: allowed, view, variables }
    this.rules.push(rule)
    this.router.add('ALL', parts.join('/'), rule)
  }

  toString(): string {
    const rules = this.rules.map(
      ({ text, methods, endpoint }) => `<Rule '${text}' (${[...methods].sort().join(', ')}) -> ${endpoint}>`,
    )
    return `Map([${rules.join(',\n ')}])`
  }

  /** @throws HTTPException 404, 405, or 308 to the address with a slash at its end */
  match(method: string, path: string): { rule: Rule; args: Record<string, unknown> } {
    const found = this.found(path)
    const [best] = found.filter(({ rule }) => rule.methods.includes(method))
    if (best !== undefined) return best
    if (found.length > 0) {
      const allowed = [...new Set(found.flatMap(({ rule }) => rule.methods))].sort()
      throw new HTTPException(405, undefined, null, [['Allow', allowed.join(', ')]])
    }
    if (!path.endsWith('/') && this.found(`${path}/`).length > 0)
      throw new HTTPException(308, '', null, [['Location', encodeURI(`${path}/`)]])
    throw new HTTPException(404)
  }

  /** Every rule that fits an address, the most exact one first. */
  private found(path: string): { rule: Rule; args: Record<string, unknown> }[] {
    const [matches] = this.router.match('ALL', path)
    const weight = ({ variables }: Rule) => variables.reduce((sum, { converter }) => sum + converter.weight, 0)
    return (
      matches
        .map(([rule, params]) => ({
          rule,
          args: Object.fromEntries(
            rule.variables.map(({ name, converter }) => [name, converter.read(String((params as Record<string, string>)[name]))]),
          ),
        }))
        // The router does not tell '/users' from '/users/'.
        .filter(({ rule, args }) => rule.text.endsWith('/') === path.endsWith('/') || Object.values(args).at(-1) === '')
        .sort((a, b) => weight(a.rule) - weight(b.rule))
    )
  }

  /**
   * The address of an endpoint. Values that its rule does not name go behind a question mark.
   * @throws WebError BuildError
   */
  build(endpoint: string, given: Record<string, unknown>): string {
    const { _anchor, _external, __keywords, ...values } = given
    const rules = this.rules.filter((rule) => rule.endpoint === endpoint)
    const missing = (rule: Rule) =>
      rule.variables.map(({ name }) => name).filter((name) => values[name] === undefined || values[name] === null)
    const rule = rules.find((each) => missing(each).length === 0)
    if (rule === undefined)
      throw buildError(endpoint, [...new Set(this.rules.map((each) => each.endpoint))], rules[0] ? missing(rules[0]) : [])
    const used = new Set(rule.variables.map(({ name }) => name))
    const path = rule.text.replace(/<(?:[^:<>]*:)?([^<>]+)>/g, (_, name: string) =>
      encodeURIComponent(String(values[name])).replaceAll('%2F', '/'),
    )
    const rest = Object.entries(values).filter(([name, value]) => !used.has(name) && value !== undefined && value !== null)
    const query = rest.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`).join('&')
    return `${_external ? 'http://localhost' : ''}${path}${query && `?${query}`}${_anchor ? `#${encodeURIComponent(String(_anchor))}` : ''}`
  }
}
