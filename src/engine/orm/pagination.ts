import { typeError } from '../schema'
import { notFound } from './errors'

export interface PaginateOptions {
  /** From 1. */
  page?: number
  perPage?: number
  errorOut?: boolean
  maxPerPage?: number | null
  /** false: no second statement; total is null. */
  count?: boolean
}

interface Source<T> {
  items(limit: number, offset: number): T[]
  total(): number
}

/** One page of a query, with Flask-SQLAlchemy's fields. The page is selected first, then the rows are counted (query/080). */
export class Pagination<T> implements Iterable<T> {
  page: number
  perPage: number
  readonly maxPerPage: number | null
  total: number | null
  items: T[]

  /** @throws TermError NotFound for a page that does not exist, unless errorOut is false (query/083) */
  constructor(
    private readonly source: Source<T>,
    private readonly options: PaginateOptions,
    known: number | null = null,
  ) {
    const { errorOut = true, count = true } = options
    let page = number(options.page, 1, errorOut)
    let perPage = number(options.perPage, 20, errorOut)
    this.maxPerPage = options.maxPerPage ?? null
    if (this.maxPerPage !== null) perPage = Math.min(perPage, this.maxPerPage)
    if (page < 1) {
      if (errorOut) throw notFound()
      page = 1
    }
    if (perPage < 1) {
      if (errorOut) throw notFound()
      perPage = 20
    }
    this.page = page
    this.perPage = perPage
    this.items = source.items(perPage, (page - 1) * perPage)
    if (this.items.length === 0 && page !== 1 && errorOut) throw notFound()
    this.total = known ?? (count ? source.total() : null)
  }

  toString(): string {
    return this.total === null
      ? `<Pagination: page ${this.page}>`
      : `<Pagination: page ${this.page} of ${this.pages}, ${this.total} in all>`
  }
  /** Number of the first item on the page, from 1; 0 for an empty page. */
  get first(): number {
    return this.items.length === 0 ? 0 : (this.page - 1) * this.perPage + 1
  }
  get last(): number {
    return this.items.length === 0 ? 0 : Math.max(1, this.first + this.items.length - 1)
  }
  get pages(): number {
    return this.total === null || this.total === 0 ? 0 : Math.ceil(this.total / this.perPage)
  }
  get hasPrev(): boolean {
    return this.page > 1
  }
  get hasNext(): boolean {
    return this.page < this.pages
  }
  get prevNum(): number | null {
    return this.hasPrev ? this.page - 1 : null
  }
  get nextNum(): number | null {
    return this.hasNext ? this.page + 1 : null
  }
  /** The page before. Page 1 stays page 1 (query/089). */
  prev(options: { errorOut?: boolean } = {}): Pagination<T> {
    return this.go(this.page - 1, options.errorOut ?? false)
  }
  next(options: { errorOut?: boolean } = {}): Pagination<T> {
    return this.go(this.page + 1, options.errorOut ?? false)
  }
  private go(page: number, errorOut: boolean): Pagination<T> {
    return new Pagination(this.source, { ...this.options, page, perPage: this.perPage, errorOut }, this.total)
  }

  /** Page numbers for links; null where some are left out (query/090). */
  *iterPages(
    options: { leftEdge?: number; leftCurrent?: number; rightCurrent?: number; rightEdge?: number } = {},
  ): Generator<number | null> {
    const { leftEdge = 2, leftCurrent = 2, rightCurrent = 4, rightEdge = 2 } = options
    const end = this.pages + 1
    if (end === 1) return
    const leftEnd = Math.min(1 + leftEdge, end)
    for (let p = 1; p < leftEnd; p++) yield p
    if (leftEnd === end) return
    const midStart = Math.max(leftEnd, this.page - leftCurrent)
    const midEnd = Math.min(this.page + rightCurrent + 1, end)
    if (midStart - leftEnd > 0) yield null
    for (let p = midStart; p < midEnd; p++) yield p
    if (midEnd >= end) return
    const rightStart = Math.max(midEnd, end - rightEdge)
    if (rightStart - midEnd > 0) yield null
    for (let p = rightStart; p < end; p++) yield p
  }

  *[Symbol.iterator](): Generator<T> {
    yield* this.items
  }
}

function number(given: number | undefined | null, otherwise: number, errorOut: boolean): number {
  if (given === undefined || given === null) return otherwise
  const n = Number(given)
  if (Number.isInteger(n)) return n
  if (errorOut) throw notFound()
  return otherwise
}

/** The options, with the page of the address where a request is being answered (`?page=2&per_page=20`, query/092). */
export function asRequested(options: PaginateOptions, argument: (name: string) => string | null): PaginateOptions {
  const read = (name: string) => {
    const text = argument(name)
    return text === null ? undefined : Number(text)
  }
  return { ...options, page: options.page ?? read('page'), perPage: options.perPage ?? read('per_page') }
}

/** paginate(2, 20): the real one takes keywords only (query/080). */
export function keywordsOnly(given: unknown): PaginateOptions {
  if (given === undefined) return {}
  if (typeof given !== 'object' || given === null)
    throw typeError(
      'paginate() takes 1 positional argument but 2 were given',
      'Name the arguments: paginate({ page: 2, perPage: 20 }).',
    )
  return given as PaginateOptions
}
