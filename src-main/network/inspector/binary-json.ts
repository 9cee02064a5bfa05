// Event arguments as JSON and back: bytes stand as `{"$binary": base64}`, own keys with a `$` get a second one.

/** A value that JSON can hold. */
export function toJson(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return { $binary: Buffer.from(value).toString('base64') }
  if (value instanceof Uint8Array) {
    return { $binary: Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64') }
  }
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]) => [escaped(key), toJson(inner)])
  return Object.fromEntries(entries)
}

/** The value that was made into this. */
export function fromJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromJson)
  if (typeof value !== 'object' || value === null) return value
  const map = value as Record<string, unknown>
  if (typeof map['$binary'] === 'string')
    return new Uint8Array(Buffer.from(map['$binary'], 'base64'))
  const entries = Object.entries(map).map(([key, inner]) => [
    key.startsWith('$$') ? key.slice(1) : key,
    fromJson(inner)
  ])
  return Object.fromEntries(entries)
}

function escaped(key: string): string {
  return key.startsWith('$') ? `$${key}` : key
}
