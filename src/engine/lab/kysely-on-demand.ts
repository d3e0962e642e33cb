import { usePart } from './parts'

/**
 * Stands in for `engine/schema/kysely` in the worker's script: Kysely's query builder is a sixth of the engine, and a
 * visitor's first result should not wait for it. The build puts this file in its place and makes that one a part.
 */
export function kyselyOver(target: object): object {
  let real: object | undefined
  return new Proxy(
    {},
    {
      get(_, key) {
        real ??= (usePart('kysely') as { kyselyOver(target: object): object }).kyselyOver(target)
        // Its methods use private fields, which a proxy does not have.
        const value: unknown = Reflect.get(real, key)
        return typeof value === 'function' ? value.bind(real) : value
      },
    },
  )
}
