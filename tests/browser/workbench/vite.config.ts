import { defineConfig } from 'vite'
import { editorTypes } from '../../../scripts/vite/editor-types'
import { monacoTrim } from '../../../scripts/vite/monaco-trim'

/** The workbench by itself on a page, with a runner that plays back a recorded run. */
export default defineConfig({
  root: 'tests/browser/workbench',
  base: './',
  publicDir: false,
  plugins: [editorTypes(), monacoTrim()],
  worker: { format: 'es', plugins: () => [monacoTrim()] },
  build: {
    target: 'es2022',
    outDir: '../../../.cache/workbench-site',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 6000,
  },
})
