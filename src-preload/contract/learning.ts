// What the window is told of a server that is learned by watching, and what it may ask for.
import * as v from 'valibot'
import { call } from './rpc.ts'
import { limits } from './limits.ts'
import type { ServerId } from './model.ts'

/** Saying who one is after connecting, and writing. */
export const lessonKinds = ['introduce', 'send'] as const
export type LessonKind = (typeof lessonKinds)[number]

/** What the person may not want to be asked about. */
export const declinable = [...lessonKinds, 'suggestion'] as const
export type Declinable = (typeof declinable)[number]

/** What the person must fill in before something can be said. */
export const asks = ['room', 'password', 'token', 'email', 'userId'] as const
export type Ask = (typeof asks)[number]

/** Something that may be said if the person agrees. */
export interface WayToSay {
  id: string
  /** All that goes out on one yes, in order. */
  events: string[]
  asks: Ask[]
  /** What the server's own page says, an arrived event, other servers, a complaint of this one, the person. */
  reason: 'page-script' | 'mirrors-inbound' | 'vocabulary' | 'server-asked' | 'by-hand'
}

/** The last thing that was tried. */
export interface LessonTrial {
  kind: LessonKind
  proposalId: string
  state: 'waiting' | 'confirmed' | 'refused' | 'unanswered'
  /** The server's own words where it refused. */
  words: string | null
}

/** A dialect that the server may speak: its own page says so, or, which counts more, what it said itself. */
export interface Suggestion {
  dialectId: string
  name: string
  by: 'page' | 'events'
}

/** What an event of the server is read as. */
export interface LearnedReading {
  event: string
  is: string
  /** How sure that is, 0 to 1. */
  confidence: number
}

export interface Learning {
  serverId: ServerId
  verdict: 'listening' | 'conversation' | 'not-a-conversation'
  why:
    'nothing-arrived' | 'too-little' | 'messages' | 'people' | 'game' | 'telemetry' | 'no-language'
  /** Whether it is known how to write here. */
  canSend: boolean
  /** What it is read by, a hundred at most. */
  readings: LearnedReading[]
  /** Surest first. */
  introductions: WayToSay[]
  sends: WayToSay[]
  trial: LessonTrial | null
  suggestion: Suggestion | null
  never: Declinable[]
}

/** An event as it would go out. */
export interface Preview {
  event: string
  /** Its arguments as JSON, cut at 2,000 characters. */
  args: string
}

const serverId = v.pipe(v.string(), v.uuid())
const conversationId = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const proposalId = v.pipe(v.string(), v.minLength(1), v.maxLength(2_000))
const filled = v.record(v.picklist(asks), v.pipe(v.string(), v.maxLength(limits.loginValue)))

/** Nothing of this is ever said without the person's yes. */
export const learningCalls = {
  /** Servers that are learned; afterwards `learningChanged` tells of each change, `learningEnded` of the end. */
  listLearning: call(v.strictObject({})).returns<Learning[]>(),
  /** What would be said, in order; refuses with `not-supported` while a value is missing. */
  previewWay: call(
    v.strictObject({
      serverId,
      proposalId,
      filled,
      /** What is to be written, and where; null for an introduction. */
      message: v.nullable(
        v.strictObject({
          conversationId,
          text: v.pipe(v.string(), v.maxLength(limits.messageText))
        })
      )
    })
  ).returns<Preview[]>(),
  /** Says it once, and keeps it where the server answers well. */
  tryIntroduction: call(v.strictObject({ serverId, proposalId, filled })).returns<null>(),
  /** Sends the first message that waits in the conversation this way, and no other before this is proven. */
  trySend: call(v.strictObject({ serverId, proposalId, conversationId })).returns<null>(),
  /** The person saw whether what was tried last arrived, where the server shows nothing of it. */
  vouchWay: call(v.strictObject({ serverId, proposalId, worked: v.boolean() })).returns<null>(),
  /** Stops asking. */
  neverTry: call(v.strictObject({ serverId, kind: v.picklist(declinable) })).returns<null>()
}
