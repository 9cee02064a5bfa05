// Serves the window's own files under app://filo, and nothing else, with the strictest policy that draws them.
import { net, protocol } from 'electron'
import { pathToFileURL } from 'node:url'
import { APP_SCHEME } from '../../src-preload/contract/window-bridge.ts'
import { appFile } from './app-file.ts'
import { isLocalFile, serveLocalFile, type AskStore } from './files/local-files.ts'

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
  // Svelte's own templates, fixed when the page was built; the name can be taken only once.
  'trusted-types svelte-trusted-html'
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

/** Answers app://filo/... from `folder`, and files of messages by their tokens; anything else is not found. */
export function serveApp(folder: string, store: AskStore): void {
  protocol.handle(APP_SCHEME, async (request) => {
    if (isLocalFile(request.url) && request.method === 'GET') return serveLocalFile(request, store)
    const file = appFile(request.url, folder)
    if (file === null || request.method !== 'GET') return new Response(null, { status: 404 })
    const found = await net.fetch(pathToFileURL(file).href).catch(() => null)
    if (!found?.ok) return new Response(null, { status: 404 })
    const headers = new Headers(found.headers)
    headers.set('content-security-policy', CONTENT_SECURITY_POLICY)
    headers.set('x-content-type-options', 'nosniff')
    headers.set('cross-origin-opener-policy', 'same-origin')
    return new Response(found.body, { headers })
  })
}
