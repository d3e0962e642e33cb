import { Runner } from '../../../src/page/runner'

// The runner by itself, for tests: no page around it.
Object.assign(globalThis, { runner: new Runner(), Runner })
