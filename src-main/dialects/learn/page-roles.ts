// Tells by names in a page's script what a value is: a text, a name, a room, a token.
import { wordsOf } from './clues.ts'
import type { Token } from './page-tokens.ts'

/** What an argument seems to hold; `unknown` where its name tells nothing. */
export type Role =
  'text' | 'name' | 'room' | 'password' | 'token' | 'email' | 'time' | 'id' | 'socket' | 'unknown'

const ROLES: readonly (readonly [Role, RegExp])[] = [
  ['password', /^(password|passwd|pass|pwd|pw|secret|contraseña|passwort|senha)$/],
  ['token', /^(token|jwt|apikey|bearer|accesstoken)$/],
  ['email', /^(email|mail|correo|courriel)$/],
  ['time', /^(date|time|timestamp|now|iso|at|hora|ora|zeit|fecha)$/],
  [
    'room',
    /^(room|rooms|roomid|roomname|channel|channelid|chan|chat|chatid|group|groupid|conversation|conversationid|thread|topic|lobby|game|board|doc|pad|space|team|ward|stanza|canale|raum|kanal|sala|canal|salon|zimmer|post|postid|project|workspace|ticket|route|params|hash)$/
  ],
  ['id', /^(_id|id|uid|userid|myid|senderid|authorid)$/],
  [
    'name',
    /^(user|username|name|nick|nickname|usr|handle|author|sender|player|login|from|displayname|fullname|alias|pseudo|nome|nombre|nom|benutzer|benutzername|utente|usuario|apodo|名前|me)$/
  ],
  [
    'text',
    /^(text|message|msg|content|body|comment|input|value|val|draft|line|question|query|words|chat|txt|mes|testo|texto|texte|nachricht|messaggio|mensaje|mensagem|innertext|textcontent|innerhtml|getvalue|box|field|textarea|newmessage|inputvalue|messagetext|currentmessage)$/
  ]
]

/** What an expression holds: by its own words first, last ones before others, then by its key. */
export function roleOf(part: readonly Token[], key: string): Role {
  const isAsked = part[0]?.value === 'prompt'
  const names = part
    .filter(({ kind }) => kind === (isAsked ? 'text' : 'word'))
    .map(({ value }) => value)
  if (names.includes('socket') && names.includes('id')) return 'socket'
  const own = names.flatMap((name) => [name.toLowerCase(), ...wordsOf(name)])
  // A whole person, of which only its name is known.
  if (/(info|profile)$/i.test(key)) return 'unknown'
  const keyed = [key.toLowerCase(), ...wordsOf(key)]
  const told = roleIn(keyed)
  const said = roleIn(own)
  // `name: channel.name` is what a place is called, `from: userId` who by number.
  if (told === 'name' && (said === 'room' || said === 'id')) return said
  return told ?? said ?? 'unknown'
}

export function roleIn(words: readonly string[]): Role | null {
  const found = ROLES.find(([, pattern]) => words.some((word) => pattern.test(word)))
  return found?.[0] ?? null
}
