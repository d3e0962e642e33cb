// A static file server for the built site: brotli and gzip, long caching for hashed files, and on request a slow line.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const cache = fileURLToPath(new URL('../.cache/compressed', import.meta.url))
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
}
const compressible = new Set(['.html', '.js', '.css', '.json', '.svg', '.ttf', '.wasm', '.txt', '.md'])

/**
 * Serves a folder.
 * @param {string} root the folder
 * @param {{ port?: number, host?: string, line?: { bitsPerSecond: number, rttMs: number } | null, onBytes?: (bytes: number, url: string) => void }} [options]
 *   `port` 0 takes a free one; `line` shapes all answers together like one slow connection to the visitor;
 *   `onBytes` is told of what goes out, body by body or piece by piece
 * @returns {Promise<{ url: string, port: number, close(): Promise<void> }>}
 */
export async function serve(root, options = {}) {
  const { port = 0, host = '127.0.0.1', line = null, onBytes = () => {} } = options
  const link = line && slowLine(line)
  const server = createServer(async (request, response) => {
    const found = find(root, request.url ?? '/')
    const status = found === null ? 404 : 200
    const file = found ?? { path: '', extension: '.txt' }
    const accepted = String(request.headers['accept-encoding'] ?? '')
    const encoding =
      !compressible.has(file.extension) || found === null
        ? null
        : /\bbr\b/.test(accepted)
          ? 'br'
          : /\bgzip\b/.test(accepted)
            ? 'gzip'
            : null
    const plain = found === null ? Buffer.from('Not found\n') : readFileSync(file.path)
    const body = encoding === null ? plain : await compressed(plain, encoding)
    response.writeHead(status, {
      'content-type': types[file.extension] ?? 'application/octet-stream',
      'content-length': body.length,
      'cache-control': /[\\/]assets[\\/]/.test(file.path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      vary: 'accept-encoding',
      ...(encoding && { 'content-encoding': encoding }),
    })
    if (request.method === 'HEAD') response.end()
    else if (link !== null) await link.send(request.socket, response, body, (bytes) => onBytes(bytes, request.url ?? '/'))
    else {
      onBytes(body.length, request.url ?? '/')
      response.end(body)
    }
  })
  server.keepAliveTimeout = 30_000
  await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    url: `http://${host === '127.0.0.1' ? 'localhost' : host}:${address.port}/`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** Compresses a folder's files ahead of their first request (strong compression takes seconds), small ones first. */
export async function precompress(root) {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && compressible.has(extname(entry.name)))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
  for (const plain of files.sort((a, b) => a.length - b.length)) await compressed(plain, 'br')
}

function find(root, url) {
  let path
  try {
    path = normalize(join(root, decodeURIComponent(url.split('?')[0])))
  } catch {
    return null
  }
  if (path !== root && !path.startsWith(root.endsWith(sep) ? root : root + sep)) return null
  if (existsSync(path) && statSync(path).isDirectory()) path = join(path, 'index.html')
  return existsSync(path) ? { path, extension: extname(path).toLowerCase() } : null
}

/** Compressed bytes, kept on disk by content: the strongest compression takes seconds. */
async function compressed(plain, encoding) {
  const file = join(cache, `${createHash('sha256').update(plain).digest('hex').slice(0, 32)}.${encoding}`)
  if (existsSync(file)) return readFileSync(file)
  const quality = plain.length > 1_500_000 ? 9 : 11
  const body =
    encoding === 'gzip'
      ? await promisify(gzip)(plain, { level: 9 })
      : await promisify(brotliCompress)(plain, {
          params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
        })
  mkdirSync(cache, { recursive: true })
  writeFileSync(file, body)
  return body
}

/** One line for all answers: each waits a round trip (three for a new connection), then shares the bandwidth. */
function slowLine({ bitsPerSecond, rttMs }) {
  const bytesPerMs = bitsPerSecond / 8000
  const known = new WeakSet()
  let free = 0
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  return {
    async send(socket, response, body, onBytes) {
      await wait(known.has(socket) ? rttMs : 3 * rttMs)
      known.add(socket)
      for (let at = 0; at < body.length && !response.destroyed; at += 8192) {
        const chunk = body.subarray(at, at + 8192)
        const now = performance.now()
        free = Math.max(free, now) + chunk.length / bytesPerMs
        if (free - now > 1) await wait(free - now)
        response.write(chunk)
        onBytes(chunk.length)
      }
      response.end()
    },
  }
}
