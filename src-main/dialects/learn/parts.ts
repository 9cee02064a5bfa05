// Finds the parts of a message among the places of an event: its text, author, time, id and room.
/*
 * Names of keys give a first guess, for the first message must be read already. The more messages
 * there are the more counts what stands there: sentences that differ each time, people who come again,
 * ids that never do, rooms that stay.
 */
import { wordsOf } from './clues.ts'
import { comesAgain, goesWith, isConstant, isUnique, nearness, reads, type Spot } from './spots.ts'
import {
  isAside,
  isOfPlace,
  isPersonal,
  namesMessageId,
  namesPerson,
  nameWeight,
  roomWeight,
  speaksOfTime,
  textWeight
} from './words.ts'

/** Names of events and who else is known, beyond the values themselves. */
export interface Around {
  /** How much the event's name speaks of talking, -1 to 1. */
  chatty: number
  myName: string | null
  /** Values that were used as a room's name or id. */
  rooms: ReadonlySet<string>
  /** Ids of messages that came. */
  ids: ReadonlySet<string>
  /** What people are called who wrote something. */
  people: ReadonlySet<string>
}

export interface Scored {
  spot: Spot
  score: number
}

/** The best place of the text; null where nothing reads like one. */
export function findText(spots: readonly Spot[], around: Around): Scored | null {
  return best(spots, (spot) => scoreText(spot, spots, around))
}

function scoreText(spot: Spot, spots: readonly Spot[], around: Around): number {
  const { isText, language } = spot.traits
  if (!isText || language === 0) return 0
  const named = textWeight(spot.keys.at(-1))
  // A key that nobody foresaw, but different sentences each time.
  const unforeseen = named === 0 && reads(spot) && language >= 0.6 && spot.keys.length > 0 ? 5 : 0
  const score = (named + unforeseen + positional(spot, spots, around)) * (0.4 + language)
  const lasting = spot.keys.length * 0.3 + setAside(spot) + (isPersonal(spot.keys) ? 8 : 0)
  return score + shapeOfText(spot) - lasting
}

function shapeOfText(spot: Spot): number {
  if (isConstant(spot)) return -6
  const { count, distinct } = spot.traits
  return count > 1 && distinct > count / 2 ? 3 : 0
}

// Plain arguments have no names: what reads most like language is the text, else the last of them.
function positional(spot: Spot, spots: readonly Spot[], { chatty }: Around): number {
  if (spot.keys.length > 0) return 0
  const plain = spots.filter(({ keys, traits }) => {
    return keys.length === 0 && traits.isText && !traits.isTime && traits.language > 0
  })
  if (!plain.includes(spot)) return 0
  if (plain.length === 1) return chatty > 0 ? 7 : reads(spot) ? 5 : 1
  const most = Math.max(...plain.map(({ traits }) => traits.language))
  const chosen = plain.filter(({ traits }) => traits.language > most - 0.15).at(-1)
  return spot === chosen ? 7 : 2
}

/** The author's name, or where there is none the author's id. */
export function findAuthor(
  spots: readonly Spot[],
  text: Spot,
  around: Around
): { name: Scored | null; id: Scored | null } {
  const others = spots.filter((spot) => spot !== text && !spot.traits.isTime)
  const isVaried = others.some((spot) => comesAgain(spot) && spot.traits.nameness > 0.4)
  const name = best(others, (spot) => scoreName(spot, text, { around, isVaried }))
  const rest = others.filter((spot) => spot !== name?.spot)
  const id = best(rest, (spot) => scorePersonId(spot, text, name?.spot ?? null))
  // What is only an id is no name: whose it is may be told elsewhere.
  if (name && !id && name.spot.traits.nameness < 0.4) return { name: null, id: name }
  return { name, id }
}

function scoreName(
  spot: Spot,
  text: Spot,
  { around: { myName }, isVaried }: { around: Around; isVaried: boolean }
): number {
  const { isText, nameness } = spot.traits
  if (!isText || nameness === 0 || isOfPlace(spot.keys) || setAside(spot) > 0) return 0
  const plain = spot.keys.length === 0 && text.keys.length === 0 && !isConstant(spot) ? 7 : 0
  const mine = myName !== null && spot.values.includes(myName) ? 4 : 0
  const named = nameWeight(spot.keys.at(-1)) || (comesAgain(spot) ? 4 : 0)
  if (named + plain + mine === 0) return 0
  const people = comesAgain(spot) ? 3 : isVaried && isConstant(spot) ? -6 : 0
  const shape = people + 4 * (nameness - 0.6)
  const near = nearness(spot, text) + (isPersonal(spot.keys) ? 4 : 0) - spot.keys.length * 0.3
  return named + plain + mine + shape + near
}

function scorePersonId(spot: Spot, text: Spot, name: Spot | null): number {
  const { idness } = spot.traits
  if (idness === 0 || isOfPlace(spot.keys) || setAside(spot) > 0 || spot.keys.length === 0) return 0
  if (isConstant(spot) && name && comesAgain(name)) return 0
  const last = wordsOf(spot.keys.at(-1) ?? '')
  const endsInId = last.some((word) => /^_?id$|id$/.test(word))
  const isDirect = /^(from|sender|user|owner|author|by)$/.test(last.join(''))
  const named = namesPerson(spot.keys) && (endsInId || isDirect) ? 6 : 0
  const together = name ? goesWith(spot, name) : comesAgain(spot) && spot.traits.isText
  const shape = together && idness >= 0.5 ? 5 * idness : 0
  if (named + shape === 0) return 0
  return named + shape + nearness(spot, text) - spot.keys.length * 0.3
}

