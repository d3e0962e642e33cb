export type { Generated, Kysely } from 'kysely'
