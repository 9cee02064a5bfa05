// What names of events and keys suggest, in several languages: a first guess, which what stands there may outweigh.
import { wordsOf } from './clues.ts'

/** How much a key speaks of a message's text. */
const TEXT_WORDS: Readonly<Record<string, number>> = {
  ...{ text: 10, message: 9, msg: 9, content: 9, body: 8, mes: 7, output: 7, conversation: 6 },
  ...{ comment: 6, caption: 5, say: 5, words: 5, line: 4, data: 3, payload: 3, value: 2 },
  ...{ texto: 10, mensagem: 9, mensaje: 9, nachricht: 9, testo: 10, messaggio: 9, contenuto: 8 },
  ...{ contenido: 8, conteudo: 8, texte: 10, contenu: 8, inhalt: 8 }
}

/** How much a key speaks of what somebody is called. */
const NAME_WORDS: Readonly<Record<string, number>> = {
  ...{ username: 10, nickname: 10, nick: 10, displayname: 11, author: 10, handle: 9, sender: 9 },
  ...{ from: 8, user: 8, pushname: 10, name: 6, owner: 7, by: 6, who: 6, speaker: 8 },
  ...{ peer: 4, firstname: 5, source: 4, email: 3, login: 6, alias: 6, notify: 3, person: 6 },
  ...{ autor: 10, usuario: 8, utente: 8, nome: 6, mittente: 9, player: 7, member: 5, client: 4 },
  ...{ nombre: 6, remetente: 9, absender: 9, von: 7, benutzer: 8, auteur: 10, pseudo: 9, nom: 6 }
}

/** What lies below these is about a person. */
const PEOPLE = new Set([
  ...['user', 'sender', 'from', 'owner', 'author', 'profile', 'contact', 'originator', 'by'],
  ...['created', 'person', 'member', 'peer', 'player', 'account', 'utente', 'usuario', 'benutzer'],
  ...['autor', 'auteur', 'absender', 'mittente', 'remetente']
])

/** Places where one talks, and those who are talked to. */
const PLACES = new Set([
  ...['room', 'channel', 'chan', 'chat', 'group', 'to', 'recipient', 'receiver', 'target'],
  ...['conversation', 'server', 'team', 'space', 'lobby', 'thread', 'stanza', 'canale', 'raum'],
  ...['sala', 'kanal', 'gruppe', 'canal', 'grupo', 'gruppo', 'salon', 'zimmer']
])

/** How much a key speaks of a conversation. */
const ROOM_WORDS: Readonly<Record<string, number>> = {
  ...{ room: 6, channel: 6, chan: 6, chat: 6, group: 6, conversation: 6, stanza: 6, canale: 6 },
  ...{ raum: 6, sala: 6, kanal: 6, gruppe: 6, canal: 6, grupo: 6, gruppo: 6, salon: 6, zimmer: 6 },
  ...{ thread: 5, lobby: 5, space: 4, card: 4, topic: 4, game: 4, session: 3, party: 3, match: 3 },
  ...{ to: 3, recipient: 3, target: 2, jid: 2 }
}

/** What lies below these is about another message, or about none. */
const ASIDE_ABOVE = new Set([
  ...['quoted', 'quote', 'reply', 'replied', 'last', 'latest', 'parent', 'previous', 'preview'],
  ...['meta', 'metadata', 'attachment', 'attachments', 'embed']
])
const ASIDE = new Set([
  ...['excerpt', 'avatar', 'pic', 'picture', 'image', 'img', 'tag', 'color', 'colour', 'meta'],
  ...['metadata', 'status', 'profile', 'role', 'currency', 'class', 'mode', 'error', 'badge'],
  ...['badges', 'preview', 'quote', 'quoted', 'previous', 'version', 'locale', 'lang', 'language']
])

