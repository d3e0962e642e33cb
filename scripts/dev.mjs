// npm run dev: the site with every change at once.
import { root } from './ensure.mjs'

const { createServer } = await import('vite')
const server = await createServer({ root })
await server.listen()
server.printUrls()
server.bindCLIShortcuts({ print: true })
