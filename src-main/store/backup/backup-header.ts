// The open beginning of a backup file: what it is, when it was made, and how its passphrase becomes a key.
import { createHash, randomBytes, scryptSync } from 'node:crypto'
import * as v from 'valibot'
import { limits } from '../../../src-preload/contract/limits.ts'
import { KEY_BYTES } from './chunks.ts'

const MAGIC = Buffer.from('FILOBKUP', 'latin1')
const VERSION = 1
const LENGTH_BYTES = 4
const DIGEST_BYTES = 32
const MAX_JSON_BYTES = 4096
/** Before the JSON: magic and the JSON's length. */
export const PREFIX_BYTES = MAGIC.length + LENGTH_BYTES

/** About half a second and 128 MiB on a computer of today. */
export const usualDerivation: Derivation = { cost: 2 ** 17, blockSize: 8, parallel: 1 }
const SALT_BYTES = 16
const CHUNK_BYTES = 1024 * 1024

const within = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most))

const headerSchema = v.strictObject({
  version: v.literal(VERSION),
  /** ms since 1970. */
  createdAt: v.number(),
  cipher: v.literal('aes-256-gcm'),
  chunkBytes: within(1, 16 * CHUNK_BYTES),
  // Bounded, so that a file from elsewhere can not take all memory or time.
  derivation: v.strictObject({
    name: v.literal('scrypt'),
    cost: v.pipe(
      within(2, 2 ** 20),
      v.check((cost) => Number.isInteger(Math.log2(cost)))
    ),
    blockSize: within(1, 16),
    parallel: within(1, 4),
    salt: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/))
  })
})
export type BackupHeader = v.InferOutput<typeof headerSchema>
export type Derivation = Pick<BackupHeader['derivation'], 'cost' | 'blockSize' | 'parallel'>

export function makeHeader(
  createdAt: number,
  derivation: Derivation,
  chunkBytes = CHUNK_BYTES
): BackupHeader {
  const salt = randomBytes(SALT_BYTES).toString('hex')
  return {
    version: VERSION,
    createdAt,
    cipher: 'aes-256-gcm',
    chunkBytes,
    derivation: { name: 'scrypt', ...derivation, salt }
  }
}

/** The bytes of a header: magic, length, JSON, and a digest that knows bad bytes from a wrong passphrase. */
export function headerBytes(header: BackupHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header), 'utf8')
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(json.length)
  const open = Buffer.concat([MAGIC, length, json])
  return Buffer.concat([open, digestOf(open)])
}

/** How many bytes the header has in all, from its first ones; null where this is no backup. */
export function headerLength(prefix: Buffer): number | null {
  if (prefix.length < PREFIX_BYTES || !prefix.subarray(0, MAGIC.length).equals(MAGIC)) return null
  const length = prefix.readUInt32BE(MAGIC.length)
  return length > MAX_JSON_BYTES ? null : PREFIX_BYTES + length + DIGEST_BYTES
}

/** Reads a whole header. */
export function parseHeader(bytes: Buffer): BackupHeader | 'damaged' | 'too-new' {
  const open = bytes.subarray(0, bytes.length - DIGEST_BYTES)
  if (!digestOf(open).equals(bytes.subarray(open.length))) return 'damaged'
  const json = parseJson(open.toString('utf8', PREFIX_BYTES))
  const parsed = v.safeParse(headerSchema, json)
  if (parsed.success) return parsed.output
  const version = v.safeParse(v.object({ version: v.number() }), json)
  return version.success && version.output.version > VERSION ? 'too-new' : 'damaged'
}

/** Takes about half a second, on purpose. */
export function deriveKey(passphrase: string, { derivation }: BackupHeader): Buffer {
  const { cost, blockSize, parallel, salt } = derivation
  const letters = passphrase.normalize('NFKC').slice(0, limits.backupPassphrase * 4)
  return scryptSync(letters, Buffer.from(salt, 'hex'), KEY_BYTES, {
    N: cost,
    r: blockSize,
    p: parallel,
    maxmem: 128 * cost * blockSize * 2 + 1024 * 1024
  })
}

/** Null where it is none: a file from elsewhere may hold anything. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function digestOf(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}
