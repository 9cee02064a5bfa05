// Recognises a person's name in a text.

/** Matches the name as a word of its own, in any case; null for an empty name. */
export function mentionOf(name: string | null): RegExp | null {
  const trimmed = name?.trim() ?? ''
  if (trimmed === '') return null
  const escaped = trimmed.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  return new RegExp(`(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`, 'iu')
}
