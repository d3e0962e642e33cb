// npm run build
import './ensure.mjs'

const { buildSite } = await import('./site.mjs')
await buildSite()
