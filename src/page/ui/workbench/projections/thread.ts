import {
  type ObjectRef,
  type Preview,
  type SqlValue,
  type TableInfo,
  type TimelineEvent,
  unreachable,
} from '../../../../protocol'
import { lineId } from './lines'
import { rowId } from './tables'

/** What the learner points at. */
export type Selection =
  | { kind: 'line'; file: string; line: number }
  /** More than one where statements are folded. */
  | { kind: 'statement'; seqs: number[] }
  | { kind: 'row'; row: string }
  | { kind: 'object'; object: number }

/** What belongs together: names of lines (`lineId`), statements (seq), rows (`rowId`) and objects (id). */
export interface Thread {
  lines: Set<string>
  statements: Set<number>
  rows: Set<string>
  objects: Set<number>
  /** Parents and children of the row pointed at, by foreign key. */
  relatives: Set<string>
}

/** Many-to-many links between two kinds of names. */
class Links<A, B> {
  private readonly forth = new Map<A, Set<B>>()
  private readonly back = new Map<B, Set<A>>()
  add(a: A, b: B): void {
    put(this.forth, a, b)
    put(this.back, b, a)
  }
  of(a: A): Iterable<B> {
    return this.forth.get(a) ?? []
  }
  from(b: B): Iterable<A> {
    return this.back.get(b) ?? []
  }
}

function put<A, B>(map: Map<A, Set<B>>, a: A, b: B): void {
  const set = map.get(a)
  if (set) set.add(b)
  else map.set(a, new Set([b]))
}

/** What belongs to what in one run: code line ↔ statements ↔ rows ↔ objects. Built once, asked on every hover. */
export class ThreadIndex {
  private readonly lineStatements = new Links<string, number>()
  private readonly statementRows = new Links<number, string>()
  private readonly objectRows = new Links<number, string>()
  /** Rows that a line's value shows, and objects that came to be or changed there. */
  private readonly lineRows = new Links<string, string>()
  private readonly lineObjects = new Links<string, number>()
  private readonly parents = new Links<string, string>()
  private readonly tables = new Map<string, TableInfo>()
  /** Keys of rows by the text of their primary key. */
  private readonly keys = new Map<string, SqlValue>()
  private readonly selects = new Set<number>()

  /** @param events a whole run, from its beginning */
  constructor(events: readonly TimelineEvent[]) {
    for (const event of events) this.takeTables(event)
    for (const event of events) this.take(event)
  }

  /** Everything that belongs to a selection, the selection itself included. */
  threadOf(selection: Selection): Thread {
    const thread: Thread = { lines: new Set(), statements: new Set(), rows: new Set(), objects: new Set(), relatives: new Set() }
    switch (selection.kind) {
      case 'line':
        this.addLine(thread, lineId(selection.file, selection.line))
        break
      case 'statement':
        for (const seq of selection.seqs) this.addStatement(thread, seq)
        break
      case 'row':
        this.addRow(thread, selection.row)
        break
      case 'object':
        thread.objects.add(selection.object)
        for (const line of this.lineObjects.from(selection.object)) thread.lines.add(line)
        for (const row of this.objectRows.of(selection.object)) this.addRow(thread, row)
        break
      default:
        unreachable(selection)
    }
    return thread
  }

  private addLine(thread: Thread, line: string): void {
    thread.lines.add(line)
    for (const seq of this.lineStatements.of(line)) {
      thread.statements.add(seq)
      for (const row of this.statementRows.of(seq)) thread.rows.add(row)
    }
    for (const row of this.lineRows.of(line)) thread.rows.add(row)
    for (const object of this.lineObjects.of(line)) {
      thread.objects.add(object)
      for (const row of this.objectRows.of(object)) thread.rows.add(row)
    }
    this.addObjectsOfRows(thread)
  }

  private addStatement(thread: Thread, seq: number): void {
    thread.statements.add(seq)
    for (const line of this.lineStatements.from(seq)) {
      thread.lines.add(line)
      if (this.selects.has(seq)) for (const row of this.lineRows.of(line)) thread.rows.add(row)
    }
    for (const row of this.statementRows.of(seq)) thread.rows.add(row)
    this.addObjectsOfRows(thread)
  }

