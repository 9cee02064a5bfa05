// What a server can tell, once its dialect has been applied: the normalised events that receiver makes and store commits.
import * as v from 'valibot'
import { limits } from './limits.ts'

const remoteId = v.pipe(v.string(), v.maxLength(limits.remoteId))
const optionalId = v.nullable(remoteId)
const shortText = v.pipe(v.string(), v.maxLength(limits.name))
const longText = v.pipe(v.string(), v.maxLength(limits.messageText))
/** ms since 1970, year 9999 at most. */
const time = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(253_402_300_799_999))

export const inboundPersonSchema = v.object({ id: optionalId, name: v.nullable(shortText) })
export type InboundPerson = v.InferOutput<typeof inboundPersonSchema>

/** A conversation as the server names it; the single conversation of a server without rooms is `''`. */
export const conversationRefSchema = v.object({
  remoteId,
  kind: v.picklist(['single', 'room', 'direct']),
  title: v.nullable(shortText),
  /** For a direct conversation: whom it is with. */
  peer: v.nullable(inboundPersonSchema)
})
export type ConversationRef = v.InferOutput<typeof conversationRefSchema>

const inboundReactionSchema = v.object({
  emoji: v.pipe(v.string(), v.maxLength(40)),
  by: v.pipe(v.array(inboundPersonSchema), v.maxLength(1000))
})

/** A file that came with a message. */
export const inboundFileSchema = v.object({
  remoteId: optionalId,
  /** Where it is: a path on the server or a whole address; null where only its id is known. */
  url: v.nullable(v.pipe(v.string(), v.maxLength(limits.fileAddress))),
  name: v.nullable(v.pipe(v.string(), v.maxLength(limits.fileName))),
  mediaType: v.nullable(v.pipe(v.string(), v.maxLength(100))),
  size: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  /** 64 hex digits. */
  sha256: v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
  width: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  height: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  /** The bytes themselves, in base64, where the message held them: events also cross ports as JSON. */
  base64: v.exactOptional(
    v.pipe(v.string(), v.maxLength(Math.ceil(limits.inlineFileBytes / 3) * 4), v.base64())
  )
})
export type InboundFile = v.InferOutput<typeof inboundFileSchema>

export const inboundMessageSchema = v.object({
  /** The server's id; null where it gives none. */
  remoteId: optionalId,
  /** The id that the sending client made, where the server hands it on. */
  clientId: optionalId,
  author: inboundPersonSchema,
  /** Whether the person of this app wrote it, as far as the dialect can tell. */
  own: v.boolean(),
  /** Nobody is named as its author and the server repeats what one says: own if one just said this. */
  mayBeOwn: v.optional(v.boolean()),
  text: longText,
  time: v.nullable(time),
  /** The server's running number within the conversation, where it has one. */
  seq: v.nullable(v.pipe(v.number(), v.safeInteger())),
  edited: v.boolean(),
  deleted: v.boolean(),
  /** A line about the conversation: someone joined, a topic changed. */
  notice: v.boolean(),
  replyTo: v.nullable(
    v.object({ remoteId: optionalId, author: v.nullable(shortText), text: v.nullable(longText) })
  ),
  reactions: v.pipe(v.array(inboundReactionSchema), v.maxLength(100)),
  files: v.optional(v.pipe(v.array(inboundFileSchema), v.maxLength(limits.messageFiles)))
})
export type InboundMessage = v.InferOutput<typeof inboundMessageSchema>

const conversation = conversationRefSchema

