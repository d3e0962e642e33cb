// Does some work, and gives the name of the error, if it meets one.
function attempt(work: () => void) {
  try {
    work()
    return 'done'
  } catch (error) {
    return (error as Error).name
  }
}
