// Turns the HTML that some servers send as text into plain text; nothing of it is ever drawn as HTML.

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  laquo: '«',
  raquo: '»',
  euro: '€',
  copy: '©'
}
const HIDDEN = /<(script|style)\b[^>]{0,1000}>[^]{0,20000}?<\/\1\s{0,10}>/gi
const BREAK = /<br\b[^<>]{0,200}>|<\/(?:p|div|li|h[1-6]|blockquote|pre|tr)\s{0,10}>/gi
const TAG = /<\/?[a-z!][^<>]{0,2000}>/gi
const ENTITY = /&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi
const ALT = /<img\b[^<>]{0,500}?\balt="([^"<>]{0,200})"[^<>]{0,500}>/gi

/** The plain text of a piece of HTML: tags away, breaks as lines, entities as characters. */
export function htmlText(html: string): string {
  return html
    .replace(HIDDEN, '')
    .replace(ALT, '$1')
    .replace(BREAK, '\n')
    .replace(TAG, '')
    .replace(ENTITY, decodeEntity)
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function decodeEntity(whole: string, name: string): string {
  if (!name.startsWith('#')) return NAMED[name.toLowerCase()] ?? whole
  const isHex = name[1] === 'x' || name[1] === 'X'
  const point = Number.parseInt(name.slice(isHex ? 2 : 1), isHex ? 16 : 10)
  const isValid = point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff)
  return isValid ? String.fromCodePoint(point) : '\uFFFD'
}
