// Finds the parts of a message among the values of an event: its text, author, time, id and room.
import {
  isAddress,
  isOpaque,
  isTimeNumber,
  isWrittenTime,
  languageOf,
  mayBeName,
  wordsOf
} from './clues.ts'
import type { Leaf } from './leaves.ts'

/** A place over several events: what stood there each time. */
export interface Spot {
  path: string
  keys: readonly string[]
  within: string
  values: readonly Leaf['value'][]
}

/** Names of events and who else is known, beyond the values themselves. */
export interface Around {
  /** How much the event's name speaks of talking, -1 to 1. */
  chatty: number
  myName: string | null
  /** Values that were used as a room's name or id. */
  rooms: ReadonlySet<string>
}

export interface Scored {
  spot: Spot
  score: number
}

const TEXT_WORDS: Record<string, number> = {
  ...{ text: 10, message: 9, msg: 9, content: 9, body: 8, mes: 7, output: 7, conversation: 6 },
  ...{ comment: 6, caption: 5, say: 5, words: 5, line: 4, data: 3, payload: 3, value: 2 },
  ...{ texto: 10, mensagem: 9, mensaje: 9, nachricht: 9, testo: 10, messaggio: 9, contenuto: 8 }
}
const NAME_WORDS: Record<string, number> = {
  ...{ username: 10, nickname: 10, nick: 10, displayname: 11, author: 10, handle: 9, sender: 9 },
  ...{ from: 8, user: 8, pushname: 10, pushName: 10, name: 6, owner: 7, by: 6, who: 6, speaker: 8 },
  ...{ peer: 4, firstname: 5, source: 4, email: 3, login: 6, alias: 6, notify: 3, person: 6 },
  ...{ autor: 10, usuario: 8, utente: 8, nome: 6, mittente: 9, player: 7, member: 5, client: 4 }
}
const PEOPLE = new Set([
  ...['user', 'sender', 'from', 'owner', 'author', 'profile', 'contact', 'originator', 'by'],
  ...['created', 'person', 'member', 'peer', 'player', 'account']
])
const PLACES = new Set([
  ...[
    'room',
    'channel',
    'chan',
    'chat',
    'group',
    'to',
    'recipient',
    'receiver',
    'target',
    'thread'
  ],
  ...['conversation', 'server', 'team', 'space', 'lobby', 'stanza', 'canale', 'raum', 'sala']
])
/** What lies below these is about another message, or about none. */
const ASIDE_ABOVE = new Set([
  ...['quoted', 'quote', 'reply', 'replied', 'last', 'latest', 'parent', 'previous', 'preview'],
  ...['meta', 'metadata', 'attachment', 'attachments', 'embed']
])
const ASIDE = new Set([
  ...['excerpt', 'avatar', 'pic', 'picture', 'image', 'img', 'tag', 'color', 'colour', 'meta'],
  ...[
    'metadata',
    'status',
    'profile',
    'role',
    'currency',
    'class',
    'mode',
    'error',
    'badge',
    'badges'
  ],
  ...['preview', 'quote', 'quoted', 'previous', 'version', 'locale', 'lang', 'language']
])
const TIME_WORDS = new Set([
  ...['time', 'timestamp', 'at', 'date', 'created', 'posted', 'sent', 'ts', 'stamp', 'when', 'on'],
  ...['timestamp', 'datetime', 'createdat', 'hora', 'ora', 'data', 't']
])
const ROOM_WORDS: Record<string, number> = {
  ...{
    room: 6,
    channel: 6,
    chan: 6,
    chat: 6,
    group: 6,
    conversation: 6,
    stanza: 6,
    canale: 6,
    raum: 6,
    sala: 6
  },
  ...{ thread: 5, lobby: 5, space: 4, card: 4, topic: 4, game: 4, session: 3, party: 3, match: 3 },
  ...{ to: 3, recipient: 3, target: 2, jid: 2 }
}

/** The best place of the text; null where nothing reads like one. */
export function findText(spots: readonly Spot[], around: Around): Scored | null {
  return best(spots, (spot) => scoreText(spot, spots, around))
}

