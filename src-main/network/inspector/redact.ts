// Takes secrets out of what is recorded: what the person logged in with, what is named like one, what looks like one.
import type { Redaction } from '../../../src-preload/contract/inspector.ts'

/** What stands where something was left out. */
const REDACTED = '[left out]'
/** Shorter secrets would be found inside of everything. */
const SHORTEST = 4
const secretWords =
  /(^|_)(token|secret|password|passwd|passphrase|passcode|pwd|pass|pin|otp|auth|authorization|authentication|credential|credentials|cookie|cookies|jwt|bearer|csrf|xsrf|apikey|sid|session|sessionid)(_|$)/
const nameOfKey =
  /(^|_)((api|access|private|secret|session|auth|login|signing)_?key|session_?id)(_|$)/
const looksSecret = /^(bearer|basic)\s+\S{8,}$|^eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*$/i

export interface Redactor {
  /** A copy without secrets; keys and texts are kept in shape. */
  clean(value: unknown, path: string): unknown
  readonly found: readonly Redaction[]
}

/** Opens a redactor that knows the values that the person logs in with. */
export function openRedactor(secrets: readonly string[]): Redactor {
  const known = secrets.filter((secret) => secret.length >= SHORTEST)
  const found: Redaction[] = []
  const note = (path: string, reason: Redaction['reason']): string => {
    found.push({ path, reason })
    return REDACTED
  }
  const cleanText = (text: string, path: string): string => {
    if (looksSecret.test(text.trim())) return note(path, 'looks')
    const held = known.filter((secret) => text.includes(secret))
    if (held.length === 0) return text
    note(path, 'login')
    return held.reduce((left, secret) => left.replaceAll(secret, REDACTED), text)
  }
  const cleanEntry = (key: string, value: unknown, path: string): unknown =>
    isSecretName(key) ? hidden(value, path, note) : clean(value, path)
  const clean = (value: unknown, path: string): unknown => {
    if (typeof value === 'string') return cleanText(value, path)
    if (Array.isArray(value)) return value.map((inner, at) => clean(inner, `${path}.${at}`))
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
    if (value instanceof ArrayBuffer) return value
    const entries = Object.entries(value).map(([key, inner]) => [
      key,
      cleanEntry(key, inner, `${path}.${key}`)
    ])
    return Object.fromEntries(entries)
  }
  return { clean, found }
}

/** Whether a key is named like something that is nobody else's business. */
export function isSecretName(key: string): boolean {
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[\W_]+/g, '_')
    .toLowerCase()
  return secretWords.test(words) || nameOfKey.test(words)
}

// Yes, no and nothing are no secrets; everything below the name goes, whatever it is called.
function hidden(
  value: unknown,
  path: string,
  note: (path: string, reason: Redaction['reason']) => string
): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map((inner, at) => hidden(inner, `${path}.${at}`, note))
  if (typeof value === 'object' && !ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer)) {
    const entries = Object.entries(value).map(([key, inner]) => [
      key,
      hidden(inner, `${path}.${key}`, note)
    ])
    return Object.fromEntries(entries)
  }
  return note(path, 'key')
}
