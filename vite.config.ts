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
    modulePreload: { polyfill: false },
    rolldownOptions: { checks: { pluginTimings: false } },
  },
})
