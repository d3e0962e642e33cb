import type { Plugin } from 'vite'

/**
 * Leaves out of Monaco what the site does not use: the browser's own types (DOM, web workers, script host; 2.5 MB that the
 * sandbox does not offer to a learner's code either), and the workers that its languages start when nobody says which.
 */
export function monacoTrim(): Plugin {
  return {
    name: 'monaco-trim',
    transform: {
      filter: { id: /monaco-editor\/esm\/vs\/languages\/features\/\w+\/(?:lib\/lib|workerManager)\.js$/ },
      handler: (code) => ({
        code: code
          .replace(/^libFileMap\["lib\.(?:dom|webworker|scripthost)[\s\S]*?(?=^libFileMap\[|^export )/gm, '')
          .replace(/createWorker: \(\) => new Worker\(new URL\([^)]*\), \{[^}]*\}\),/, ''),
        map: null,
      }),
    },
  }
}
