// Servers that are learned by watching, as the main thread knows them: what is told to windows, and what is tried on a yes.
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type {
  Ask,
  Declinable,
  Learning,
  Preview,
  Suggestion,
  WayToSay
} from '../../src-preload/contract/learning.ts'
import type { ConversationId, ServerId } from '../../src-preload/contract/model.ts'
import { isHttp, type Emission, type Saying, type Session } from '../dialects/compiled.ts'
import { readAnswer } from '../dialects/learn/answers.ts'
import { fillInAll, stepsOf, type Proposal } from '../dialects/learn/proposal.ts'
import { blankDialect, learnedIdOf } from '../dialects/learn/resume.ts'
import type { DialectDocument } from '../dialects/schema.ts'
import type { Clock } from './clock.ts'
import type { ConversationCalls } from './conversation-calls.ts'
import { inTurn } from './in-turn.ts'
import type { OnEmitted } from './inspector/inspector.ts'
import type { DialectLibrary } from './library/dialect-library.ts'
import type { Link } from './link/link.ts'
import type { ReceiverRpc } from './receiver-relay.ts'
import { dialectIdOf, resolvedLink, type Roster, type RosterEntry } from './roster.ts'
import type { SenderRpc } from './sender-relay.ts'
import type { StoreDoor } from './store-door.ts'
import type { EmitOutcome, Epoch, Lesson } from './thread-calls.ts'
import { trialDocument } from './trial-document.ts'
import type { Windows } from './windows.ts'

/** How long an answer to something tried is waited for, ms. */
const TRIAL_MS = 4_000
/** A try that never went out is over after this, ms. */
const GIVEN_UP_MS = 10_000
const PREVIEW = 2_000

export interface LessonsOptions {
  clock: Clock
  roster: Roster
  library: DialectLibrary
  store: StoreDoor
  link: Link
  conversations: ConversationCalls
  windows: Windows
  onEmitted: OnEmitted
  receiver: () => ReceiverRpc | null
  sender: () => SenderRpc | null
}

/** What became of an emission, and what its sender is to make of it. */
export type Settled = (outcome: EmitOutcome, judged: EmitOutcome) => void

type Filled = Partial<Record<Ask, string>>

/** A message under way by a way that is not proven. */
interface Sending {
  proposal: Proposal
  undoGivingUp: () => void
}

export class Lessons {
  readonly #options: LessonsOptions
  readonly #lessons = new Map<ServerId, Lesson>()
  readonly #sending = new Map<ServerId, Sending>()
  readonly #suggestions = new Map<ServerId, Suggestion>()

  constructor(options: LessonsOptions) {
    this.#options = options
  }

  /** For the receiver to tell. */
  readonly hears = {
    learned: ({ document }: { document: DialectDocument }): void =>
      this.#options.library.learned(document),
    lessonChanged: (lesson: Lesson): void => this.changed(lesson)
  }

  /** Makes sure that what a server is learned into is there. */
  ensure(entry: RosterEntry): void {
    const { serverId, connect } = entry.link
    const id = learnedIdOf(serverId)
    const { library } = this.#options
    if (dialectIdOf(entry) !== id || library.get(id) !== null) return
    library.learned(blankDialect(id, new URL(connect.url).host), 'renamed')
  }

  /** No dialect fits: it is learned from here on. */
  begin(entry: RosterEntry): void {
    entry.recognised = learnedIdOf(entry.link.serverId)
    this.ensure(entry)
  }

  /** The receiver makes something else of a server now. */
  changed(lesson: Lesson): void {
    const { serverId, trial } = lesson
    this.#lessons.set(serverId, lesson)
    const sending = this.#sending.get(serverId)
    const isOver = trial !== null && trial.state !== 'waiting'
    if (sending && isOver && trial.proposal.id === sending.proposal.id) this.#endSending(serverId)
    const told = this.#toldOf(lesson)
    if (told) this.#options.windows.tell('learningChanged', told)
  }

  /** The server, or its own page, speaks a known dialect. */
  suggest(serverId: ServerId, suggestion: Suggestion): void {
    const known = this.#suggestions.get(serverId)
    if (known?.by === 'events' && suggestion.by === 'page') return
    this.#suggestions.set(serverId, suggestion)
    const lesson = this.#lessons.get(serverId)
    if (lesson) this.changed(lesson)
  }

  suggestionFor(serverId: ServerId): Suggestion | null {
    return this.#suggestions.get(serverId) ?? null
  }