const TIME_WORDS = new Set([
  ...['time', 'timestamp', 'at', 'date', 'created', 'posted', 'sent', 'ts', 'stamp', 'when', 'on'],
  ...['datetime', 'createdat', 'hora', 'ora', 'data', 't', 'zeit', 'datum', 'fecha', 'heure']
])

export function textWeight(key: string | undefined): number {
  return weightOf(key, TEXT_WORDS)
}

export function nameWeight(key: string | undefined): number {
  return weightOf(key, NAME_WORDS)
}

/** `room`, `roomId`, `room.id`, `recipient.id`; not `roomType` or `channelName`. */
export function roomWeight(keys: readonly string[]): number {
  const last = wordsOf(keys.at(-1) ?? '')
  const isBareId = /^_?id$/.test(last.join(''))
  const words = isBareId ? wordsOf(keys.at(-2) ?? '') : last
  if (words.some((word) => /^(type|kind|name|title|slug|count|class|stub)$/.test(word))) return 0
  const stems = words.map((word) => word.replace(/(?<=.{3})(id|jid)$/, ''))
  return Math.max(0, ...stems.map((word) => ROOM_WORDS[word] ?? 0))
}

export function speaksOfTime(key: string | undefined): boolean {
  return wordsOf(key ?? '').some((word) => TIME_WORDS.has(word))
}

/** Whether it lies below somebody. */
export function isPersonal(keys: readonly string[]): boolean {
  return keys.slice(0, -1).some((key) => wordsOf(key).some((word) => PEOPLE.has(word)))
}

/** Whether a key names somebody, as `senderId` does. */
export function namesPerson(keys: readonly string[]): boolean {
  return keys.flatMap(wordsOf).some((word) => PEOPLE.has(word.replace(/(?<=.)(uid|id)$/, '')))
}

/** Whether it is about a place, or about whom it is said to. */
export function isOfPlace(keys: readonly string[]): boolean {
  return keys.some((key) =>
    wordsOf(key).some((word) => PLACES.has(word.replace(/(?<=.{3})id$/, '')))
  )
}

/** Whether it is about another message, or about none. */
export function isAside(keys: readonly string[]): boolean {
  return keys.some((key, depth) => {
    const set = depth < keys.length - 1 ? ASIDE_ABOVE : ASIDE
    return wordsOf(key).some((word) => set.has(word) || ASIDE.has(word))
  })
}

/** Whether a key is an id's: `id`, `_id`, `messageId`. */
export function namesMessageId(key: string | undefined): boolean {
  return /^(id|_?id|guid|uuid|mid|fingerprint|message ?id|msg ?id|key)$/.test(
    wordsOf(key ?? '').join(' ')
  )
}

const TALKING =
  /^(message|messages|msg|msgs|chat|chats|receive|received|recieve|recieved|incoming|private|utter|uttered|output|text|comment|say|said|speak|reply|pm|dm|whisper|line|lines|mensaje|mensagem|nachricht|messaggio|bericht|post)$/
const NOT_TALKING =
  /^(typing|type|join|joined|left|leave|list|users|user|online|offline|read|seen|deliver|delivered|history|old|edit|edited|update|updated|delete|deleted|remove|removed|error|err|auth|login|logout|react|reaction|sdp|ice|candidate|offer|answer|ping|pong|status|connect|connected|disconnect|disconnected|welcome|info|config|score|move|position|sensor|metrics|stats|state|progress|log|cpu|tick|frame)$/

/** How much an event's name speaks of talking, -1 to 1. */
export function chattinessOf(event: string): number {
  const words = wordsOf(event)
  const yes = words.some((word) => TALKING.test(word))
  const no = words.some((word) => NOT_TALKING.test(word))
  if (yes && no) return 0.2
  return yes ? 1 : no ? -1 : 0
}

function weightOf(key: string | undefined, table: Readonly<Record<string, number>>): number {
  if (key === undefined) return 0
  const words = wordsOf(key)
  const whole = table[words.join('')]
  return whole ?? Math.max(0, ...words.map((word) => (table[word] ?? 0) * 0.8))
}
