/** Goes on with a result, now or (for an async view) later. */
export function after<T, R>(
  work: () => T | Promise<T>,
  failed: (error: unknown) => T | Promise<T>,
  next: (value: T) => R | Promise<R>,
  broken: (error: unknown) => R,
): R | Promise<R> {
  const guarded = (value: () => T | Promise<T>): R | Promise<R> => {
    try {
      const made = value()
      return made instanceof Promise ? made.then(next).catch(broken) : next(made)
    } catch (error) {
      return broken(error)
    }
  }
  let value: T | Promise<T>
  try {
    value = work()
  } catch (error) {
    return guarded(() => failed(error))
  }
  return value instanceof Promise ? value.catch(failed).then(next).catch(broken) : guarded(() => value)
}
