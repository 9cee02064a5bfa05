// Which headers go where: what proves the person goes to the server itself only.
import type { Whither } from '../mover-calls.ts'

/** Headers that are about the connection, or ours. */
const own =
  /^(host|connection|content-length|transfer-encoding|upgrade|cookie|expect|te|range|if-range)$/i
/** What may be said to a stranger: signed addresses ask for some of them. */
const harmless =
  /^(content-type|content-disposition|content-md5|cache-control|accept|x-amz-[\w-]+|x-goog-[\w-]+|x-ms-[\w-]+)$/i

/** The headers for one address. */
export function headersFor(url: URL, { origin, headers, cookie }: Whither): Record<string, string> {
  const isServer = url.origin === origin
  const allowed = Object.entries(headers).filter(
    ([name, value]) =>
      /^[\w!#$%&'*+.^`|~-]+$/.test(name) &&
      !own.test(name) &&
      !/[\r\n\0]/.test(value) &&
      (isServer || harmless.test(name))
  )
  return {
    ...Object.fromEntries(allowed),
    ...(isServer && cookie !== '' ? { cookie } : {})
  }
}