function scoreText(spot: Spot, spots: readonly Spot[], around: Around): number {
  const texts = spot.values.filter((value) => typeof value === 'string')
  if (texts.length < spot.values.length || texts.length === 0) return 0
  const language = mean(texts.map(languageOf))
  if (language === 0) return 0
  const named = weightOf(spot.keys.at(-1), TEXT_WORDS)
  const isTalk = reads(texts)
  // A key that nobody foresaw, but different sentences each time.
  const unforeseen = named === 0 && isTalk && language >= 0.6 && spot.keys.length > 0 ? 5 : 0
  const score = (named + unforeseen + positional(spot, spots, around)) * (0.4 + language)
  const varies = texts.length > 1 && new Set(texts).size > texts.length / 2 ? 3 : 0
  return score + varies - spot.keys.length * 0.3 - aside(spot) - (isPersonal(spot) ? 8 : 0)
}

// Plain arguments have no names: two texts are who and what, one alone is what if the event speaks of talking.
function positional(spot: Spot, spots: readonly Spot[], { chatty }: Around): number {
  if (spot.keys.length > 0) return 0
  const plain = spots.filter(({ keys, values }) => {
    return keys.length === 0 && values.every((value) => typeof value === 'string')
  })
  if (plain.length === 1) return chatty > 0 ? 7 : reads(spot.values) ? 5 : 1
  const place = plain.indexOf(spot)
  const isTimeOrId = spot.values.every((value) => isTimeLike(value) || isOpaque(String(value)))
  if (isTimeOrId) return 0
  return place === 1 ? 7 : 2
}

/** The author's name, or where there is none the author's id. */
export function findAuthor(
  spots: readonly Spot[],
  text: Spot,
  around: Around
): { name: Scored | null; id: Scored | null } {
  const others = spots.filter((spot) => spot !== text)
  return {
    name: best(others, (spot) => scoreName(spot, text, around)),
    id: best(others, (spot) => scorePersonId(spot, text))
  }
}

function scoreName(spot: Spot, text: Spot, { myName }: Around): number {
  const texts = spot.values.filter((value) => typeof value === 'string')
  if (texts.length < spot.values.length || !texts.every(mayBeName)) return 0
  if (isOfPlace(spot) || aside(spot) > 0) return 0
  const plain = spot.keys.length === 0 && text.keys.length === 0 ? 7 : 0
  const mine = myName !== null && texts.includes(myName) ? 4 : 0
  const named = weightOf(spot.keys.at(-1), NAME_WORDS) || (areAFew(texts) ? 4 : 0)
  if (named + plain + mine === 0) return 0
  const near = nearness(spot, text)
  return named + plain + mine + near + (isPersonal(spot) ? 4 : 0) - spot.keys.length * 0.3
}

function scorePersonId(spot: Spot, text: Spot): number {
  const isId = spot.values.every((value) => typeof value !== 'boolean' && !isTimeLike(value))
  const words = spot.keys.flatMap(wordsOf)
  const last = wordsOf(spot.keys.at(-1) ?? '')
  if (!isId || isOfPlace(spot) || aside(spot) > 0 || words.length === 0) return 0
  const isOfPerson = words.some((word) => PEOPLE.has(word.replace(/(?<=.)(uid|id)$/, '')))
  const endsInId = last.some((word) => /^_?id$|id$/.test(word))
  const isDirect = ['from', 'sender', 'user', 'owner', 'author', 'by'].includes(last.join(''))
  if (!isOfPerson || !(endsInId || isDirect)) return 0
  return 6 + nearness(spot, text) - spot.keys.length * 0.3
}

/** When it was written. */
export function findTime(spots: readonly Spot[], text: Spot): Scored | null {
  return best(spots, (spot) => {
    if (spot === text || !spot.values.every(isTimeLike) || aside(spot) > 0) return 0
    const words = wordsOf(spot.keys.at(-1) ?? '')
    const named = words.some((word) => TIME_WORDS.has(word)) ? 6 : 1
    const changed = words.some((word) => /^(updated|edited|modified|expires|read)$/.test(word))
    return named + nearness(spot, text) - (changed ? 5 : 0)
  })
}

/** The message's id: beside the text, different each time. */
export function findId(spots: readonly Spot[], text: Spot): Scored | null {
  return best(spots, (spot) => {
    const words = wordsOf(spot.keys.at(-1) ?? '')
    const isNamed = /^(id|_?id|guid|uuid|mid|fingerprint|message ?id|msg ?id|key)$/.test(
      words.join(' ')
    )
    if (!isNamed || isPersonal(spot) || isOfPlace(spot) || aside(spot) > 0) return 0
    if (spot.values.some((value) => typeof value === 'boolean')) return 0
    const isUnique = new Set(spot.values).size === spot.values.length
    return isUnique ? 5 + 2 * nearness(spot, text) - spot.keys.length * 0.2 : 0
  })
}

