// What can be set of the way to a server, in the dialog that adds one and in a server's settings alike.
import { completeAddress } from '../text/address.ts'

export interface Pair {
  key: string
  value: string
  /** The name of a secret that is kept and not shown: left empty, it stays, whatever it is called now. */
  keptAs?: string
}

/** The fields of the Advanced group; an empty text means: find out. */
export interface WayFields {
  namespace: string
  path: string
  /** The page of a client that lives at another address. */
  page: string
  generation: 'auto' | '2' | '3' | '4'
  transports: 'auto' | 'polling' | 'websocket'
  parser: 'auto' | 'default' | 'msgpack'
  auth: Pair[]
  query: Pair[]
  headers: Pair[]
}

/** The fields that are plain choices, without those that were left open. */
export function openFields({ namespace, path, page, generation, transports, parser }: WayFields) {
  const clientPage = completeAddress(page)
  return {
    ...(clientPage ? { page: clientPage } : {}),
    ...(namespace.trim() ? { namespace: namespace.trim() } : {}),
    ...(path.trim() ? { path: path.trim() } : {}),
    generation,
    transports,
    parser
  }
}

export function pairsOf(values: Record<string, string>): Pair[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }))
}

export function valuesOf(pairs: readonly Pair[]): Record<string, string> {
  return Object.fromEntries(filled(pairs).map(({ key, value }) => [key.trim(), value]))
}

/** The same, where a secret that is left as it is goes by the name it was kept under. */
export function changesOf(pairs: readonly Pair[]): Record<string, string | { keptAs: string }> {
  return Object.fromEntries(
    filled(pairs).map(({ key, value, keptAs }) => [
      key.trim(),
      keptAs !== undefined && value === '' ? { keptAs } : value
    ])
  )
}

function filled(pairs: readonly Pair[]): Pair[] {
  return pairs.filter(({ key }) => key.trim() !== '')
}
