import type * as Seldom from '../db/seldom'
import { usePart } from './parts'

// Stands in, in the worker's script, for what `seldom.ts` names: a visitor's first result should not wait for it. The build puts
// this file in the place of those modules, and makes a part of them that shares everything else with the worker's script.

const part = () => usePart('seldom') as typeof Seldom

export const bulkDelete: typeof Seldom.bulkDelete = (...given) => part().bulkDelete(...given)
export const bulkUpdate: typeof Seldom.bulkUpdate = (...given) => part().bulkUpdate(...given)
export const loadSelectin: typeof Seldom.loadSelectin = (...given) => part().loadSelectin(...given)
export const loadSubquery: typeof Seldom.loadSubquery = (...given) => part().loadSubquery(...given)
export const execute: typeof Seldom.execute = (...given) => part().execute(...given)
export const byColumnName: typeof Seldom.byColumnName = (...given) => part().byColumnName(...given)
export const mergeObject: typeof Seldom.mergeObject = (...given) => part().mergeObject(...given)
export const asRequested: typeof Seldom.asRequested = (...given) => part().asRequested(...given)
export const keywordsOnly: typeof Seldom.keywordsOnly = (...given) => part().keywordsOnly(...given)

export const AppenderQuery = made('AppenderQuery')
export const Pagination = made('Pagination')

/** A class whose objects are those of the part's class. */
function made<Name extends 'AppenderQuery' | 'Pagination'>(name: Name): (typeof Seldom)[Name] {
  return class {
    constructor(...given: never[]) {
      // biome-ignore lint/correctness/noConstructorReturn: the object is the part's
      return new (part()[name] as new (...given: never[]) => object)(...given)
    }
  } as unknown as (typeof Seldom)[Name]
}
