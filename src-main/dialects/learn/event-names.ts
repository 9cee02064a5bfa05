// What the event that sends may be called, given what the one that arrives is called: as known servers name the two.
import { wordsOf } from './clues.ts'
import type { Pair, Vocabulary } from './vocabulary.ts'

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

/** Names by which the sending event may go, likeliest first, in the style of the one that arrives. */
export function sendingNames(inbound: string, vocabulary: Vocabulary): NameGuess[] {
  const known = knownWords(vocabulary)
  const words = splitWords(inbound, known)
  const style = styleOf(inbound, words)
  const guesses = new Map<string, number>()
  const add = (made: readonly string[], weight: number): void => {
    const event = style(made)
    if (event !== '') guesses.set(event, Math.max(guesses.get(event) ?? 0, weight))
  }
  const same = shareOfSame(vocabulary.pairs)
  guesses.set(inbound, words.some((word) => ARRIVING.has(word)) ? same / 4 : same)
  for (const [at, word] of words.entries()) {
    for (const [rank, turned] of (TURNS[word] ?? []).entries()) {
      add(words.with(at, turned), 0.5 / (rank + 1))
      if (at > 0) add([turned, ...words.toSpliced(at, 1)], 0.55 / (rank + 1))
    }
  }
  for (const { inbound: from, outbound: to } of vocabulary.pairs) {
    const made = alike(words, splitWords(from, known), splitWords(to, known))
    if (made) add(made.words, made.weight)
  }
  if (!words.includes('send')) add(['send', ...words], 0.2)
  return [...guesses]
    .map(([event, weight]) => ({ event, weight }))
    .sort((left, right) => right.weight - left.weight)
}

/** How often known servers call both the same. */
function shareOfSame(pairs: readonly Pair[]): number {
  if (pairs.length === 0) return 0.4
  return pairs.filter(({ inbound, outbound }) => inbound === outbound).length / pairs.length
}

/** Does to these words what a known server does to its own; null where nothing of it fits. */
function alike(
  words: readonly string[],
  from: readonly string[],
  to: readonly string[]
): { words: string[]; weight: number } | null {
  if (from.join(' ') === to.join(' ')) return null
  if (from.join(' ') === words.join(' ')) return { words: [...to], weight: 0.45 }
  const gone = from.filter((word) => !to.includes(word))
  const come = to.filter((word) => !from.includes(word))
  const at = words.findIndex((word) => gone.includes(word))
  const [instead] = come
  if (gone.length !== 1 || come.length !== 1 || at < 0 || instead === undefined) return null
  return { words: words.with(at, instead), weight: 0.4 }
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
