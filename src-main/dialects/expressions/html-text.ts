// Turns the HTML that some servers send as text into plain text; nothing of it is ever drawn as HTML.
/*
 * One walk from tag to tag with no backtracking, since the text is a stranger's: regular expressions
 * over whole tags took seconds on text made for that.
 */

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
/** Tags after which a new line begins. */
const BREAKS: ReadonlySet<string> = new Set(
  'br /p /div /li /h1 /h2 /h3 /h4 /h5 /h6 /blockquote /pre /tr'.split(' ')
)
/** Tags whose content nobody is meant to read. */
const HIDDEN: ReadonlySet<string> = new Set(['script', 'style'])
const NAME = /^\/?[a-z][a-z0-9]{0,20}/i
const ALT = /\salt="([^"]{0,200})"/i
const ENTITY = /&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi
/** Most characters of one tag; a `<` without its `>` so near is text. */
const LONGEST_TAG = 4000

/** The plain text of a piece of HTML: tags away, breaks as lines, entities as characters. */
export function htmlText(html: string): string {
  let made = ''
  let at = 0
  let close = -1
  for (let open = html.indexOf('<'); open >= 0; open = html.indexOf('<', at)) {
    // Looked for once and kept: looking again at each `<` would cost the square of the length.
    if (close < open) close = html.indexOf('>', open)
    if (close < 0) break
    const tag = readTag(html, open, close)
    made += html.slice(at, open) + (tag ? tag.text : '<')
    at = tag ? tag.end : open + 1
  }
  return decode(made + html.slice(at))
}

/** The tag between these: what it is as text, and where it ends; null where it is none. */
function readTag(html: string, open: number, close: number): { text: string; end: number } | null {
  if (close - open > LONGEST_TAG) return null
  const inside = html.slice(open + 1, close)
  const name = NAME.exec(inside)?.[0].toLowerCase()
  const end = close + 1
  if (name === undefined) return inside.startsWith('!') ? { text: '', end } : null
  if (HIDDEN.has(name)) return { text: '', end: endOfHidden(html, name, end) }
  if (name === 'img') return { text: ALT.exec(inside)?.[1] ?? '', end }
  return { text: BREAKS.has(name) ? '\n' : '', end }
}

/** Where a hidden element ends; an unclosed one hides all that follows, as in browsers. */
function endOfHidden(html: string, name: string, from: number): number {
  const close = html.indexOf(`</${name}`, from)
  const end = close < 0 ? -1 : html.indexOf('>', close)
  return end < 0 ? html.length : end + 1
}

function decode(text: string): string {
  return text
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
