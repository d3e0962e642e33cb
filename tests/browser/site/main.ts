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
  run: (text, options) => runner.run({ files: [{ name: 'query.ts', text }], cells: ['query.ts'], ...options }, () => {}),
}
Object.assign(globalThis, page)
