import { defineConfig } from 'vite'
import { editorTypes } from './scripts/vite/editor-types'
import { lessons } from './scripts/vite/lessons'
import { monacoTrim } from './scripts/vite/monaco-trim'
import { pagePolicy } from './scripts/vite/page-policy'
import { sandbox } from './scripts/vite/sandbox'

export default defineConfig({
  // Every address is relative: the built site works in any folder of any static host.
  base: './',
  plugins: [lessons(), sandbox(), editorTypes(), monacoTrim(), pagePolicy()],
  worker: { format: 'es', plugins: () => [monacoTrim()] },
  build: {
    target: 'es2022',
    // Monaco's TypeScript worker is one large file that is loaded after everything else.
    chunkSizeWarningLimit: 6000,
    // A list of what each later part needs would stand before the first result. Style sheets must be there before they are
    // used, and the editor comes in pieces that should come together.
    modulePreload: {
      polyfill: false,
      resolveDependencies: (_, files) => files.filter((file) => /\.css$|monaco|editor/.test(file)),
    },
    rolldownOptions: {
      checks: { pluginTimings: false },
      output: {
        // What a step needs before its first result, as one file: many small files compress worse, and the first result is
        // bound by bytes.
        codeSplitting: {
          groups: [
            {
              name: 'core',
              test: /rolldown\/runtime|node_modules\/(?:lit|lit-html|lit-element|@lit|idb)\/|src\/protocol\/|page\/store\/(?:store|backend|index)\.ts|page\/course\/index\.ts|page\/runner\/(?:client|sandbox|session|pool|problems|contract|index)\.ts|page\/ui\/(?:missing|shared|theme|theme-button|route|header|announce|light-element)\.ts|page\/ui\/(?:step|lesson|desk)\.ts|page\/store\/(?:claim|keeper)\.ts|page\/ui\/workbench\/(?!browser|migrations|shell|monaco|index|panels\/(?:objects|output|sql-list|value-view)|projections\/thread|thread-light)/,
            },
          ],
        },
      },
    },
  },
})