/** Which conversation it belongs to. */
export function findRoom(spots: readonly Spot[], text: Spot, { rooms }: Around): Scored | null {
  return best(spots, (spot) => {
    if (spot === text || spot.values.some((value) => typeof value === 'boolean')) return 0
    if (isPersonal(spot) || !spot.values.every(mayBeRoom) || spot.values.every(isTimeLike)) return 0
    const known = spot.values.every((value) => rooms.has(String(value))) ? 8 : 0
    const named = roomWeight(spot)
    const leading = isLeadingArgument(spot, text) ? 4 : 0
    if (known + named + leading === 0) return 0
    const hidden = spot.keys.at(-1)?.startsWith('__') ? 3 : 0
    return known + named + leading + nearness(spot, text) - spot.keys.length * 0.2 - hidden
  })
}

function mayBeRoom(value: Leaf['value']): boolean {
  return String(value).split(/\s+/).length <= 4
}

// `room`, `roomId`, `room.id`, `recipient.id`; not `roomType` or `channelName`.
function roomWeight({ keys }: Spot): number {
  const last = wordsOf(keys.at(-1) ?? '')
  const isBareId = /^_?id$/.test(last.join(''))
  const words = isBareId ? wordsOf(keys.at(-2) ?? '') : last
  if (words.some((word) => /^(type|kind|name|title|slug|count|class|stub)$/.test(word))) return 0
  const stems = words.map((word) => word.replace(/(?<=.{3})(id|jid)$/, ''))
  return Math.max(0, ...stems.map((word) => ROOM_WORDS[word] ?? 0))
}

// Servers that broadcast to channels put the channel's name before what they say.
function isLeadingArgument(spot: Spot, text: Spot): boolean {
  return spot.path === 'args[0]' && text.keys.length > 0 && !text.path.startsWith('args[0]')
}

/** Different sentences each time, in what people write. */
export function reads(values: Spot['values']): boolean {
  const texts = values.filter((value) => typeof value === 'string')
  const isLanguage = texts.filter((text) => languageOf(text) > 0.4).length > texts.length * 0.7
  return isLanguage && texts.length > 2 && new Set(texts).size > texts.length * 0.7
}

/** Some of them come again, and not all are the same: as the people of a conversation do. */
function areAFew(texts: readonly string[]): boolean {
  const different = new Set(texts).size
  return texts.length > 3 && different > 1 && different < texts.length
}

function isTimeLike(value: Leaf['value']): boolean {
  if (typeof value === 'number') return isTimeNumber(value)
  return typeof value === 'string' && (isWrittenTime(value) || isTimeText(value))
}

function isTimeText(value: string): boolean {
  return /^\d{10,19}$/.test(value) && isTimeNumber(Number(value))
}

function weightOf(key: string | undefined, table: Readonly<Record<string, number>>): number {
  if (key === undefined) return 0
  const words = wordsOf(key)
  const whole = table[words.join('')]
  return whole ?? Math.max(0, ...words.map((word) => (table[word] ?? 0) * 0.8))
}

/** In the same object counts most, then around it. */
function nearness(spot: Spot, text: Spot): number {
  if (spot.within === text.within) return 2
  if (spot.path.startsWith(text.within) || text.path.startsWith(spot.within)) return 1
  return 0
}

function isPersonal({ keys }: Spot): boolean {
  return keys.slice(0, -1).some((key) => wordsOf(key).some((word) => PEOPLE.has(word)))
}

function isOfPlace({ keys }: Spot): boolean {
  return keys.some((key) => {
    const words = wordsOf(key)
    return words.some((word) => PLACES.has(word.replace(/(?<=.{3})id$/, '')))
  })
}

function aside({ keys, values }: Spot): number {
  const isAside = keys.some((key, depth) => {
    const set = depth < keys.length - 1 ? ASIDE_ABOVE : ASIDE
    return wordsOf(key).some((word) => set.has(word) || ASIDE.has(word))
  })
  const isAddresses = values.every((value) => typeof value === 'string' && isAddress(value))
  return isAside || isAddresses ? 9 : 0
}

function best(spots: readonly Spot[], scoreOf: (spot: Spot) => number): Scored | null {
  let found: Scored | null = null
  for (const spot of spots) {
    const score = scoreOf(spot)
    if (score > 0 && (found === null || score > found.score)) found = { spot, score }
  }
  return found
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length)
}
