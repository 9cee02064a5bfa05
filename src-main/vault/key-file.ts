// The key file's shape: the data key behind one slot or several, never the key beside what protects it.
import * as v from 'valibot'

const hex = (bytes: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`)))
const within = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most))

const keyringSlotSchema = v.strictObject({
  kind: v.literal('keyring'),
  /** Which keyring wrapped it, in Chromium's word: the person may have to bring that one back. */
  backend: v.pipe(v.string(), v.maxLength(40)),
  wrapped: v.pipe(v.string(), v.base64(), v.maxLength(10_000))
})

// Bounded, so that a file from elsewhere can not make us reckon for hours or take all memory.
const scryptSchema = v.strictObject({
  name: v.literal('scrypt'),
  cost: v.pipe(
    within(2 ** 10, 2 ** 20),
    v.check((cost) => Number.isInteger(Math.log2(cost)))
  ),
  blockSize: within(1, 16),
  parallel: within(1, 4),
  salt: hex(16)
})

const passphraseSlotSchema = v.strictObject({
  kind: v.literal('passphrase'),
  derivation: scryptSchema,
  nonce: hex(12),
  sealed: hex(32),
  tag: hex(16)
})

const openSlotSchema = v.strictObject({ kind: v.literal('open'), key: hex(32) })

const lockedKeySchema = v.strictObject({
  /** Proves that what a slot gave is the key. */
  check: hex(32),
  slots: v.pipe(
    v.array(v.variant('kind', [keyringSlotSchema, passphraseSlotSchema, openSlotSchema])),
    v.minLength(1),
    v.maxLength(3)
  )
})

const keyFileSchema = v.strictObject({
  version: v.literal(1),
  /** Null while the database is still plain. */
  current: v.nullable(lockedKeySchema),
  /** While the key is being changed: the database is under one of the two. */
  next: v.nullable(lockedKeySchema),
  /** The person has read that nothing protects the history here. */
  warningSeen: v.boolean()
})

export type Derivation = Pick<v.InferOutput<typeof scryptSchema>, 'cost' | 'blockSize' | 'parallel'>
export type PassphraseSlot = v.InferOutput<typeof passphraseSlotSchema>
export type Slot = v.InferOutput<typeof keyringSlotSchema> | PassphraseSlot | OpenSlot
type OpenSlot = v.InferOutput<typeof openSlotSchema>
export type LockedKey = v.InferOutput<typeof lockedKeySchema>
export type KeyFile = v.InferOutput<typeof keyFileSchema>

/** Reads a key file's text; null where it is damaged, cut short or of a version that is not known here. */
export function parseKeyFile(text: string): KeyFile | null {
  const parsed = v.safeParse(keyFileSchema, parseJson(text))
  return parsed.success ? parsed.output : null
}

/** The text to be written. */
export function formatKeyFile(file: KeyFile): string {
  return `${JSON.stringify(file, null, 2)}\n`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
