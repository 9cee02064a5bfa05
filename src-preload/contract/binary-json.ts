// Event arguments as JSON and back, as recordings hold them: bytes stand as `{"$binary": base64}`, own keys with a `$` get a second one.

/** Characters that are made of bytes at once: more would not fit a call. */
const CHUNK = 8_192

/** A value that JSON can hold. */
export function toJson(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return { $binary: toBase64(new Uint8Array(value)) }
  if (value instanceof Uint8Array) return { $binary: toBase64(value) }
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]) => [
    key.startsWith('$') ? `$${key}` : key,
    toJson(inner)
  ])
  return Object.fromEntries(entries)
}

/** The value that was made into this; what is no base64 stays as it is. */
export function fromJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromJson)
  if (typeof value !== 'object' || value === null) return value
  const map = value as Record<string, unknown>
  const bytes = typeof map['$binary'] === 'string' ? fromBase64(map['$binary']) : null
  if (bytes) return bytes
  const entries = Object.entries(map).map(([key, inner]) => [
    key.startsWith('$$') ? key.slice(1) : key,
    fromJson(inner)
  ])
  return Object.fromEntries(entries)
}

function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  }
  return btoa(text)
}

function fromBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return null // somebody's own text under that name
  }
}
