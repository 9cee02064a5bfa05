// Owns what Filo's own server hears and answers: every request's schema, every answer, every refusal.
/*
 * Filo's wire protocol, version 1, for anyone who wants to write a client or a server.
 *
 * Transport: Socket.IO 4 (Engine.IO 4), namespace `/`, path `/socket.io/`, JSON only. Requests with
 * an Origin header (browser pages) are refused unless the host allows that origin.
 *
 * Handshake: `auth` is `handshakeSchema`. Give `name` and, to be the same person next time, `token`:
 * either one made here (16 random characters or more, kept secret, used from the first time on, so
 * that a lost answer makes no second person) or the one that the first `welcome` carried. Whoever
 * comes from another machine also gives `secret`, which is in the invite link. A refusal is a
 * connect_error whose `data` is `{ code, detail? }`, a `Refusal`. Every connection, recovered or
 * not, is told `welcome`; a recovered one may hear what it missed before that.
 *
 * Requests: `socket.emit(name, payload, ack)`, one object each, unknown fields ignored. Answers:
 * `{ ok: true, … }` or `{ ok: false, error: { code, detail? } }`. What the host tells by itself is
 * in `protocol-events.ts`. While connection state recovery is on, Socket.IO appends an offset string
 * as a last extra argument to each event: ignore it.
 *
 * Order: `seq` numbers a conversation's messages 1, 2, 3 … without holes, and messages are told in
 * that order; a hole in what was heard means that something was missed: ask `history` with `after`.
 * `change` numbers everything that happened to messages of a conversation (new, edited, deleted,
 * reacted to); after a longer absence `history` with `changedAfter` gives all that differs.
 *
 * A message is on the host's disk before it is acknowledged and before anyone is told of it. Sending
 * the same `clientId` again is answered with the first answer and `duplicate: true`; nothing is
 * stored or told twice. The sender's own sockets are told the message too, before the answer.
 *
 * Ahead of the answer: up to `welcome.limits.unanswered` messages of a conversation may be sent before the first of
 * them is answered, if each lists in `after` the `clientId`s of those before it that are not answered yet. While the
 * host lacks one of them it refuses this one as `out-of-order`: whatever was refused, none overtakes another.
 *
 * Files: where `welcome.limits` has `fileBytes`, the host takes files. A file goes up first, by the tus protocol
 * (1.0) at `/files` beside the Socket.IO path, with `Authorization: Bearer <token>`, the token by which the person is
 * known (see Handshake), and the metadata `filename`, `filetype` and `conversation` (the conversation's id). The last part of
 * the upload's address is its id. `message:send` then names up to `limits.filesPerMessage` such ids in `files`, and may
 * have an empty `text`. Everybody in that conversation may `GET /files/<id>` with their own token (ranges, ETag);
 * others are answered 404, and nobody without a token is answered at all (401).
 *
 * Times are milliseconds since 1970. Characters are counted as JavaScript does (UTF-16). NUL and
 * lone surrogates become U+FFFD. Someone typing has stopped when 6 s pass without word of it.
 */
import * as v from 'valibot'
import { toStorableText } from '../base/sql-value.ts'
import type { ChatMessage, Conversation, Member, Peer } from './protocol-events.ts'

export const PROTOCOL_VERSION = 1

/** Bounds that are part of the protocol; `welcome.limits` tells them to clients. */
export const protocolLimits = {
  textLength: 16_000,
  nameLength: 80,
  idLength: 200,
  emojiLength: 32,
  /** Most files of one message. */
  filesPerMessage: 10,
  /** Messages of one conversation that may be sent before the first of them is answered. */
  unanswered: 32,
  /** Most messages or people in one answer. */
  pageLength: 200,
  /** Bytes of one packet; a larger one ends the connection. */
  packetBytes: 128 * 1024
} as const