/** When it was written. */
export function findTime(spots: readonly Spot[], text: Spot): Scored | null {
  return best(spots, (spot) => {
    if (spot === text || !spot.traits.isTime || setAside(spot) > 0) return 0
    const key = spot.keys.at(-1)
    const named = speaksOfTime(key) ? 6 : 1
    const words = wordsOf(key ?? '')
    const changed = words.some((word) => /^(updated|edited|modified|expires|read)$/.test(word))
    return named + nearness(spot, text) - (changed ? 5 : 0)
  })
}

/** The message's id: beside the text, different each time. */
export function findId(spots: readonly Spot[], text: Spot): Scored | null {
  return best(spots, (spot) => {
    if (isPersonal(spot.keys) || isOfPlace(spot.keys) || setAside(spot) > 0 || spot === text)
      return 0
    const { idness, count, distinct, isTime } = spot.traits
    if (idness === 0 || distinct < count) return 0
    const named = namesMessageId(spot.keys.at(-1)) ? 5 : 0
    const shape = isUnique(spot) && !isTime && idness >= 0.5 && spot.keys.length > 0 ? 2 : 0
    if (named + shape === 0) return 0
    return named + shape + 2 * nearness(spot, text) - spot.keys.length * 0.2
  })
}

/** Who wrote it, as far as that is found. */
export interface AuthorSpots {
  name: Spot | null
  id: Spot | null
}

/** Which conversation it belongs to. */
export function findRoom(
  spots: readonly Spot[],
  text: Spot,
  { rooms }: Around,
  author: AuthorSpots
): Scored | null {
  const people = spots.some(comesAgain)
  return best(spots, (spot) => {
    if (spot === text || spot === author.name || !mayBeRoom(spot)) return 0
    if (isPair(spot, author)) return 0
    const known = spot.values.every((value) => rooms.has(String(value))) ? 8 : 0
    const named = roomWeight(spot.keys)
    const leading = isLeadingArgument(spot, text) ? 4 : 0
    const shape = people && staysPut(spot, text, author) ? 1 : 0
    if (known + named + leading + shape === 0) return 0
    const hidden = spot.keys.at(-1)?.startsWith('__') ? 3 : 0
    const depth = spot.keys.length * 0.2 + hidden
    return known + named + leading + shape + nearness(spot, text) - depth
  })
}

/** To whom it is said, where that is a person named as the author is: `fromId` and `toId`. */
export function findRecipient(
  spots: readonly Spot[],
  author: AuthorSpots,
  { myName }: Around
): Spot | null {
  return (
    spots.find((spot) => {
      const isMe = myName !== null && spot.values.every((value) => value === myName)
      const isTold = TO.test(wordsOf(spot.keys.at(-1) ?? '').join(' '))
      return isPair(spot, author) || (isMe && isTold)
    }) ?? null
  )
}

const FROM = /\b(from|sender|by|author|source|src|von|da|de)\b ?/
const TO = /\b(to|recipient|receiver|target|dest|destination|an|para|a)\b ?/

function isPair(spot: Spot, { name, id }: AuthorSpots): boolean {
  const key = wordsOf(spot.keys.at(-1) ?? '').join(' ')
  if (!TO.test(key) || spot.values.includes('')) return false
  return [id, name].some((author) => {
    if (!author || author === spot || author.within !== spot.within) return false
    const other = wordsOf(author.keys.at(-1) ?? '').join(' ')
    const whose = (words: string): string => words.replace(/\b(id|uid|name|user|username)\b/g, '')
    return FROM.test(other) && whose(other.replace(FROM, '')) === whose(key.replace(TO, ''))
  })
}

function mayBeRoom({ keys, values, traits }: Spot): boolean {
  if (isPersonal(keys) || traits.isTime || values.some((value) => typeof value === 'boolean')) {
    return false
  }
  return values.every((value) => value !== '' && String(value).split(/\s+/).length <= 4)
}

/** Kinds, states and what clients make for themselves stay too, and are no place. */
const NO_PLACE =
  /^(type|kind|status|state|class|version|count|level|lang|locale|client|tmp|temp|device|socket|instance|session|provider|tier|source)$/

/** While people change it stays, and it looks like an id: where they are. */
function staysPut(spot: Spot, text: Spot, { name, id }: AuthorSpots): boolean {
  const { isText, idness } = spot.traits
  if (!isConstant(spot) || !isText || idness < 0.6 || setAside(spot) > 0) return false
  if (namesPerson(spot.keys)) return false
  if (spot === id || spot.values.some((value) => /^[\d.,]+$/.test(String(value)))) return false
  // Beside the author and not beside the text: that is of the person.
  const isOfAuthor = [name, id].some((one) => one?.within === spot.within)
  if (isOfAuthor && spot.within !== text.within) return false
  return !wordsOf(spot.keys.at(-1) ?? '').some((word) => NO_PLACE.test(word))
}

// Servers that broadcast to channels put the channel's name before what they say.
function isLeadingArgument(spot: Spot, text: Spot): boolean {
  return spot.path === 'args[0]' && text.keys.length > 0 && !text.path.startsWith('args[0]')
}

function setAside({ keys, traits }: Spot): number {
  return isAside(keys) || traits.isAddress ? 9 : 0
}

function best(spots: readonly Spot[], scoreOf: (spot: Spot) => number): Scored | null {
  let found: Scored | null = null
  for (const spot of spots) {
    const score = scoreOf(spot)
    if (score > 0 && (found === null || score > found.score)) found = { spot, score }
  }
  return found
}
