// What is drawn for a name: its initials and its colour.

const HUES = 8
const known = new Map<string, string>()

/** One or two letters that stand for a name. */
export function initials(name: string): string {
  const kept = known.get(name)
  if (kept !== undefined) return kept
  if (known.size > 500) known.clear()
  const made = makeInitials(name)
  known.set(name, made)
  return made
}

function makeInitials(name: string): string {
  const words = name
    .replace(/^[#@]+/, '')
    .split(/[\s\-_.:/@]+/)
    .filter(Boolean)
  const first = firstLetter(words[0] ?? '')
  const second = words.length > 1 ? firstLetter(words[1] ?? '') : ''
  return (first + second).toLocaleUpperCase() || '?'
}

function firstLetter(word: string): string {
  const letter = /[\p{L}\p{N}]/u.exec(word)?.[0]
  return letter ?? Array.from(word)[0] ?? ''
}

/** Which of the eight author colours a name has, 0 to 7, always the same. */
export function hueOf(name: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  }
  return (hash >>> 0) % HUES
}
