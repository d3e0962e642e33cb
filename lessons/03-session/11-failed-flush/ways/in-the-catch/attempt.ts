// Does some work and gives its result, or the name of the error that it meets.
function attempt<T>(work: () => T): T | string {
  try {
    return work()
  } catch (error) {
    db.session.rollback()
    return (error as Error).name
  }
}
