import { defineConfig } from 'vite'
import { pagePolicy } from '../../../scripts/vite/page-policy'
import { sandbox } from '../../../scripts/vite/sandbox'

/** The runner by itself on a page with the site's policy, built as the site is. */
export default defineConfig({
  root: 'tests/browser/site',
  base: './',
  publicDir: false,
  plugins: [sandbox(), pagePolicy()],
  build: { target: 'es2022', modulePreload: { polyfill: false } },
})
