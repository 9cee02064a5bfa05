// Cuts a page's script into the pieces that matter here: texts, numbers, names with what follows them, brackets.
/*
 * No parser of JavaScript: pages are of any age, minified, or HTML around scripts. What can't be cut is
 * skipped, and the work is bounded by the source's length, whatever stands in it: what is opened and never closed
 * is searched to the end a few times only.
 */

export interface Token {
  kind: 'text' | 'number' | 'word' | 'sign'
  value: string
}

/** Work in parts: each step takes about a millisecond, what it returns is the outcome. */
export type Steps<Outcome> = Generator<undefined, Outcome>

const MOST_TOKENS = 400_000
/** Characters that one step looks at. */
const STEP = 16_000
/** How far a pattern's end may be, and any end once enough was searched in vain. */
const PATTERN_FAR = 2_000
const LITTLE = 200

const PLAIN = /[\p{L}_$][\p{L}\p{N}_$]*|\d[\w.]*|=>|\.\.\.|\?\.|\S/uy
const SPACE = /\s+/y
const FLAGS = /[a-z]*/y
/** After these a slash begins a pattern, since no division can stand there. */
const BEFORE_PATTERN = new Set('(,=:[!&|?{};')

/** The pieces of a source, without comments and patterns; of a page only those of its scripts. */
export function* tokensOf(source: string): Steps<Token[]> {
  const tokens: Token[] = []
  const cutter = new Cutter(scriptsOf(source))
  let last: Token | null = null
  while (tokens.length < MOST_TOKENS && !cutter.isDone) {
    const token = cutter.next(last)
    if (token) tokens.push((last = token))
    if (cutter.isTired()) yield
  }
  return tokens
}

class Cutter {
  readonly #source: string
  #at = 0
  /** Characters looked at since the last rest, and those that may still be searched in vain. */
  #work = 0
  #spare: number
  #endsComments = true

  constructor(source: string) {
    this.#source = source
    this.#spare = source.length * 4
  }

  get isDone(): boolean {
    return this.#at >= this.#source.length
  }

  isTired(): boolean {
    if (this.#work < STEP) return false
    this.#work = 0
    return true
  }

  /** The next piece; null where it is none that matters. */
  next(last: Token | null): Token | null {
    const from = this.#at
    const first = this.#source.charAt(from)
    const end = this.#endOfSkipped(first, last) ?? this.#endOfText(first)
    const isText = end !== null && (first === '"' || first === "'" || first === '`')
    this.#at = end ?? this.#match(PLAIN)
    this.#work += this.#at - from
    if (end !== null && !isText) return null
    const piece = this.#source.slice(from, this.#at)
    return isText ? { kind: 'text', value: unquoted(piece.slice(1, -1)) } : tokenOf(piece)
  }

  /** Where white space, a comment or a pattern that begins here ends; null: none does. */
  #endOfSkipped(first: string, last: Token | null): number | null {
    if (/\s/.test(first)) return this.#match(SPACE)
    if (first !== '/') return null
    const second = this.#source.charAt(this.#at + 1)
    if (second === '/') return this.#after('\n') ?? this.#source.length
    if (second === '*' && this.#endsComments) {
      const end = this.#after('*/')
      this.#endsComments = end !== null
      if (end !== null) return end
    }
    const isPattern = last?.kind === 'sign' ? BEFORE_PATTERN.has(last.value) : isReturn(last)
    return isPattern ? this.#endOfPattern() : null
  }

  #after(mark: string): number | null {
    const at = this.#source.indexOf(mark, this.#at + 2)
    return at < 0 ? null : at + mark.length
  }

  #endOfPattern(): number | null {
    let isInSet = false
    const end = this.#search(PATTERN_FAR, (char) => {
      if (char === '[') isInSet = true
      else if (char === ']') isInSet = false
      return char === '\n' ? 'none' : char === '/' && !isInSet ? 'end' : 'on'
    })
    if (end === null) return null
    FLAGS.lastIndex = end
    return end + (FLAGS.exec(this.#source)?.[0].length ?? 0)
  }

  #endOfText(quote: string): number | null {
    if (quote !== '"' && quote !== "'" && quote !== '`') return null
    return this.#search(Infinity, (char) => {
      if (char === quote) return 'end'
      return char === '\n' && quote !== '`' ? 'none' : 'on'
    })
  }

  #search(far: number, judge: (char: string) => 'end' | 'none' | 'on'): number | null {
    const source = this.#source
    const from = this.#at + 1
    const until = Math.min(source.length, from + (this.#spare > 0 ? far : LITTLE))
    let at = from
    for (; at < until; at++) {
      const char = source.charAt(at)
      if (char === '\\') {
        at += 1
        continue
      }
      const verdict = judge(char)
      if (verdict === 'end') return at + 1
      if (verdict === 'none') break
    }
    this.#spare -= at - from
    this.#work += at - from
    return null
  }

  #match(pattern: RegExp): number {
    pattern.lastIndex = this.#at
    return this.#at + Math.max(1, pattern.exec(this.#source)?.[0].length ?? 1)
  }
}

function isReturn(last: Token | null): boolean {
  return last?.kind === 'word' && last.value === 'return'
}

function scriptsOf(source: string): string {
  if (!/^\s*</.test(source)) return source
  const scripts: string[] = []
  const opening = /<script[^>]{0,2000}>/gi
  const closing = /<\/script/gi
  for (let found = opening.exec(source); found; found = opening.exec(source)) {
    closing.lastIndex = opening.lastIndex
    const end = closing.exec(source)?.index ?? source.length
    scripts.push(source.slice(opening.lastIndex, end))
    opening.lastIndex = end
  }
  return scripts.join('\n;')
}

function tokenOf(piece: string): Token {
  if (/^\d/.test(piece)) return { kind: 'number', value: piece }
  return { kind: /^[\p{L}_$]/u.test(piece) ? 'word' : 'sign', value: piece }
}

function unquoted(text: string): string {
  if (!text.includes('\\')) return text
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