  /** The server is gone, or spoken to in another dialect. */
  forget(serverId: ServerId): void {
    this.#endSending(serverId)
    this.#suggestions.delete(serverId)
    if (this.#lessons.delete(serverId)) this.#options.windows.tell('learningEnded', { serverId })
  }

  /** Forgets those that are spoken to in another dialect by now. */
  review(): void {
    for (const serverId of this.#lessons.keys()) {
      const entry = this.#options.roster.get(serverId)
      if (!entry || dialectIdOf(entry) !== learnedIdOf(serverId)) this.forget(serverId)
    }
  }

  list(): Learning[] {
    return [...this.#lessons.values()].flatMap((lesson) => this.#toldOf(lesson) ?? [])
  }

  async preview(wish: {
    serverId: ServerId
    proposalId: string
    filled: Filled
    message: { conversationId: ConversationId; text: string } | null
  }): Promise<Result<Preview[]>> {
    const { serverId, proposalId, filled, message } = wish
    const entry = this.#options.roster.get(serverId)
    const proposal = this.#proposal(serverId, proposalId)
    if (!entry?.session || !proposal) return refuse('not-found')
    const place = message ? await this.#options.conversations.placeOf(message.conversationId) : null
    if (place && !place.ok) return place
    const conversation = place?.value.conversation ?? noPlace
    const session = withLogin(entry.session, filled)
    const filling = { conversation, text: message?.text ?? '', clientId: PLACEHOLDER_ID }
    const now = this.#options.clock.now()
    const emissions = fillInAll(proposal, { session, ...filling, now })
    if (!emissions) return refuse('not-supported')
    return done(
      emissions.map(({ event, args }) => ({ event, args: JSON.stringify(args).slice(0, PREVIEW) }))
    )
  }

  /** Says an introduction once, on the connection that stands. */
  async tryIntroduction(
    serverId: ServerId,
    proposalId: string,
    filled: Filled
  ): Promise<Result<null>> {
    const { link, clock, roster } = this.#options
    const entry = roster.get(serverId)
    const proposal = this.#proposal(serverId, proposalId)
    if (!entry?.session || proposal?.kind !== 'introduce') return refuse('not-found')
    if (!link.isConnected(serverId)) return refuse('server-unreachable', undefined, true)
    const session = withLogin(entry.session, filled)
    const now = clock.now()
    const filling = { session, text: '', clientId: PLACEHOLDER_ID, conversation: noPlace, now }
    const emissions = fillInAll(proposal, filling)
    if (!emissions) return refuse('not-supported')
    const kept = await this.#keepLogin(entry, filled)
    if (!kept.ok) return kept
    const epoch = { serverId, epoch: link.epochOf(serverId) }
    inTurn(emissions.length, clock, (step, settled) => {
      const emission = emissions[step]
      if (!emission) return
      const said = { ...emission, ack: { timeoutMs: TRIAL_MS } }
      const told = this.#options.onEmitted(serverId, said, 'join')
      this.#emitTried(epoch, { proposal, emission: said, step }, (outcome) => {
        told(outcome)
        settled()
      })
    })
    return done(null)
  }

