// What the learner would say to a server if the person agrees: a plain object, and what it looks like filled in.
import type { OutboxEntry } from '../../ports/store-network-calls.ts'
import { compileDialect } from '../compile.ts'
import { isHttp, type Emission, type Session } from '../compiled.ts'

/** What the person must fill in beyond a name, as `login.room` and so on. */
export type Ask = 'room' | 'password' | 'token' | 'email' | 'userId'

/**
 * Why it is proposed: the server's own page says so; an event that came looks so; other servers are
 * talked to so; the server complained that it lacks it; the person said it itself.
 */
export type ProposalReason =
  'page-script' | 'mirrors-inbound' | 'vocabulary' | 'server-asked' | 'by-hand'

/** How it is said: arguments are a dialect's template, texts that begin with `=` are expressions. */
export interface Template {
  event: string
  args: unknown[]
  /** Whether to ask for an acknowledgement. */
  ack: boolean
}

/** Something that may be said; plain data, may cross threads. */
export interface Proposal {
  /** The same for the same kind, event and shape. */
  id: string
  kind: 'introduce' | 'send'
  emission: Template
  /** What the person must fill in first. */
  asks: Ask[]
  /** 0 to 1. */
  confidence: number
  reason: ProposalReason
  /** What is said one after the other on one yes, each a proposal of its own; not there: only this. */
  steps?: readonly Proposal[]
}

/** All that is said on one yes, in order. */
export function stepsOf(proposal: Proposal): readonly Proposal[] {
  return proposal.steps ?? [proposal]
}

/** What `fillIn` needs; `text` for a send, the rest as an outbox entry would carry it. */
export interface Filling {
  session: Session
  text: string
  clientId: string
  conversation: OutboxEntry['conversation']
  /** ms since 1970 */
  now: number
}

const ASKS: readonly Ask[] = ['room', 'password', 'token', 'email', 'userId']

/** Makes a proposal; what it asks for follows from its arguments. */
export function propose(
  kind: Proposal['kind'],
  emission: Template,
  confidence: number,
  reason: ProposalReason
): Proposal {
  const said = JSON.stringify(emission.args)
  return {
    id: `${kind} ${emission.event} ${said}`.slice(0, 2000),
    kind,
    emission,
    asks: ASKS.filter((ask) => said.includes(`login.${ask}`)),
    confidence,
    reason
  }
}

/** Several as one: it is agreed to all of them, or to none. */
export function together(first: Proposal, ...more: readonly Proposal[]): Proposal {
  const steps = [first, ...more]
  return {
    ...first,
    id: `steps ${steps.map(({ id }) => id).join(' ')}`.slice(0, 2000),
    asks: ASKS.filter((ask) => steps.some(({ asks }) => asks.includes(ask))),
    confidence: Math.max(...steps.map(({ confidence }) => confidence)),
    steps
  }
}

/**
 * The event and arguments as they would go out, made by the very code that a dialect's are; null
 * where a value is missing that it can't be said without, or the template is faulty. Of several steps the
 * first. Never throws.
 */
export function fillIn(proposal: Proposal, filling: Filling): Emission | null {
  const compiled = compileDialect(documentOf(proposal))
  if (!compiled.ok) return null
  const { session, now } = filling
  const saying =
    proposal.kind === 'send'
      ? compiled.value.write(entryOf(filling), session, now)
      : compiled.value.join[0]?.emission(session, now)
  return saying && !isHttp(saying) ? saying : null
}

/** All of its steps; null where one can't be said. */
export function fillInAll(proposal: Proposal, filling: Filling): Emission[] | null {
  const emissions = stepsOf(proposal).map((step) => fillIn(step, filling))
  return emissions.every((emission) => emission !== null) ? emissions : null
}

function documentOf({ kind, emission: { event, args, ack } }: Proposal): unknown {
  const emit = { emit: event, args, ...(ack ? { ack: {} } : {}) }
  return {
    filoDialect: 1,
    id: 'proposal',
    name: 'Proposal',
    conversations: { mode: 'named' },
    inbound: [],
    ...(kind === 'send' ? { outbound: { send: emit } } : { join: [emit] })
  }
}

function entryOf({ text, clientId, conversation, now }: Filling): OutboxEntry {
  return {
    outboxId: 1,
    serverId: '',
    conversationId: 1,
    conversation,
    intent: 'send',
    clientId,
    text,
    targetRemoteId: null,
    replyTo: null,
    emoji: null,
    on: false,
    files: [],
    attempted: false,
    attempts: 0,
    createdAt: now
  }
}
