// What a document that the person is making would say for a message, and how it reads the answer: for teaching.
import { randomUUID } from 'node:crypto'
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { JudgedAnswer, TriedSaying } from '../../src-preload/contract/inspector.ts'
import type { ConversationId, ServerId } from '../../src-preload/contract/model.ts'
import { compileDialect } from '../dialects/compile.ts'
import { isHttp } from '../dialects/compiled.ts'
import { readAnswer } from '../dialects/learn/answers.ts'
import type { DialectDocument } from '../dialects/schema.ts'
import type { OutboxEntry } from '../ports/store-network-calls.ts'
import type { Clock } from './clock.ts'
import type { ConversationCalls } from './conversation-calls.ts'
import type { Inspector } from './inspector/inspector.ts'
import type { Roster } from './roster.ts'

export interface TaughtSayingOptions {
  clock: Clock
  roster: Roster
  inspector: Inspector
  conversations: ConversationCalls
}

/** A message as it might be written. */
interface Sample {
  serverId: ServerId
  document: unknown
  conversationId: ConversationId | null
  text: string
}

/** Nothing is emitted. Refuses with `not-found` where the server is not reached. */
export async function trySaying(
  options: TaughtSayingOptions,
  sample: Sample
): Promise<Result<TriedSaying>> {
  const session = options.roster.get(sample.serverId)?.session
  if (!session) return refuse('not-found')
  const compiled = compileDialect(sample.document)
  if (!compiled.ok) return done({ saying: null, failure: compiled.failure })
  const entry = await entryOf(options, sample)
  if (!entry.ok) return entry
  const saying = compiled.value.write(entry.value, session, options.clock.now())
  if (!saying || isHttp(saying)) return refuse('not-supported')
  return done({ saying: { event: saying.event, args: saying.args }, failure: null })
}

/** Where the document has no word on what a good answer is, the usual signs of a bad one count. */
export async function judgeAnswer(
  options: TaughtSayingOptions,
  sample: Sample,
  id: number
): Promise<Result<JudgedAnswer>> {
  const session = options.roster.get(sample.serverId)?.session
  const args = options.inspector.get(sample.serverId, id)?.ackArgs
  if (!session || !args) return refuse('not-found')
  const compiled = compileDialect(sample.document)
  if (!compiled.ok) return compiled
  const entry = await entryOf(options, sample)
  if (!entry.ok) return entry
  const verdict = compiled.value.readAck(entry.value, args, session, options.clock.now())
  const { isGood, words } = readAnswer(args)
  if (verdict.kind === 'failure') return done({ isGood: false, words })
  return done(
    saysWhatIsGood(sample.document) || isGood ? { isGood: true, words: null } : { isGood, words }
  )
}

// It compiled, so it is one.
function saysWhatIsGood(document: unknown): boolean {
  const send = (document as DialectDocument).outbound?.send ?? []
  const ways = Array.isArray(send) ? send : [send]
  return ways.some(({ ack }) => ack?.success !== undefined)
}

async function entryOf(
  { clock, conversations }: TaughtSayingOptions,
  { serverId, conversationId, text }: Sample
): Promise<Result<OutboxEntry>> {
  const place = conversationId === null ? null : await conversations.placeOf(conversationId)
  if (place && !place.ok) return place
  return done({
    outboxId: 1,
    serverId,
    conversationId: conversationId ?? 1,
    conversation: place?.value.conversation ?? nowhere,
    intent: 'send',
    clientId: randomUUID(),
    text,
    targetRemoteId: null,
    replyTo: null,
    files: [],
    emoji: null,
    on: true,
    attempted: false,
    attempts: 0,
    createdAt: clock.now()
  })
}

const nowhere = { remoteId: '', kind: 'single' as const, title: null, peer: null }
