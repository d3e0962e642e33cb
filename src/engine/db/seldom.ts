/** The part of the engine that few programs use: pages, bulk statements, SQL of one's own, eager loads by a SELECT of their own. */
export { bulkDelete, bulkUpdate } from '../orm/bulk'
export { AppenderQuery } from '../orm/dynamic'
export { loadSelectin, loadSubquery } from '../orm/eager'
export { execute } from '../orm/execute'
export { byColumnName } from '../orm/from-statement'
export { mergeObject } from '../orm/merge'
export { asRequested, keywordsOnly, Pagination } from '../orm/pagination'
