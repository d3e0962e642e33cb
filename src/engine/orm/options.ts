import { argumentError } from '../schema'
import { AttributeExpression, RelationshipExpression } from './attribute-expression'
import type { Mapper } from './mapper'
import type { LoadPath } from './state'

type Target = RelationshipExpression | string
interface Step {
  mapper: Mapper | null
  key: string
  strategy: string
  inner?: boolean
}

/** A loader option: `db.joinedload(Role.users).selectinload(User.posts)`. Immutable. */
export class LoaderOption {
  constructor(
    readonly steps: readonly Step[] = [],
    readonly columns: { mapper: Mapper | null; only: string[] | null; defer: string[]; undefer: string[] } | null = null,
  ) {}

  joinedload(target: Target, options: { innerjoin?: boolean } = {}): LoaderOption {
    return this.with(target, 'joined', options.innerjoin)
  }
  selectinload(target: Target): LoaderOption {
    return this.with(target, 'selectin')
  }
  subqueryload(target: Target): LoaderOption {
    return this.with(target, 'subquery')
  }
  lazyload(target: Target): LoaderOption {
    return this.with(target, 'select')
  }
  immediateload(target: Target): LoaderOption {
    return this.with(target, 'immediate')
  }
  noload(target: Target): LoaderOption {
    return this.with(target, 'noload')
  }
  raiseload(target: Target, options: { sqlOnly?: boolean } = {}): LoaderOption {
    return this.with(target, options.sqlOnly ? 'raise_on_sql' : 'raise')
  }
  containsEager(target: Target): LoaderOption {
    return this.with(target, 'contains')
  }
  loadOnly(...columns: (AttributeExpression | string)[]): LoaderOption {
    return this.column({ only: names(columns) }, columns)
  }
  defer(...columns: (AttributeExpression | string)[]): LoaderOption {
    return this.column({ defer: names(columns) }, columns)
  }
  undefer(...columns: (AttributeExpression | string)[]): LoaderOption {
    return this.column({ undefer: names(columns) }, columns)
  }

  private with(target: Target, strategy: string, inner?: boolean): LoaderOption {
    if (!(target instanceof RelationshipExpression) && typeof target !== 'string') {
      throw argumentError(
        `mapper option expects a relationship, got ${String(target)}`,
        'Give a relationship: db.joinedload(Role.users).',
      )
    }
    const made =
      typeof target === 'string'
        ? target
            .split('.')
            .map((key, i, all): Step => ({ mapper: null, key, strategy: i === all.length - 1 ? strategy : 'default' }))
        : [{ mapper: target.mapper, key: target.key, strategy, inner }]
    return new LoaderOption([...this.steps, ...made], this.columns)
  }
  private column(
    change: Partial<{ only: string[]; defer: string[]; undefer: string[] }>,
    given: (AttributeExpression | string)[],
  ): LoaderOption {
    const mapper = given.find((c): c is AttributeExpression => c instanceof AttributeExpression)?.mapper ?? null
    return new LoaderOption(this.steps, { mapper, only: null, defer: [], undefer: [], ...this.columns, ...change })
  }
}
const names = (columns: (AttributeExpression | string)[]): string[] => columns.map((c) => (typeof c === 'string' ? c : c.key))

export const emptyPath = (): LoadPath => ({ strategies: new Map(), wildcard: null, columns: null })

/** The path with one more option. `root` is the class that the query reads. @throws TermError ArgumentError when the option does not fit it */
export function withOption(path: LoadPath | null, option: LoaderOption, root: Mapper): LoadPath {
  const copy = clonePath(path)
  let at = copy
  let mapper = root
  root.registry.configure()
  for (const step of option.steps) {
    if (step.key === '*') {
      at.wildcard = step.strategy
      return copy
    }
    if (step.mapper && step.mapper !== mapper) {
      throw argumentError(
        `Mapped attribute "${step.mapper.className}.${step.key}" does not apply to any of the root entities in this query, e.g. mapped class ${mapper.className}.`,
        `The query reads ${mapper.className}: use one of its relationships.`,
      )
    }
    const r = mapper.relationshipsByKey.get(step.key)
    if (!r)
      throw argumentError(
        `Can't find property named "${step.key}" on mapped class ${mapper.className}->${mapper.table.name} in this Query.`,
        `It has: ${[...mapper.relationshipsByKey.keys()].join(', ')}.`,
      )
    const known = at.strategies.get(step.key)
    const next: LoadPath = known?.next ? known.next : emptyPath()
    at.strategies.set(step.key, {
      strategy: step.strategy === 'default' ? (known?.strategy ?? null) : step.strategy,
      inner: step.inner,
      next,
    })
    at = next
    mapper = r.target
  }
  if (option.columns && at.columns) {
    const { only, defer, undefer } = option.columns
    at.columns = {
      only: only ? new Set([...(at.columns.only ?? []), ...only]) : at.columns.only,
      defer: new Set([...at.columns.defer, ...defer]),
      undefer: new Set([...at.columns.undefer, ...undefer]),
    }
  } else if (option.columns)
    at.columns = {
      only: option.columns.only ? new Set(option.columns.only) : null,
      defer: new Set(option.columns.defer),
      undefer: new Set(option.columns.undefer),
    }
  return copy
}

function clonePath(path: LoadPath | null): LoadPath {
  if (!path) return emptyPath()
  return {
    wildcard: path.wildcard,
    columns: path.columns,
    strategies: new Map([...path.strategies].map(([k, v]) => [k, { ...v, next: v.next ? clonePath(v.next) : null }])),
  }
}