  private addRow(thread: Thread, row: string): void {
    thread.rows.add(row)
    for (const seq of this.statementRows.from(row)) {
      thread.statements.add(seq)
      for (const line of this.lineStatements.from(seq)) thread.lines.add(line)
    }
    for (const line of this.lineRows.from(row)) thread.lines.add(line)
    for (const parent of this.parents.of(row)) thread.relatives.add(parent)
    for (const child of this.parents.from(row)) thread.relatives.add(child)
    this.addObjectsOfRows(thread)
  }

  private addObjectsOfRows(thread: Thread): void {
    for (const row of thread.rows) for (const object of this.objectRows.from(row)) thread.objects.add(object)
  }

  private takeTables(event: TimelineEvent): void {
    if (event.kind === 'snapshot') {
      for (const { table, rows } of event.tables) {
        this.tables.set(table.name, table)
        for (const { key, values } of rows) this.takeRow(table, key, values)
      }
    } else if (event.kind === 'schema' && event.table) {
      this.tables.set(event.name, event.table)
      for (const { key, values } of event.rows) this.takeRow(event.table, key, values)
    } else if (event.kind === 'rows') {
      const table = this.tables.get(event.table)
      if (table) for (const { key, after } of event.changes) if (after) this.takeRow(table, key, after)
    }
  }

  private takeRow(table: TableInfo, key: SqlValue, values: SqlValue[]): void {
    this.keys.set(keyText(table.name, primaryKey(table, values)), key)
  }

  private take(event: TimelineEvent): void {
    const line = event.place && lineId(event.place.file, event.place.line)
    if (event.kind === 'statement') {
      if (line) this.lineStatements.add(line, event.seq)
      if (event.statement === 'select') this.selects.add(event.seq)
    } else if (event.kind === 'rows') {
      for (const { key, after } of event.changes) {
        this.statementRows.add(event.statement, rowId(event.table, key))
        if (after) this.takeParents(event.table, key, after)
      }
    } else if (event.kind === 'snapshot') {
      for (const { table, rows } of event.tables) for (const { key, values } of rows) this.takeParents(table.name, key, values)
    } else if (event.kind === 'state' || event.kind === 'attribute') {
      if (line) this.lineObjects.add(line, event.object.id)
      this.takeObject(event.object)
    } else if (event.kind === 'value' && event.place) {
      for (const object of objectsIn(event.value)) {
        const row = this.takeObject(object)
        for (let at = event.place.line; at <= event.endLine; at += 1) {
          this.lineObjects.add(lineId(event.place.file, at), object.id)
          if (row) this.lineRows.add(lineId(event.place.file, at), row)
        }
      }
    }
  }

  private takeParents(name: string, key: SqlValue, values: SqlValue[]): void {
    this.tables.get(name)?.columns.forEach((column, place) => {
      const value = values[place] ?? null
      if (!column.foreignKey || value === null) return
      const parent = this.keys.get(keyText(column.foreignKey.table, [value]))
      if (parent !== undefined) this.parents.add(rowId(name, key), rowId(column.foreignKey.table, parent))
    })
  }

  private takeObject(object: ObjectRef): string | null {
    if (!object.key) return null
    const key = this.keys.get(keyText(object.table, object.key))
    if (key === undefined) return null
    const row = rowId(object.table, key)
    this.objectRows.add(object.id, row)
    return row
  }
}

const keyText = (table: string, key: SqlValue[]): string => `${table} ${key.map(String).join(' ')}`

function primaryKey(table: TableInfo, values: SqlValue[]): SqlValue[] {
  return table.columns
    .map((column, place) => ({ at: column.primaryKey, value: values[place] ?? null }))
    .filter(({ at }) => at > 0)
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value)
}

function* objectsIn(value: Preview): Iterable<ObjectRef> {
  if (value.object) yield value.object
  for (const item of value.items ?? []) yield* objectsIn(item)
  for (const [, item] of value.entries ?? []) yield* objectsIn(item)
}
