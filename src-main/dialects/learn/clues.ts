// What a single value looks like: language, a name, an id, a time, an address; by its shape alone.

/** The same few names are asked for with every event. */
const MOST_CUT = 2_000
const cut = new Map<string, readonly string[]>()

/** The words of a name, however it is written: `fromUser`, `from_user`, `FROM-USER`. */
export function wordsOf(name: string): readonly string[] {
  const known = cut.get(name)
  if (known) return known
  const words = name
    .slice(0, 500)
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '')
  if (cut.size >= MOST_CUT) cut.clear()
  if (name.length <= 100) cut.set(name, words)
  return words
}

/** An id that no person would write: hex, UUID, long digits, telephone numbers with a host. */
export function isOpaque(value: string): boolean {
  return (
    /^[0-9a-f]{16,}$/i.test(value) ||
    /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(value) ||
    /^\d{5,}$/.test(value) ||
    /^\d+@[\w.]+$/.test(value) ||
    (value.length >= 16 && /^[\w-]+$/.test(value) && /\d/.test(value) && /[a-z]/i.test(value))
  )
}

/** An address of the web, a path of files, or data in an address. */
export function isAddress(value: string): boolean {
  return /^(https?:|data:|blob:|wss?:|mailto:)/i.test(value) || /^\/[\w./-]+(\?\S*)?$/.test(value)
}

/** A date or time in writing. */
export function isWrittenTime(value: string): boolean {
  return (
    /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d)?/.test(value) ||
    /^\d{1,2}:\d\d(:\d\d)?( ?[ap]\.?m\.?)?$/i.test(value) ||
    /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? .*\d{4}/i.test(value) ||
    /^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}/.test(value)
  )
}

/** A number that counts time since 1970, in s, ms, µs or ns, between 2001 and 2100. */
export function isTimeNumber(value: number): boolean {
  return [1, 1e3, 1e6, 1e9].some((unit) => value >= 1e9 * unit && value < 4.1e9 * unit)
}

/** How much a text reads like something that a person wrote, 0 to 1. */
export function languageOf(value: string): number {
  const text = value.trim()
  if (text === '' || isOpaque(text) || isAddress(text) || isWrittenTime(text)) return 0
  if (!/\p{L}|\p{Emoji_Presentation}/u.test(text)) return 0.1
  if (/^[A-Z][A-Z0-9_]+$/.test(text) || /^[\w-]+([.:/][\w-]+)+$/.test(text)) return 0.15
  const words = text.split(/\s+/).length
  // Numbers with a letter, as of trains and seats, are no sentence.
  if (words > 1 && !/\p{L}{2}|\p{Lo}|\p{Emoji_Presentation}/u.test(text)) return 0.15
  if (words >= 3) return 1
  if (words === 2 || /[!?…。！？]$/u.test(text)) return 0.8
  return /[^\x20-\x7e]/u.test(text) && text.length > 3 ? 0.8 : 0.45
}

/** How much a text looks like what somebody is called, 0 to 1. */
export function namenessOf(value: string): number {
  const text = value.trim()
  if (!mayBeName(text)) return 0
  if (isCounted(text)) return 0.2
  if (/^[\p{Lu}\p{Lo}][\p{L}'’ .-]*$/u.test(text)) return 1
  if (/^[\p{L}]+$/u.test(text)) return 0.8
  return /^[\p{L}\d._ -]+$/u.test(text) ? 0.6 : 0.4
}

/** How much a value looks like an id, 0 to 1. */
export function idnessOf(value: string | number | boolean): number {
  if (typeof value === 'boolean') return 0
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? 0.5 : 0
  const text = value.trim()
  if (text === '' || text.length > 120 || /\s/.test(text) || /^#[0-9a-f]{3,8}$/i.test(text))
    return 0
  if (isAddress(text) || isWrittenTime(text)) return 0
  if (isOpaque(text)) return 1
  if (isCounted(text) || /^\d+$/.test(text) || /^[#@]\S+$/.test(text)) return 0.8
  return /\d/.test(text) || /[-_:]/.test(text) ? 0.6 : 0.2
}

/** A short stem and a number, as ids are made by counting: `m1`, `a.456`, `room-7`. */
function isCounted(text: string): boolean {
  return /^\p{L}{1,4}[-_.:#]?\d+$/u.test(text)
}

/** Whether a text may be what somebody is called. */
export function mayBeName(value: string): boolean {
  const text = value.trim()
  if (text === '' || text.length > 60 || isAddress(text) || isWrittenTime(text)) return false
  return !isOpaque(text) && /\p{L}/u.test(text) && text.split(/\s+/).length <= 4
}
