// Makes any text safe inside HTML: read back, it is that text and nothing else.

const SPECIAL = /[&<>"'\r\0]/g
const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // A parser would turn it into a line's end, and drop a NUL.
  '\r': '&#13;',
  '\0': '\uFFFD'
}

/** For text and for attributes in quotes. */
export function escaped(text: string): string {
  return text.replace(SPECIAL, (character) => escapes[character] ?? '')
}
