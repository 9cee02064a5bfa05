// Reads what a server answers to something that was tried: whether it went well, and in which words not.
import { wordsOf } from './clues.ts'
import { isPlain, takeApart } from './leaves.ts'

export interface Answer {
  isGood: boolean
  /** The server's own words where it refused. */
  words: string | null
  /** When it went well, as an expression over `ack`; null where any answer is good. */
  success: string | null
}

const BAD =
  /\b(error|err|fail|failed|failure|invalid|denied|refused|unauthori[sz]ed|forbidden|required|missing|must|wrong|unknown|taken|expired|not|no|errore|obbligatorio|fehler|ungültig|inválido|requerido|erreur)\b/i
const FLAGS = [
  'ok',
  'success',
  'succeeded',
  'isSuccess',
  'accepted',
  'status',
  'code',
  'statusCode'
]

/** What an acknowledgement's arguments say. */
export function readAnswer(args: readonly unknown[]): Answer {
  const [first, ...rest] = args
  if (args.length === 0) return good(null)
  if (first === null && rest.length > 0) return good('ack[0] == null')
  if (typeof first === 'string') return readText(first)
  // A lone yes or no says little: some servers answer `true` for what they refuse.
  if (typeof first === 'boolean') return good(null)
  return isPlain(first) ? readObject(first) : good(null)
}

function readText(text: string): Answer {
  if (/^(ok|okay|success|done|sent|delivered|received|got it)\b/i.test(text)) return good(null)
  return BAD.test(text) ? bad(text) : good(null)
}

function readObject(object: Record<string, unknown>): Answer {
  const words = complaintIn(object)
  for (const flag of FLAGS) {
    const value = object[flag]
    if (typeof value === 'boolean') {
      return value ? good(`ack[0].${flag} == true`) : bad(words ?? textIn(object))
    }
    if (typeof value === 'number' && value >= 100 && value < 600) {
      return value < 400 ? good(`ack[0].${flag} < 400`) : bad(words ?? textIn(object))
    }
    if (typeof value === 'string' && BAD.test(value)) return bad(words ?? textIn(object) ?? value)
    if (typeof value === 'string' && /^(ok|success)$/i.test(value)) {
      return good(`ack[0].${flag} == ${JSON.stringify(value)}`)
    }
  }
  return words === null ? good(null) : bad(words)
}

/** What an object says below a key that speaks of errors. */
function complaintIn(object: Record<string, unknown>): string | null {
  for (const key of ['error', 'err', 'errors', 'errore', 'fehler', 'erreur']) {
    const value = object[key]
    if (value === undefined || value === null || value === false || value === '') continue
    return typeof value === 'string' ? value : (textIn(value) ?? key)
  }
  return null
}

function textIn(value: unknown): string | null {
  const leaf = takeApart([value]).leaves.find(
    ({ value: text }) => typeof text === 'string' && /\s/.test(text)
  )
  return leaf ? String(leaf.value) : null
}

const COMPLAINING =
  /^(error|errors|err|fail|failed|failure|exception|denied|refused|rejected|unauthorized|unauthorised|forbidden|errore|fehler|erreur)$/

/** The words of an event that complains; null where it does not. */
export function complaintOf(event: string, args: readonly unknown[]): string | null {
  const isNamed = wordsOf(event).some((word) => COMPLAINING.test(word))
  const said = takeApart(args).leaves.filter(({ value }) => typeof value === 'string')
  const text = said.find(({ value }) => /\s/.test(String(value))) ?? said[0]
  if (isNamed) return text ? String(text.value) : event
  const [first] = args
  const words = isPlain(first) ? complaintIn(first) : null
  return words
}

function good(success: string | null): Answer {
  return { isGood: true, words: null, success }
}

function bad(words: string | null): Answer {
  return { isGood: false, words: words?.slice(0, 300) ?? null, success: null }
}
