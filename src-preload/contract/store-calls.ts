// What the window asks of the store process, and what the store tells the window.
import * as v from 'valibot'
import { call } from './rpc.ts'
import { limits } from './limits.ts'
import { fileStoreCalls, type FileLabel, type FileStoreEvents } from './files.ts'
import {
  certificateFaceSchema,
  proxyChoices,
  proxyWishSchema,
  type ProxySettings
} from './passage.ts'
import {
  notifyRules,
  type Conversation,
  type ConversationId,
  type Message,
  type MessageId,
  type Server,
  type ServerId
} from './model.ts'

const serverId = v.pipe(v.string(), v.uuid())
const rowId = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(limits.name))
const messageText = v.pipe(v.string(), v.maxLength(limits.messageText))
/** Looser than what is kept, so that the store can refuse it as empty or too long in words. */
const composedText = v.pipe(v.string(), v.maxLength(limits.messageText * 50))
const clientId = v.pipe(v.string(), v.uuid())
const days = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(36_500))
const emoji = v.pipe(v.string(), v.minLength(1), v.maxLength(40))
const loginValue = v.pipe(v.string(), v.maxLength(limits.loginValue))
const loginValues = v.pipe(
  v.record(v.pipe(v.string(), v.maxLength(60)), loginValue),
  v.check((values) => Object.keys(values).length <= 20)
)

/** How a server is to be reached; `auto` and absent values are found out when connecting. */
export const connectSettingsSchema = v.strictObject({
  url: v.pipe(v.string(), v.maxLength(limits.address), v.url()),
  namespace: v.optional(v.pipe(v.string(), v.maxLength(200))),
  path: v.optional(v.pipe(v.string(), v.maxLength(200))),
  /** The page of a client that lives at another address: what its script says teaches how to talk here. */
  page: v.exactOptional(v.pipe(v.string(), v.maxLength(limits.address), v.url())),
  generation: v.optional(v.picklist(['auto', '2', '3', '4']), 'auto'),
  transports: v.optional(v.picklist(['auto', 'polling', 'websocket']), 'auto'),
  parser: v.exactOptional(v.picklist(['auto', 'default', 'msgpack'])),
  query: v.optional(loginValues, {}),
  headers: v.optional(loginValues, {}),
  auth: v.optional(loginValues, {})
})
export type ConnectSettings = v.InferOutput<typeof connectSettingsSchema>

/** A secret as it is to be: typed anew, or the one that is kept under a name so far. */
const changedSecrets = v.record(
  v.pipe(v.string(), v.maxLength(60)),
  v.union([loginValue, v.strictObject({ keptAs: v.pipe(v.string(), v.maxLength(60)) })])
)

/** Changed settings: headers and handshake values that were kept are named, not shown. */
export const changedConnectSchema = v.strictObject({
  ...connectSettingsSchema.entries,
  headers: changedSecrets,
  auth: changedSecrets
})
export type ChangedConnect = v.InferOutput<typeof changedConnectSchema>

/** Settings as the window may show them: of secrets only the names. */
export interface ShownConnect extends Omit<ConnectSettings, 'headers' | 'auth'> {
  headers: string[]
  auth: string[]
}

/** What was found out about the way to a server, so that it is not searched for again. */
export const foundWaySchema = v.strictObject({
  generation: v.exactOptional(v.picklist(['2', '3', '4'])),
  path: v.exactOptional(v.pipe(v.string(), v.maxLength(limits.address))),
  namespace: v.exactOptional(v.pipe(v.string(), v.maxLength(limits.address))),
  parser: v.exactOptional(v.picklist(['default', 'msgpack']))
})
export type FoundWay = v.InferOutput<typeof foundWaySchema>

export const newServerSchema = v.strictObject({
  id: serverId,
  name: v.pipe(v.string(), v.trim(), v.maxLength(limits.name)),
  connect: connectSettingsSchema,
  dialectId: v.pipe(v.string(), v.minLength(1), v.maxLength(80)),
  /** What the dialect's login fields ask for; `name` is always there. */
  login: loginValues,
  found: v.optional(foundWaySchema, {}),
  hosted: v.optional(v.boolean(), false),
  /** The certificate that the person trusts there, whatever the system thinks of it. */
  pin: v.optional(v.nullable(certificateFaceSchema), null)
})
export type NewServer = v.InferOutput<typeof newServerSchema>

/** Where a range of messages is to be opened. */
export const rangeAnchorSchema = v.variant('at', [
  v.strictObject({ at: v.literal('end') }),
  v.strictObject({ at: v.literal('unread') }),
  v.strictObject({ at: v.literal('message'), messageId: rowId })
])
export type RangeAnchor = v.InferOutput<typeof rangeAnchorSchema>

const rangeId = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const rowCount = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(limits.rangeRows))

/** A hole in a conversation's history: between the two places messages may be missing that the server has. */
export interface HistoryGap {
  id: number
  afterPosition: number
  beforePosition: number
}