  /** Sends the first message that waits in a conversation, and no other before it is proven. */
  trySend(serverId: ServerId, proposalId: string, conversationId: ConversationId): Result<null> {
    const { clock, library, link, sender } = this.#options
    const proposal = this.#proposal(serverId, proposalId)
    const document = library.get(learnedIdOf(serverId)) as DialectDocument | null
    if (proposal?.kind !== 'send' || !document) return refuse('not-found')
    if (!link.isConnected(serverId)) return refuse('server-unreachable', undefined, true)
    if (this.#sending.has(serverId)) return refuse('too-many', { max: 1 }, true)
    const undoGivingUp = clock.after(GIVEN_UP_MS, () => this.#endSending(serverId))
    this.#sending.set(serverId, { proposal, undoGivingUp })
    const trial = trialDocument(document, proposal.emission, TRIAL_MS)
    sender()?.tell('trySend', { serverId, conversationId, document: trial })
    return done(null)
  }

  /** The person saw whether what was tried last arrived. */
  vouch(serverId: ServerId, proposalId: string, worked: boolean): Result<null> {
    if (this.#lessons.get(serverId)?.trial?.proposal.id !== proposalId) return refuse('not-found')
    this.#options.receiver()?.tell('proposalVouched', { serverId, proposalId, worked })
    return done(null)
  }

  never(serverId: ServerId, kind: Declinable): Result<null> {
    const { library } = this.#options
    const document = library.get(learnedIdOf(serverId)) as DialectDocument | null
    if (!document) return refuse('not-found')
    const never = [...new Set([...(document.learned?.never ?? []), kind])]
    library.learned({ ...document, learned: { never } }, 'renamed')
    const lesson = this.#lessons.get(serverId)
    if (lesson) this.changed(lesson)
    return done(null)
  }

  /** What the sender emits goes through here: of a try the receiver must know. */
  emit(epoch: Epoch, saying: Saying, settled: Settled): void {
    const sending = this.#sending.get(epoch.serverId)
    const isTried = !isHttp(saying) && sending?.proposal.emission.event === saying.event
    if (sending && isTried) {
      this.#emitTried(epoch, { proposal: sending.proposal, emission: saying }, settled)
    } else {
      this.#options.link.emit(epoch, saying, (outcome) => settled(outcome, outcome))
    }
  }

  #emitTried(
    epoch: Epoch,
    { proposal, emission, step = 0 }: { proposal: Proposal; emission: Emission; step?: number },
    settled: Settled
  ): void {
    const { clock, link, receiver } = this.#options
    const { serverId } = epoch
    const proposalId = proposal.id
    receiver()?.tell('proposalEmitted', {
      serverId,
      proposalId,
      step,
      args: emission.args,
      at: clock.now()
    })
    link.emit(epoch, emission, (outcome) => {
      const args = outcome.kind === 'acked' ? outcome.args : null
      receiver()?.tell('proposalAnswered', { serverId, proposalId, step, args })
      settled(outcome, this.#isProven(serverId, proposal) ? proven(outcome) : judged(outcome))
    })
  }

  /** Whether something else than an answer showed that it arrived. */
  #isProven(serverId: ServerId, { id }: Proposal): boolean {
    const trial = this.#lessons.get(serverId)?.trial
    return trial?.proposal.id === id && trial.state === 'confirmed'
  }

  // The sender goes back to what is proven; what has no words there waits.
  #endSending(serverId: ServerId): void {
    const sending = this.#sending.get(serverId)
    if (!sending) return
    sending.undoGivingUp()
    this.#sending.delete(serverId)
    const { library, sender } = this.#options
    const id = learnedIdOf(serverId)
    sender()?.tell('dialectSet', { id, document: library.get(id), anew: false })
  }

  async #keepLogin(entry: RosterEntry, filled: Filled): Promise<Result<null>> {
    if (Object.keys(filled).length === 0) return done(null)
    const { serverId } = entry.link
    const kept = await this.#options.store.ask.keepLogin({ serverId, values: filled })
    if (!kept.ok) return kept
    // Not by way of the roster's news: the connection stays.
    entry.link = { ...entry.link, login: { ...entry.link.login, ...filled } }
    this.#options.receiver()?.tell('linkSet', resolvedLink(entry))
    this.#options.sender()?.tell('linkSet', resolvedLink(entry))
    return kept
  }

  #proposal(serverId: ServerId, proposalId: string): Proposal | null {
    const lesson = this.#lessons.get(serverId)
    const all = [...(lesson?.introductions ?? []), ...(lesson?.sends ?? [])]
    return all.find(({ id }) => id === proposalId) ?? null
  }

  #toldOf({ serverId, verdict, readings, introductions, sends, trial }: Lesson): Learning | null {
    const document = this.#options.library.get(learnedIdOf(serverId)) as DialectDocument | null
    if (!document) return null
    return {
      serverId,
      verdict: verdict.is,
      why: verdict.why,
      canSend: document.outbound?.send !== undefined,
      readings,
      introductions: introductions.map(wayOf),
      sends: sends.map(wayOf),
      trial: trial && {
        kind: trial.proposal.kind,
        proposalId: trial.proposal.id,
        state: trial.state,
        words: trial.words
      },
      suggestion: this.suggestionFor(serverId),
      never: document.learned?.never ?? []
    }
  }
}

const noPlace = { remoteId: '', kind: 'single' as const, title: null, peer: null }
/** Stands in previews for the id that a message will have. */
const PLACEHOLDER_ID = '00000000-0000-7000-8000-000000000000'

function withLogin(session: Session, filled: Filled): Session {
  return { ...session, login: { ...session.login, ...filled } }
}

function wayOf(proposal: Proposal): WayToSay {
  const { id, asks, reason } = proposal
  return { id, events: stepsOf(proposal).map(({ emission }) => emission.event), asks, reason }
}

/** A server that repeats one's words need not answer as well. */
function proven(outcome: EmitOutcome): EmitOutcome {
  const isOpen = outcome.kind === 'timeout' || outcome.kind === 'lost'
  return isOpen ? { kind: 'acked', args: [] } : judged(outcome)
}

/** An answer that says no is told in a form that the trial's document reads as a refusal. */
function judged(outcome: EmitOutcome): EmitOutcome {
  if (outcome.kind !== 'acked') return outcome
  const { isGood, words } = readAnswer(outcome.args)
  return isGood ? outcome : { kind: 'acked', args: [{ filoRefused: words ?? '' }] }
}
