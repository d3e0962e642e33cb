import { Runner } from '../../../src/page/runner'

/** What tests find on the page: a runner, and a short way to run one cell. */
export interface RunnerPage {
  Runner: typeof Runner
  runner: Runner
  run(code: string, options?: Partial<Parameters<Runner['run']>[0]>): ReturnType<Runner['run']>
}

const runner = new Runner()
const page: RunnerPage = {
  Runner,
  runner,
  // Tests share their machine: a run that is to end gets more time than a visitor's.
  run: (text, options) =>
    runner.run({ files: [{ name: 'query.ts', text }], cells: ['query.ts'], limits: { ms: 10_000 }, ...options }, () => {}),
}
Object.assign(globalThis, page)
