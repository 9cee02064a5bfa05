// Compiles the files that came with a message: where they are, what they are called, and small ones themselves.
import type { InboundFile, InboundMessage } from '../../../src-preload/contract/inbound.ts'
import { limits } from '../../../src-preload/contract/limits.ts'
import { nameInAddress, plainType, safeFileName, typeByName } from '../../base/file-name.ts'
import { cleanCount, cleanId } from '../clean.ts'
import type { Evaluate, Frame } from '../expressions/frame.ts'
import { asText } from '../expressions/values.ts'
import type { MessageFiles } from '../schema/message-files.ts'
import type { Compiler } from './compiler.ts'
import { readEach } from './each.ts'

type Field = Exclude<keyof MessageFiles, 'each'>
const fieldNames = [
  'id',
  'url',
  'name',
  'type',
  'size',
  'sha256',
  'width',
  'height'
] as const satisfies readonly Field[]

/** Compiles them; null where the dialect knows of none. */
export function compileMessageFiles(
  files: MessageFiles | undefined,
  compiler: Compiler
): ((frame: Frame) => NonNullable<InboundMessage['files']>) | null {
  if (!files) return null
  const each = compiler.maybe('each', files.each)
  const fields = Object.fromEntries(
    fieldNames.map((name) => [name, compiler.maybe(name, files[name])])
  ) as Record<Field, Evaluate | null>
  return (frame) => readEach(each, frame, limits.messageFiles, () => readFile(fields, frame))
}

function readFile(fields: Record<Field, Evaluate | null>, frame: Frame): InboundFile | null {
  const read = (field: Field): unknown => fields[field]?.(frame) ?? null
  const remoteId = cleanId(read('id'))
  const found = read('url')
  const held = found instanceof Uint8Array ? { bytes: found, type: null } : readDataUrl(found)
  const url = held ? null : addressOf(found)
  if (remoteId === null && url === null && !held) return null
  const heldBytes = held?.bytes.byteLength ?? 1
  if (heldBytes === 0 || heldBytes > limits.inlineFileBytes) return null
  const told = asText(read('name')) ?? (url === null ? null : nameInAddress(url))
  const name = told === null ? null : safeFileName(told)
  const byName = name === null ? null : typeByName(name)
  const type = whole(asText(read('type')), byName) ?? held?.type ?? byName
  const sha256 = asText(read('sha256'))?.toLowerCase() ?? ''
  return {
    remoteId,
    url,
    name,
    mediaType: type === null ? null : plainType(type),
    size: held ? held.bytes.byteLength : positive(cleanCount(read('size')), 0),
    sha256: /^[0-9a-f]{64}$/.test(sha256) ? sha256 : null,
    width: positive(cleanCount(read('width')), 1),
    height: positive(cleanCount(read('height')), 1),
    ...(held ? { base64: Buffer.from(held.bytes).toString('base64') } : {})
  }
}

/** `image/*` is some image: which one, its name may say, and its bytes do once they are here. */
function whole(told: string | null, byName: string | null): string | null {
  if (told !== 'image/*') return told
  return byName?.startsWith('image/') === true ? byName : 'image/png'
}

function positive(count: number | null, least: number): number | null {
  return count !== null && count >= least ? count : null
}

function addressOf(value: unknown): string | null {
  const text = asText(value)?.trim() ?? ''
  if (text === '' || text.length > limits.fileAddress) return null
  // Only what is fetched over HTTP, from the server or from elsewhere.
  return /^[a-z][a-z0-9+.-]*:/i.test(text) && !/^https?:\/\//i.test(text) ? null : text
}

function readDataUrl(value: unknown): { bytes: Uint8Array; type: string | null } | null {
  if (typeof value !== 'string' || !value.startsWith('data:')) return null
  const comma = value.indexOf(',')
  if (comma < 0 || comma > 200 || value.length > limits.inlineFileBytes * 1.5) return null
  const head = value.slice(5, comma)
  const isBase64 = /;base64$/i.test(head)
  const body = value.slice(comma + 1)
  const bytes = isBase64 ? Buffer.from(body, 'base64') : textBytes(body)
  return bytes && { bytes, type: head.split(';', 1)[0] || null }
}

function textBytes(body: string): Uint8Array | null {
  try {
    return Buffer.from(decodeURIComponent(body), 'utf8')
  } catch {
    return null // not percent-encoded: no data URL
  }
}
