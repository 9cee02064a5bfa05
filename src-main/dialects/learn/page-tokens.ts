// Cuts a page's script into the pieces that matter here: texts, numbers, names with what follows them, brackets.
/*
 * No parser of JavaScript: pages are of any age, minified, or HTML around scripts. What can't be cut is
 * skipped, and the work is bounded by the source's length.
 */

export interface Token {
  kind: 'text' | 'number' | 'word' | 'sign'
  value: string
}

const MOST_TOKENS = 200_000
const PIECE = new RegExp(
  [
    String.raw`\/\/[^\n]*|\/\*[\s\S]*?\*\/`,
    // A pattern, which may hold quotes: only where no division can stand.
    String.raw`(?<=[(,=:[!&|?{};]\s{0,3}|\breturn\s{1,3})\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*`,
    String.raw`"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|${'`'}(?:[^${'`'}\\]|\\.)*${'`'}`,
    String.raw`[\p{L}_$][\p{L}\p{N}_$]*|\d[\w.]*|=>|\.\.\.|\?\.|[^\s]`
  ].join('|'),
  'gu'
)

/** The pieces of a source, without comments and patterns; of a page only those of its scripts. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = []
  for (const [piece] of scriptsOf(source).matchAll(PIECE)) {
    if (tokens.length >= MOST_TOKENS) break
    if (piece.length > 1 && piece.startsWith('/')) continue
    tokens.push(tokenOf(piece))
  }
  return tokens
}

function scriptsOf(source: string): string {
  if (!/^\s*</.test(source)) return source
  const scripts = source.matchAll(/<script[^>]*>([\s\S]*?)<\/script/gi)
  return Array.from(scripts, ([, script]) => script ?? '').join('\n;')
}

function tokenOf(piece: string): Token {
  const first = piece.charAt(0)
  if ((first === '"' || first === "'" || first === '`') && piece.length > 1) {
    return { kind: 'text', value: unquoted(piece.slice(1, -1)) }
  }
  if (/^\d/.test(piece)) return { kind: 'number', value: piece }
  return { kind: /^[\p{L}_$]/u.test(piece) ? 'word' : 'sign', value: piece }
}

function unquoted(text: string): string {
  return text
    .replace(/\\u([0-9a-f]{4})/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16))
    )
    .replace(/\\(.)/g, '$1')
}

const OPENING = new Set(['(', '[', '{'])
const CLOSING = new Set([')', ']', '}'])

/** Pieces that are looked through for a closing bracket. */
const FAR = 2_000

/** The parts between commas, from just after an opening bracket to its end; null where it is too far. */
export function partsFrom(tokens: readonly Token[], start: number, far = FAR): Token[][] | null {
  const parts: Token[][] = []
  let part: Token[] = []
  let depth = 0
  for (let at = start; at < tokens.length && at < start + far; at++) {
    const token = tokens[at]
    if (!token) break
    const isSign = token.kind === 'sign'
    if (isSign && CLOSING.has(token.value)) {
      if (depth === 0) return part.length > 0 ? [...parts, part] : parts
      depth -= 1
    } else if (isSign && OPENING.has(token.value)) depth += 1
    if (isSign && token.value === ',' && depth === 0) {
      parts.push(part)
      part = []
    } else part.push(token)
  }
  return null
}
