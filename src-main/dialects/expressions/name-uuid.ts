// Makes the same UUID from the same text, for servers that want a client-made one: no randomness here.

/** A 32-bit mix of a text; four with different seeds make 128 bits. Not for secrets. */
function mix(text: string, seed: number): number {
  let hash = seed
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x5bd1e995)
    hash ^= hash >>> 15
  }
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** A UUID with the marks of version 4, made of a text. */
export function nameUuid(text: string): string {
  const hex = [0x9e3779b9, 0x85ebca6b, 0x27d4eb2f, 0x165667b1]
    .map((seed) => mix(text, seed).toString(16).padStart(8, '0'))
    .join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}