/** A contiguous stretch of one conversation, kept up to date until it is closed. */
export interface OpenedRange {
  rangeId: number
  messages: Message[]
  hasBefore: boolean
  hasAfter: boolean
  /** The holes within it and at its two ends, oldest first. */
  gaps: HistoryGap[]
  /** The first message not yet read when the range was opened. */
  firstUnreadId: MessageId | null
  draft: string
}

export interface RangePage {
  messages: Message[]
  hasBefore: boolean
  hasAfter: boolean
  gaps: HistoryGap[]
}

export interface SearchHit {
  messageId: MessageId
  conversationId: ConversationId
  serverId: ServerId
  conversationTitle: string
  author: string
  time: number
  /** Found within words only; those found by whole words come before. */
  inside: boolean
  /** The text around the hit, cut in pieces; `hit` pieces are what was looked for. */
  pieces: { text: string; hit: boolean }[]
  /** The first of its files. */
  file?: FileLabel
}

/** How much of a server is stored here. */
export interface StoredOfServer {
  serverId: ServerId
  messages: number
  /** ms since 1970; null where nothing is. */
  oldest: number | null
  /** For how many days its history is kept; null: for ever. */
  days: number | null
}

export type SearchOperator = 'from' | 'in' | 'before' | 'after' | 'has'

/** An operator that was recognised in what was typed, in whichever language. */
export interface UnderstoodOperator {
  operator: SearchOperator
  value: string
}

/** Where a search goes on; nothing in it means anything to the window. */
export const searchCursorSchema = v.strictObject({
  pass: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5)),
  before: rowId
})
export type SearchCursor = v.InferOutput<typeof searchCursorSchema>

/** How much of what is stored can be found by now. */
export interface SearchCoverage {
  /** `repairing`: an index was found broken and is being made anew. */
  state: 'whole' | 'building' | 'repairing'
  /** Share of the messages that are found by everything, 0 to 1. */
  share: number
  /** Older messages are not found by whole words yet, ms since 1970; null: all are. */
  wordsSince: number | null
  /** Older messages are not found by parts of words, names and the like yet; null: all are. */
  partsSince: number | null
}

export interface SearchAnswer {
  /** By whole words first, then by their beginnings, then within words; each newest first. */
  hits: SearchHit[]
  /** Null where there is no more. With no hits: a stretch without any was looked through. */
  next: SearchCursor | null
  understood: UnderstoodOperator[]
  coverage: SearchCoverage
}

