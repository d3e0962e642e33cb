import type { Plugin } from 'vite'

/**
 * Leaves the browser's own types (DOM, web workers, script host) out of Monaco's TypeScript worker: 2.5 MB that the
 * sandbox does not offer to a learner's code either.
 */
export function monacoTrim(): Plugin {
  return {
    name: 'monaco-trim',
    transform: {
      filter: { id: /features\/typescript\/lib\/lib\.js$/ },
      handler: (code) => ({
        code: code.replace(/^libFileMap\["lib\.(?:dom|webworker|scripthost)[\s\S]*?(?=^libFileMap\[|^export )/gm, ''),
        map: null,
      }),
    },
  }
}
