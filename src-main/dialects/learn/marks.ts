// Reads events that are about people coming and going, and about messages that changed or went.
import { isOpaque, wordsOf } from './clues.ts'
import { findText, type Around } from './parts.ts'
import type { Spot } from './spots.ts'
import { isAside, namesMessageId, nameWeight } from './words.ts'

export type MarkReading = { confidence: number } & (
  | { is: 'presence'; change: 'joined' | 'left'; name: string | null; id: string | null }
  | { is: 'edit'; id: string; text: string }
  | { is: 'delete'; id: string }
)

const COMING =
  /^(join|joined|joining|joins|connected|entered|enters|came|online|entrato|entra|beigetreten|entró|rejoint|addition)$/
const GOING =
  /^(left|leave|leaves|leaving|quit|exit|exited|disconnected|gone|offline|uscito|esce|verlassen|salió|parti)$/
const CHANGING =
  /^(edit|edited|update|updated|patched|changed|modified|modificato|geändert|editado)$/
const ENDING =
  /^(delete|deleted|remove|removed|revoked|revoke|destroyed|unsent|eliminato|gelöscht)$/

/** What the event marks, by its words and by what it names; null where it marks nothing. */
export function readMark(
  words: readonly string[],
  spots: readonly Spot[],
  around: Around
): MarkReading | null {
  const says = (pattern: RegExp): boolean => words.some((word) => pattern.test(word))
  if (says(ENDING)) return readDelete(spots, around)
  if (says(CHANGING)) return readEdit(spots, around, says(/^edit/))
  if (says(COMING)) return readPresence('joined', spots)
  return says(GOING) ? readPresence('left', spots) : null
}

function readDelete(spots: readonly Spot[], around: Around): MarkReading | null {
  const id = idOf(spots, around)
  return id ? { is: 'delete', id: id.spot.path, confidence: id.confidence } : null
}

function readEdit(spots: readonly Spot[], around: Around, isCertain: boolean): MarkReading | null {
  const id = idOf(spots, around)
  const text = findText(spots, around)
  if (!id || !text || text.score < 3 || text.spot === id.spot) return null
  // An update of what never came is how it comes first.
  if (!isCertain && id.confidence < 0.8) return null
  return { is: 'edit', id: id.spot.path, text: text.spot.path, confidence: id.confidence }
}

/** The id of a message that came before; else what is called one. */
function idOf(spots: readonly Spot[], { ids }: Around): { spot: Spot; confidence: number } | null {
  const met = spots.find(({ values }) => values.some((value) => ids.has(String(value))))
  if (met) return { spot: met, confidence: 0.8 }
  const named = spots.filter(({ keys }) => namesMessageId(keys.at(-1)) && !isAside(keys))
  const [best] = named.sort((left, right) => left.keys.length - right.keys.length)
  return best ? { spot: best, confidence: 0.55 } : null
}

function readPresence(change: 'joined' | 'left', spots: readonly Spot[]): MarkReading | null {
  const texts = spots.filter(({ traits, keys }) => traits.isText && !isAside(keys))
  const named = texts
    .filter(({ keys, traits }) => nameWeight(keys.at(-1)) > 0 && traits.nameness > 0.4)
    .sort((left, right) => nameWeight(right.keys.at(-1)) - nameWeight(left.keys.at(-1)))
  const alone = spots.length === 1 && spots[0]?.keys.length === 0 ? spots[0] : null
  const isId = alone !== null && alone.values.every(isIdLike)
  const name = named[0] ?? (alone && !isId && alone.traits.nameness > 0.4 ? alone : null)
  const id = isId ? alone : (spots.find((spot) => spot !== name && isPersonId(spot)) ?? null)
  if (!name && !id) return null
  const [namePath, idPath] = [name?.path ?? null, id?.path ?? null]
  return { is: 'presence', change, name: namePath, id: idPath, confidence: 0.65 }
}

function isIdLike(value: unknown): boolean {
  return (
    typeof value === 'number' ||
    (typeof value === 'string' && (isOpaque(value) || /\d/.test(value)))
  )
}

function isPersonId({ keys, traits }: Spot): boolean {
  const key = wordsOf(keys.at(-1) ?? '').join('')
  return /^(id|uid|userid|socketid|peerid|memberid)$/.test(key) && traits.idness > 0
}