export const storeCalls = {
  /** Everything the rail needs; afterwards `serversChanged` tells of changes. */
  listServers: call(v.strictObject({})).returns<Server[]>(),
  /** Adds a server and its first conversation, if its dialect has one. Adding the same id twice is one server. */
  addServer: call(newServerSchema).returns<Server>(),
  renameServer: call(v.strictObject({ serverId, name })).returns<null>(),
  /** The server moved; its history, outbox and introduction stay. */
  setAddress: call(
    v.strictObject({ serverId, url: v.pipe(v.string(), v.maxLength(limits.address), v.url()) })
  ).returns<null>(),
  setDialect: call(v.strictObject({ serverId, dialectId: name })).returns<null>(),
  /** How a server is reached, without the secrets among it. */
  readConnect: call(v.strictObject({ serverId })).returns<ShownConnect>(),
  /** Changes how it is reached; it is connected anew. */
  changeConnect: call(v.strictObject({ serverId, connect: changedConnectSchema })).returns<null>(),
  /** Removes a server with its history from this computer. */
  removeServer: call(v.strictObject({ serverId })).returns<null>(),
  /** For how many days a server's history is kept here; null: for ever. What is older is deleted at once. */
  setRetention: call(v.strictObject({ serverId, days: v.nullable(days) })).returns<null>(),
  /** How many messages such a wish would delete now. */
  countOlder: call(v.strictObject({ serverId, days })).returns<{ messages: number }>(),
  listStored: call(v.strictObject({})).returns<StoredOfServer[]>(),
  /** From now on this certificate and no other is taken there; null: what the system trusts. */
  trustCertificate: call(
    v.strictObject({ serverId, pin: v.nullable(certificateFaceSchema) })
  ).returns<null>(),
  /** Forgets a server's own authority, or by what the person is shown to it. */
  dropPapers: call(
    v.strictObject({ serverId, which: v.picklist(['authority', 'identity']) })
  ).returns<null>(),
  setServerProxy: call(
    v.strictObject({ serverId, proxy: v.picklist(proxyChoices) })
  ).returns<null>(),
  proxySettings: call(v.strictObject({})).returns<ProxySettings>(),
  /** Refuses with `proxy-invalid`. Every server is connected anew. */
  setProxySettings: call(proxyWishSchema).returns<null>(),
  moveServer: call(
    v.strictObject({ serverId, position: v.pipe(v.number(), v.integer(), v.minValue(0)) })
  ).returns<null>(),

  /** A server's conversations, latest first; afterwards `conversationsChanged` tells of changes. */
  watchConversations: call(v.strictObject({ serverId })).returns<Conversation[]>(),
  unwatchConversations: call(v.strictObject({ serverId })).returns<null>(),
  /** Conversations of all servers whose title matches, best first, for the quick switcher. */
  findConversations: call(
    v.strictObject({ query: v.pipe(v.string(), v.maxLength(limits.searchQuery)) })
  ).returns<Conversation[]>(),
  /** What of a server's messages is worth a notification, where the conversation does not say otherwise. */
  setServerNotify: call(
    v.strictObject({ serverId, notify: v.picklist(notifyRules) })
  ).returns<null>(),
  setNotify: call(
    v.strictObject({ conversationId: rowId, notify: v.picklist(notifyRules) })
  ).returns<null>(),
  /** A muted conversation notifies of nothing and is in no count; `until`: ms since 1970, null: for ever. */
  setMuted: call(
    v.strictObject({
      conversationId: rowId,
      muted: v.boolean(),
      until: v.optional(v.nullable(v.pipe(v.number(), v.safeInteger())), null)
    })
  ).returns<null>(),

  openRange: call(
    v.strictObject({ conversationId: rowId, anchor: rangeAnchorSchema, rows: rowCount })
  ).returns<OpenedRange>(),
  /** Grows the range at one end; rows are kept up to date from then on. */
  growRange: call(
    v.strictObject({ rangeId, towards: v.picklist(['before', 'after']), rows: rowCount })
  ).returns<RangePage>(),
  /** Forgets rows outside the two messages: the window no longer holds them. Null leaves that side as it is. */
  shrinkRange: call(
    v.strictObject({ rangeId, firstId: v.nullable(rowId), lastId: v.nullable(rowId) })
  ).returns<null>(),
  /**
   * The window has drawn this change; until then it is sent no further one. `room`: following the end, it has
   * use for so many rows: of more new ones that come at once it is given the newest, as a reset.
   */
  rangeApplied: call(
    v.strictObject({
      rangeId,
      seq: v.pipe(v.number(), v.safeInteger()),
      room: v.exactOptional(rowCount)
    })
  ).returns<null>(),
  closeRange: call(v.strictObject({ rangeId })).returns<null>(),

  /** Commits message and outbox row in one transaction. The same clientId again changes nothing. */
  sendMessage: call(
    v.strictObject({
      conversationId: rowId,
      clientId,
      text: composedText,
      replyToId: v.nullable(rowId),
      /** Files of the composer, in order; with some, the text may be empty. */
      fileIds: v.optional(v.pipe(v.array(rowId), v.maxLength(limits.stagedFiles)), [])
    })
  ).returns<{ messageId: MessageId }>(),
  editMessage: call(
    v.strictObject({ messageId: rowId, clientId, text: composedText })
  ).returns<null>(),
  deleteMessage: call(v.strictObject({ messageId: rowId, clientId })).returns<null>(),
  react: call(
    v.strictObject({ messageId: rowId, clientId, emoji, on: v.boolean() })
  ).returns<null>(),
  /** Puts a failed or unconfirmed message back into the outbox. */
  retryMessage: call(v.strictObject({ messageId: rowId })).returns<null>(),
  /** The person saw that an unconfirmed message arrived. */
  confirmMessage: call(v.strictObject({ messageId: rowId })).returns<null>(),
  /** Takes a failed or unconfirmed message out of the conversation; answers with its text. */
  discardMessage: call(v.strictObject({ messageId: rowId })).returns<{ text: string }>(),

  saveDraft: call(v.strictObject({ conversationId: rowId, text: messageText })).returns<null>(),
  /** All that is stored of a conversation has been seen. */
  markAllRead: call(v.strictObject({ conversationId: rowId })).returns<null>(),
  /** Everything up to and including this message has been seen. */
  markRead: call(v.strictObject({ conversationId: rowId, messageId: rowId })).returns<null>(),

  search: call(
    v.strictObject({
      query: v.pipe(v.string(), v.maxLength(limits.searchQuery)),
      conversationId: v.nullable(rowId),
      limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
      /** Where an earlier answer to the same question ended. */
      cursor: v.optional(v.nullable(searchCursorSchema), null)
    })
  ).returns<SearchAnswer>(),
  searchCoverage: call(v.strictObject({})).returns<SearchCoverage>(),

  ...fileStoreCalls
}
export type StoreCalls = typeof storeCalls

/** A change to an open range. `seq` counts up by one; a gap means: open the range again. */
export interface RangeChange {
  rangeId: number
  seq: number
  /** New and changed rows, in order of position. */
  upserts: Message[]
  removedIds: MessageId[]
  /** Rows before the first upsert may be missing: the range was moved to the end under a flood. */
  reset: boolean
  /** Older rows came to be stored before the range's first one (or none are left there). */
  hasBefore: boolean
  hasAfter: boolean
  /** All holes of the range as they are now. */
  gaps: HistoryGap[]
}

export interface ConversationsChange {
  serverId: ServerId
  upserts: Conversation[]
  removedIds: ConversationId[]
}

export interface StoreEvents extends FileStoreEvents {
  serversChanged: { servers: Server[] }
  conversationsChanged: ConversationsChange
  rangeChanged: RangeChange
}
