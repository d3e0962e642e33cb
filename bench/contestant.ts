/** One library under test, over a database of its own that holds the rows of seed.ts. */
export interface Contestant {
  name: string
  /** Opens the database from the bytes of a SQLite file. */
  open(bytes: Uint8Array): Promise<Opened> | Opened
}

export type Work = () => number | Promise<number>

/**
 * The workloads. Each gives a sum over what it read or wrote, so that a contestant which does less than it says is found
 * out; a workload that a library has no way of doing is left out.
 */
export interface Opened {
  /** Runs before each measurement, unmeasured: forgets what earlier runs left in memory. */
  reset(): void | Promise<void>
  /** Reads with plain SQL, unmeasured, to check what a workload wrote. */
  look(sql: string): number | Promise<number>
  work: Partial<Record<WorkloadName, Work>>
}

export type WorkloadName = 'insert' | 'load' | 'lazy' | 'joined' | 'selectin' | 'update' | 'pages' | 'gets' | 'compile'

export interface Workload {
  name: WorkloadName
  what: string
  /** Most that ours may take, as a multiple of raw; null: nothing to compare with. */
  target: number | null
  /** Runs this before each measurement, in every contestant's database. */
  prepare?: string
  /** Replaces the sum by what the database holds afterwards. */
  check?: string
}

export const workloads: Workload[] = [
  {
    name: 'insert',
    what: 'insert 10,000 objects in one transaction',
    target: 1.4,
    prepare: 'DELETE FROM entries',
    check: 'SELECT sum(id + visits + length(username)) FROM entries',
  },
  { name: 'load', what: 'load 10,000 objects', target: 1.7 },
  { name: 'lazy', what: 'walk from 1,000 roles to their 10 users each and back, a SELECT per role', target: 1.8 },
  { name: 'joined', what: '100 authors with 100 books each, by one JOIN', target: 2.5 },
  { name: 'selectin', what: '100 authors with 100 books each, by a second SELECT', target: 2.5 },
  {
    name: 'update',
    what: 'load 1,000 objects, change each, commit',
    target: 1.5,
    prepare: 'UPDATE users SET visits = 0 WHERE id <= 1000',
    check: 'SELECT sum(visits * id) FROM users WHERE id <= 1000',
  },
  { name: 'pages', what: '500 pages of 20 rows, each with the count of all', target: 1.4 },
  { name: 'gets', what: '10,000 objects by primary key, one by one', target: 1.7 },
  { name: 'compile', what: 'build and compile 2,000 queries, without running them', target: null },
]

/** One row of users or entries, as the workloads make them. */
export const userValues = (i: number) => ({ username: `user ${i}`, visits: i % 7, roleId: (i % 1000) + 1 })
