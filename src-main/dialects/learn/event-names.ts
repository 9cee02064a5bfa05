// What the event that sends may be called, given what the one that arrives is called: as known servers name the two.
import { wordsOf } from './clues.ts'
import type { Vocabulary } from './vocabulary.ts'

export interface NameGuess {
  event: string
  /** 0 to 1, not yet a chance: only comparable. */
  weight: number
}

/** Which way a word points: what a server says of what arrives, and what a client says instead. */
const TURNS: Readonly<Record<string, readonly string[]>> = {
  ...{
    receive: ['send'],
    received: ['send'],
    recieve: ['send'],
    recieved: ['send'],
    get: ['send']
  },
  ...{
    incoming: ['outgoing', 'send'],
    out: ['in'],
    output: ['input'],
    new: ['send', 'create', 'add']
  },
  ...{ server: ['client', 'user'], bot: ['user'], response: ['request', 'message'] },
  ...{ reply: ['message', 'question'], created: ['create'], posted: ['post'], broadcast: ['send'] },
  ...{ update: ['send'], nuovo: ['invia'], nuova: ['invia'], nuevo: ['enviar'], nueva: ['enviar'] },
  ...{ nova: ['enviar'], novo: ['enviar'], nouveau: ['envoyer'], neue: ['sende', 'senden'] }
}
/** Words that are only said of what arrives. */
const ARRIVING = new Set([
  ...[
    'receive',
    'received',
    'recieve',
    'recieved',
    'incoming',
    'bot',
    'server',
    'output',
    'created'
  ],
  ...['response', 'reply', 'posted', 'update', 'updated', 'broadcast']
])

/** How many servers the usual guess outweighs, where known servers are few. */
const PRIOR = 3

/** The same words put together in the other usual ways. */
export function restyled(name: string, vocabulary: Vocabulary): string[] {
  const words = splitWords(name, knownWords(vocabulary))
  if (words.length < 2) return []
  const [first = '', ...rest] = words
  const camel = first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  const made = [camel, words.join(' '), words.join('_'), words.join('-'), words.join('')]
  return made.filter((other) => other !== name)
}

/** Names by which the sending event may go, likeliest first, in the style of the one that arrives. */
export function sendingNames(inbound: string, vocabulary: Vocabulary): NameGuess[] {
  const known = knownWords(vocabulary)
  const pairs = vocabulary.pairs.map(({ inbound: from, outbound: to }) => {
    return { from: splitWords(from, known), to: splitWords(to, known) }
  })
  const words = splitWords(inbound, known)
  const style = styleOf(inbound, words)
  const guesses = new Map<string, number>()
  const add = (made: readonly string[], weight: number): void => {
    const event = style(made)
    if (event !== '') guesses.set(event, Math.max(guesses.get(event) ?? 0, weight))
  }
  for (const { made, weight } of [...turned(words), ...asOthers(words, pairs)]) add(made, weight)
  if (!words.includes('send')) add(['send', ...words], 0.2)
  guesses.set(inbound, shareOfSame(words, pairs))
  return [...guesses]
    .map(([event, weight]) => ({ event, weight }))
    .sort((left, right) => right.weight - left.weight)
}

interface SplitPair {
  from: readonly string[]
  to: readonly string[]
}
type Made = { made: readonly string[]; weight: number }

/** How often known servers call both the same, those most that call what arrives so. */
function shareOfSame(words: readonly string[], pairs: readonly SplitPair[]): number {
  const isSame = ({ from, to }: SplitPair): boolean => isOne(from, to)
  const usual = pairs.length === 0 ? 0.4 : pairs.filter(isSame).length / pairs.length
  const alike = pairs.filter(({ from }) => isOne(from, words))
  const share = (alike.filter(isSame).length + PRIOR * usual) / (alike.length + PRIOR)
  return words.some((word) => ARRIVING.has(word)) ? share / 4 : share
}

/** With the words turned round that point towards the person. */
function turned(words: readonly string[]): Made[] {
  return words.flatMap((word, at) =>
    (TURNS[word] ?? []).flatMap((other, rank) => {
      const inPlace = { made: words.with(at, other), weight: 0.4 / (rank + 1) }
      const before = { made: [other, ...words.toSpliced(at, 1)], weight: 0.42 / (rank + 1) }
      return at > 0 ? [inPlace, before] : [inPlace]
    })
  )
}

/** As known servers do to their own names, the more the more of them do. */
function asOthers(words: readonly string[], pairs: readonly SplitPair[]): Made[] {
  const alike = pairs.filter(({ from }) => isOne(from, words))
  const same = alike.map(({ to }) => ({ made: to, weight: 1 / (alike.length + PRIOR) }))
  const changed = pairs.flatMap(({ from, to }) => changeLike(words, from, to) ?? [])
  return [...sum(same), ...sum(changed)]
}

function changeLike(
  words: readonly string[],
  from: readonly string[],
  to: readonly string[]
): Made | null {
  const gone = from.filter((word) => !to.includes(word))
  const [instead, ...more] = to.filter((word) => !from.includes(word))
  const at = words.findIndex((word) => gone.includes(word))
  if (gone.length !== 1 || more.length > 0 || at < 0 || instead === undefined) return null
  return isOne(from, words) ? null : { made: words.with(at, instead), weight: 0.25 }
}

/** Adds up those that make the same. */
function sum(all: readonly Made[]): Made[] {
  const byName = new Map<string, Made>()
  for (const one of all) {
    const key = one.made.join(' ')
    byName.set(key, { made: one.made, weight: (byName.get(key)?.weight ?? 0) + one.weight })
  }
  return [...byName.values()]
}

function isOne(left: readonly string[], right: readonly string[]): boolean {
  return left.join(' ') === right.join(' ')
}

function knownWords({ sends, introductions, pairs }: Vocabulary): ReadonlySet<string> {
  const names = [
    ...sends.map(({ event }) => event),
    ...introductions.map(({ event }) => event),
    ...pairs.flatMap(({ inbound, outbound }) => [inbound, outbound])
  ]
  return new Set([
    ...names.flatMap(wordsOf),
    ...Object.keys(TURNS),
    'send',
    'chat',
    'message',
    'user'
  ])
}

/** The words of a name, also where they are written together: `updatechat`. */
function splitWords(name: string, known: ReadonlySet<string>): string[] {
  return wordsOf(name).flatMap((word) => {
    for (let at = 3; at <= word.length - 3; at++) {
      const [head, tail] = [word.slice(0, at), word.slice(at)]
      if (known.has(head) && known.has(tail) && !known.has(word)) return [head, tail]
    }
    return [word]
  })
}

/** How a name's words are put together. */
function styleOf(name: string, words: readonly string[]): (words: readonly string[]) => string {
  const separator = /[a-z\d]([^a-zA-Z\d]+)[a-zA-Z\d]/i.exec(name)?.[1]
  if (separator !== undefined) {
    const isUpper = name === name.toUpperCase() && name !== name.toLowerCase()
    return (made) => (isUpper ? made.join(separator).toUpperCase() : made.join(separator))
  }
  if (name === name.toUpperCase() && words.length === 1 && /[A-Z]{2}/.test(name)) {
    return (made) => made.join('_').toUpperCase()
  }
  const isTogether = words.length > 1 && name === name.toLowerCase()
  if (isTogether) return (made) => made.join('')
  const isPascal = /^[A-Z][a-z]/.test(name)
  return (made) =>
    made
      .map((word, at) =>
        at === 0 && !isPascal ? word : word.charAt(0).toUpperCase() + word.slice(1)
      )
      .join('')
}
