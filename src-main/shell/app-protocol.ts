// Serves the window's own files under app://filo, and nothing else, with the strictest policy that draws them.
import { protocol } from 'electron'
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { Readable } from 'node:stream'
import { APP_SCHEME } from '../../src-preload/contract/window-bridge.ts'
import { appFile } from './app-file.ts'
import { isLocalFile, serveLocalFile, type AskStore } from './files/local-files.ts'
import { notFound, type Served } from './served.ts'

/** No network at all from the page; styles may be set by script but not written as attributes. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'none'",
  // Small pictures are made in one: it has no more ways out than the page.
  "worker-src 'self'",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  // Svelte's own templates, fixed when the page was built, and the one worker; each name can be taken only once.
  'trusted-types svelte-trusted-html filo-worker'
].join('; ')

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: APP_SCHEME,
      privileges: { standard: true, secure: true, codeCache: true, stream: true }
    }
  ])
}

/** What our own files are; anything else is not served. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png'
}

/** Answers app://filo/... from `folder`, and files of messages by their tokens; anything else is not found. */
export function serveApp(folder: string, store: AskStore): void {
  const serve = (request: PageRequest): Promise<Served> => served(request, folder, store)
  // `handle` brings all of fetch into this process when the page asks for its first file: a sixth of the time
  // that a start takes. What it replaced is still there, and marked as old.
  if ('registerStreamProtocol' in protocol) serveAsStreams(serve)
  else serveByFetch(serve)
}

interface PageRequest {
  url: string
  method: string
  range: string | null
}

function serveAsStreams(serve: (request: PageRequest) => Promise<Served>): void {
  protocol.registerStreamProtocol(APP_SCHEME, ({ url, method, headers }, respond) => {
    void serve({ url, method, range: headers['Range'] ?? headers['range'] ?? null }).then(
      ({ statusCode, headers, body }) => {
        const data =
          body instanceof Uint8Array ? Readable.from([body]) : (body ?? Readable.from([]))
        respond({ statusCode, headers, data })
      }
    )
  })
}

function serveByFetch(serve: (request: PageRequest) => Promise<Served>): void {
  protocol.handle(APP_SCHEME, async ({ url, method, headers }) => {
    const answer = await serve({ url, method, range: headers.get('range') })
    const { statusCode: status, headers: told, body } = answer
    // The two kinds of web streams are one kind at run time.
    const data =
      body instanceof Readable
        ? (Readable.toWeb(body) as unknown as ReadableStream)
        : body && new Uint8Array(body)
    return new Response(data, { status, headers: told })
  })
}

async function served(request: PageRequest, folder: string, store: AskStore): Promise<Served> {
  const { url, method, range } = request
  if (method !== 'GET') return notFound()
  if (isLocalFile(url)) return serveLocalFile(url, range, store)
  const file = appFile(url, folder)
  const type = file === null ? undefined : TYPES[extname(file)]
  const body = file !== null && type ? await readFile(file).catch(() => null) : null
  if (!body || !type) return notFound()
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin'
  }
  return { statusCode: 200, headers, body }
}