/** Kept events: the store commits them. */
export const keptEventSchema = v.variant('kind', [
  v.object({ kind: v.literal('message'), conversation, message: inboundMessageSchema }),
  v.object({
    kind: v.literal('history'),
    conversation,
    /** Oldest first. */
    messages: v.pipe(v.array(inboundMessageSchema), v.maxLength(2000)),
    /**
     * Which stretch this is, relative to what was asked for: `latest` page, before or after a cursor; `around`: it
     * lies where its messages show, and says nothing of what is beside it.
     */
    stretch: v.picklist(['latest', 'before', 'after', 'around']),
    /** Whether there is more in that direction; null where the server can't tell. */
    more: v.nullable(v.boolean())
  }),
  /** A message that was told is read otherwise now: not the server changed its word, but what it meant was mistaken. */
  v.object({
    kind: v.literal('correction'),
    was: v.object({
      /** The conversation's id. */
      conversation: remoteId,
      remoteId: optionalId,
      author: inboundPersonSchema,
      own: v.boolean(),
      text: longText,
      /** When it came, ms. */
      receivedAt: time
    }),
    conversation,
    message: inboundMessageSchema
  }),
  v.object({
    kind: v.literal('edit'),
    remoteId,
    conversation: v.nullable(conversation),
    text: longText
  }),
  v.object({ kind: v.literal('delete'), remoteId, conversation: v.nullable(conversation) }),
  /** Many messages were taken back at once: all, or those of one person, or of a stretch of time. */
  v.object({
    kind: v.literal('clear'),
    /** null: in every conversation of the server. */
    conversation: v.nullable(conversation),
    by: v.nullable(inboundPersonSchema),
    from: v.nullable(time),
    to: v.nullable(time)
  }),
  v.object({
    kind: v.literal('reaction'),
    remoteId,
    conversation: v.nullable(conversation),
    emoji: v.pipe(v.string(), v.maxLength(40)),
    by: inboundPersonSchema,
    own: v.boolean(),
    on: v.boolean()
  }),
  v.object({
    kind: v.literal('receipt'),
    conversation,
    by: inboundPersonSchema,
    own: v.boolean(),
    /** Everything up to this message; null: everything. */
    remoteId: optionalId,
    level: v.picklist(['delivered', 'read'])
  }),
  v.object({
    kind: v.literal('conversations'),
    conversations: v.pipe(
      v.array(
        v.object({
          ...conversationRefSchema.entries,
          joined: v.boolean(),
          topic: v.nullable(shortText),
          unread: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0)))
        })
      ),
      v.maxLength(5000)
    ),
    /** Whether this is all of them, so that others are gone. */
    complete: v.boolean()
  }),
  v.object({ kind: v.literal('conversation-gone'), conversation }),
  /** A connection began that does not go on where the last one ended: what comes may not join what is stored. */
  v.object({ kind: v.literal('break') }),
  /** Who the person is on this server. */
  v.object({ kind: v.literal('identity'), me: inboundPersonSchema }),
  v.object({ kind: v.literal('server-name'), name: shortText }),
  /** Values that the next connection needs, by the dialect's wish (session ids, tokens). */
  v.object({
    kind: v.literal('remember'),
    values: v.record(v.pipe(v.string(), v.maxLength(60)), v.pipe(v.string(), v.maxLength(4000)))
  })
])
export type KeptEvent = v.InferOutput<typeof keptEventSchema>

/** Passing events: told to the window, never stored. */
export const passingEventSchema = v.variant('kind', [
  v.object({
    kind: v.literal('typing'),
    conversation,
    by: inboundPersonSchema,
    own: v.boolean(),
    on: v.boolean(),
    /** How long it counts unless it is said again, ms; without it: as long as usual. */
    forMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)))
  }),
  v.object({
    kind: v.literal('members'),
    /** null: of the whole server. */
    conversation: v.nullable(conversation),
    people: v.pipe(
      v.array(v.object({ ...inboundPersonSchema.entries, online: v.nullable(v.boolean()) })),
      v.maxLength(10_000)
    ),
    /** `all`: these and no others; `joined`, `left`: these came or went. */
    change: v.picklist(['all', 'joined', 'left'])
  }),
  v.object({
    kind: v.literal('server-error'),
    text: v.pipe(v.string(), v.maxLength(limits.reason))
  })
])
export type PassingEvent = v.InferOutput<typeof passingEventSchema>

export type InboundEvent = KeptEvent | PassingEvent