/** Why something is refused. `detail` fills in the sentence and never holds text or secrets. */
export const refusalCodes = [
  'input-invalid', // payload does not fit its schema; detail.field says where
  'event-unknown', // no such request
  'message-empty', // nothing but white space
  'message-too-long', // detail.limit characters at most
  'name-invalid', // empty, too long, or with characters that cannot be seen
  'secret-wrong', // from another machine without the invite's secret
  'version-unsupported', // detail.version is the one spoken here
  'not-found', // no such conversation, message or person, or none that this person may see
  'out-of-order', // a message that it is to stand after is not here; to be sent again after that
  'not-allowed', // not a member, not the author, or not possible with this conversation
  'too-many', // a count is exhausted; detail.limit
  'rate-limited', // detail.retryAfterMs until it may be tried again
  'disk-full', // the host cannot store anything
  'internal' // the host's mistake; may be tried again
] as const
export type RefusalCode = (typeof refusalCodes)[number]
export interface Refusal {
  code: RefusalCode
  detail?: Record<string, string | number>
}

const text = v.pipe(
  v.string(),
  v.maxLength(protocolLimits.textLength, 'message-too-long'),
  v.check((value) => value.trim() !== '', 'message-empty'),
  v.transform(toStorableText)
)
const caption = v.pipe(
  v.string(),
  v.maxLength(protocolLimits.textLength, 'message-too-long'),
  v.transform(toStorableText)
)
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(protocolLimits.idLength))
/** A name people see: one line, trimmed, nothing invisible. */
export const nameSchema = v.pipe(
  v.string('name-invalid'),
  v.maxLength(4 * protocolLimits.nameLength, 'name-invalid'),
  v.transform((name) => toStorableText(name).normalize('NFC').trim().replaceAll(/\s+/g, ' ')),
  v.minLength(1, 'name-invalid'),
  v.maxLength(protocolLimits.nameLength, 'name-invalid'),
  // U+200C and U+200D shape letters and emoji; other format characters hide or reorder what is seen.
  v.regex(/^(?:\u200C|\u200D|[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}])+$/u, 'name-invalid'),
  v.regex(/[^\s\u200C\u200D]/u, 'name-invalid')
)
const emoji = v.pipe(
  v.string(),
  v.maxLength(protocolLimits.emojiLength),
  v.regex(/^[^\s\p{Cc}\p{Cs}]+$/u)
)
const topic = v.pipe(v.string(), v.maxLength(200), v.transform(toStorableText))
const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const limit = v.optional(
  v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(protocolLimits.pageLength)),
  50
)
/** A file that went up before, as the sender describes it; the host goes by what it has. */
const file = v.object({
  id,
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(200), v.transform(toStorableText)),
  type: v.pipe(v.string(), v.maxLength(130)),
  size: seq,
  sha256: v.nullish(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
  width: v.nullish(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  height: v.nullish(v.pipe(v.number(), v.safeInteger(), v.minValue(1)))
})
const files = v.optional(v.pipe(v.array(file), v.maxLength(protocolLimits.filesPerMessage)))
const conversationId = id
const messageId = id

/** The handshake's `auth`. */
export const handshakeSchema = v.object({
  name: nameSchema,
  token: v.optional(v.pipe(v.string(), v.minLength(16), v.maxLength(200))),
  secret: v.optional(v.pipe(v.string(), v.maxLength(200))),
  version: v.optional(v.pipe(v.number(), v.safeInteger()))
})
export type Handshake = v.InferOutput<typeof handshakeSchema>

/** Every request, what it must carry, and which of the socket's rate limits it draws on. */
export const requests = {
  /** Writes a message; `clientId` makes sending it again harmless, `after` keeps the order. */
  'message:send': {
    rate: 'write',
    schema: v.pipe(
      v.object({
        conversationId,
        clientId: id,
        after: v.optional(v.pipe(v.array(id), v.maxLength(protocolLimits.unanswered))),
        text: caption,
        replyTo: v.optional(messageId),
        files
      }),
      v.check(
        ({ text: words, files: given = [] }) => words.trim() !== '' || given.length > 0,
        'message-empty'
      )
    )
  },
  /** Replaces the text of one's own message. */
  'message:edit': { rate: 'write', schema: v.object({ messageId, text }) },
  /** Empties one's own message; its place in the order stays. */
  'message:delete': { rate: 'write', schema: v.object({ messageId }) },
  /** Puts one's reaction on a message or takes it off. */
  'reaction:set': { rate: 'write', schema: v.object({ messageId, emoji, on: v.boolean() }) },
  /** Says that one is writing, or has stopped. */
  typing: { rate: 'signal', schema: v.object({ conversationId, on: v.boolean() }) },
  /** Says that everything up to this message was read here. */
  read: { rate: 'signal', schema: v.object({ conversationId, messageId }) },
  /** Says that everything up to this message arrived here. */
  delivered: { rate: 'signal', schema: v.object({ conversationId, messageId }) },
  /** A page, oldest first: the latest, `before` or `after` a seq, or `changedAfter` a change. */
  history: {
    rate: 'query',
    schema: v.object({
      conversationId,
      before: v.optional(seq),
      after: v.optional(seq),
      changedAfter: v.optional(seq),
      limit
    })
  },
  /** All rooms, joined or not, by id; the next page begins `after` the last id. */
  'room:list': { rate: 'query', schema: v.object({ after: v.optional(id), limit }) },
  /** Makes a room and enters it. */
  'room:create': {
    rate: 'create',
    schema: v.object({ title: nameSchema, topic: v.optional(topic) })
  },
  /** Enters a room; entering it again is fine. */
  'room:join': { rate: 'write', schema: v.object({ conversationId }) },
  /** Leaves a room; not the lobby. */
  'room:leave': { rate: 'write', schema: v.object({ conversationId }) },
  /** Opens the one conversation of two people, or finds it. */
  'direct:open': { rate: 'create', schema: v.object({ userId: id }) },
  /** Who is in a conversation, by id; the next page begins `after` the last id. */
  'member:list': {
    rate: 'query',
    schema: v.object({ conversationId, after: v.optional(id), limit })
  },
  /** Everybody the host knows, by id; the next page begins `after` the last id. */
  'person:list': { rate: 'query', schema: v.object({ after: v.optional(id), limit }) }
} as const satisfies Record<string, { rate: RateName; schema: v.GenericSchema }>

export type RateName = 'write' | 'signal' | 'query' | 'create'
export type RequestName = keyof typeof requests
export type RequestInput<Name extends RequestName> = v.InferOutput<
  (typeof requests)[Name]['schema']
>

/** What each answer carries beside `ok: true`. */
export interface Answers {
  'message:send': { id: string; seq: number; at: number; duplicate?: true }
  'message:edit': { id: string; change: number; editedAt: number }
  'message:delete': { id: string; change: number; deletedAt: number }
  'reaction:set': { messageId: string; change: number }
  typing: object
  read: object
  delivered: object
  history: { conversationId: string; messages: ChatMessage[]; more: boolean }
  'room:list': { conversations: Conversation[]; more: boolean }
  'room:create': { conversation: Conversation }
  'room:join': { conversation: Conversation }
  'room:leave': { conversationId: string }
  'direct:open': { conversation: Conversation }
  'member:list': { conversationId: string; people: Member[]; more: boolean }
  'person:list': { people: Peer[]; more: boolean }
}
export type Answer<Name extends RequestName> = ({ ok: true } & Answers[Name]) | RefusedAnswer
export type RefusedAnswer = { ok: false; error: Refusal }

/** What a handler decides: the answer's content, or why not. */
export type Outcome<T> = { ok: true; value: T } | RefusedAnswer

/** Builds a refusal. */
export function refused(code: RefusalCode, detail?: Refusal['detail']): RefusedAnswer {
  return { ok: false, error: detail === undefined ? { code } : { code, detail } }
}

/** Turns a schema's complaint into a refusal: its message where that is a code, else the field. */
export function refusedBy(issue: v.BaseIssue<unknown>): RefusedAnswer {
  const code = refusalCodes.find((known) => known === issue.message)
  if (code === 'message-too-long') return refused(code, { limit: protocolLimits.textLength })
  if (code !== undefined) return refused(code)
  return refused('input-invalid', { field: v.getDotPath(issue)?.slice(0, 80) ?? '' })
}
