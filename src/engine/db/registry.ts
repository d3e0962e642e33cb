import type { EventBody } from '../../protocol'
import {
  AppenderQuery,
  attach,
  configureMappers,
  defaultText,
  InstanceState,
  installRelationship,
  type Mapper,
  notConfigured,
  type Registry,
  type Session,
} from '../orm'
import type { MetaData, Table } from '../schema'

/** Ties the models of one `db` to its sessions and to the timeline. */
export class ModelRegistry implements Registry {
  readonly models = new Map<string, Mapper>()
  emit: ((body: EventBody) => void) | null = null
  references = 0
  followed = 0
  tableObject: (table: Table) => object = (table) => table
  requestArgument: (name: string) => string | null = () => null
  /** Told of warnings; without one they go to `emit`. */
  onWarning: ((message: string) => void) | null = null
  private configuredCount = 0
  private failure: { error: Error; mapper: string } | null = null

  constructor(
    readonly metadata: MetaData,
    readonly currentSession: () => Session,
  ) {}

  configure(): void {
    if (this.failure) throw notConfigured(this.failure.error, this.failure.mapper)
    if (this.configuredCount === this.models.size) return
    try {
      configureMappers(this, installRelationship)
    } catch (error) {
      const broken = [...this.models.values()].at(-1)!
      this.failure = { error: error as Error, mapper: `mapped class ${broken.className}->${broken.table.name}` }
      throw error
    }
    this.configuredCount = this.models.size
  }

  warn(message: string, hint?: string): void {
    this.onWarning?.(message)
    this.emit?.({ kind: 'problem', severity: 'warning', term: 'SAWarning', message, hint: hint ?? null, frames: [] })
  }

  /** The learner's toString(), with nothing loaded and no events: what is missing shows as the default text. */
  textOf(s: InstanceState): string {
    const { emit } = this
    const { session } = s
    this.emit = null
    s.session = null
    try {
      const text = (s.object as { toString(): unknown }).toString()
      return typeof text === 'string' ? text.slice(0, 200) : defaultText(s)
    } catch {
      return defaultText(s)
    } finally {
      s.session = session
      this.emit = emit
    }
  }

  blank(mapper: Mapper): InstanceState {
    const s = new InstanceState(mapper, null as never, new Array(mapper.columns.length))
    s.object = mapper.instantiate(s)
    attach(s.object, s)
    return s
  }

  dynamicList = (state: InstanceState, relationship: Parameters<Registry['dynamicList']>[1]): object =>
    new AppenderQuery(state, relationship)
}
