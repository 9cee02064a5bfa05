// Values of an event's arguments as the Inspector shows them: in short, as JSON, as hex, and by their path.

/** One step into a value: a key of a map, or a place in a list. */
export type Step = string | number

/** Bytes in one row of hex. */
export const HEX_ROW = 8

export type ValueKind = 'text' | 'number' | 'boolean' | 'null' | 'list' | 'map' | 'bytes'

export function kindOf(value: unknown): ValueKind {
  if (typeof value === 'string') return 'text'
  if (typeof value === 'number' || typeof value === 'bigint') return 'number'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value !== 'object' || value === null) return 'null'
  if (value instanceof Uint8Array || value instanceof ArrayBuffer) return 'bytes'
  return Array.isArray(value) ? 'list' : 'map'
}

/** What is in a list or map, with the steps that lead there. */
export function entriesOf(value: unknown): [Step, unknown][] {
  if (Array.isArray(value)) return value.map((inner, at) => [at, inner as unknown])
  return kindOf(value) === 'map' ? Object.entries(value as object) : []
}

/** Rows of hex with what is legible in them. */
export function hexRows(
  bytes: Uint8Array,
  rows: number
): { at: string; hex: string; text: string }[] {
  const count = Math.min(rows, Math.ceil(bytes.length / HEX_ROW))
  return Array.from({ length: count }, (_, row) => {
    const part = [...bytes.subarray(row * HEX_ROW, (row + 1) * HEX_ROW)]
    return {
      at: (row * HEX_ROW).toString(16).padStart(4, '0'),
      hex: part.map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
      text: part.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '·')).join('')
    }
  })
}

export function asBytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value
  return value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array()
}

/** The steps as an expression: `args[0].user.name`. */
export function expressionOf(root: string, steps: readonly Step[]): string {
  return steps.reduce<string>((path, step) => {
    if (typeof step === 'number') return `${path}[${step}]`
    return /^[A-Za-z_]\w*$/.test(step) && !keywords.has(step)
      ? `${path}.${step}`
      : `${path}[${quoted(step)}]`
  }, root)
}

const keywords = new Set(['in', 'true', 'false', 'null', 'has'])

/** A text as expressions write it. */
export function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, (sign) => `\\${sign}`).replace(/\n/g, '\\n')}'`
}

/** What stands where the steps lead; undefined where they lead nowhere. */
export function valueAt(value: unknown, steps: readonly Step[]): unknown {
  return steps.reduce<unknown>((inner, step) => {
    if (typeof inner !== 'object' || inner === null) return undefined
    return Object.hasOwn(inner, step) ? (inner as Record<Step, unknown>)[step] : undefined
  }, value)
}
