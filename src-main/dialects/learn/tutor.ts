// One unknown server's pupil: watches, says what it understands, proposes what to say, and writes the dialect down.
/*
 * Pure: no sockets, no clock, no disk. It never emits; it is told what came and what went out. Nothing
 * in it throws, and nothing in it grows without bound.
 */
import type { LearnedReading } from '../../../src-preload/contract/learning.ts'
import { presets } from '../presets.ts'
import type { DialectDocument } from '../schema.ts'
import { draftOf } from './draft.ts'
import { proposeIntroductions } from './introductions.ts'
import { BELIEVED, Learner } from './learner.ts'
import { takeApart } from './leaves.ts'
import { templateOf } from './by-hand.ts'
import { knownFrom, roomsIn } from './known.ts'
import { introductionsIn, isOtherwise, sendsIn } from './page-proposals.ts'
import { emitsIn, type ScriptEmit } from './page-script.ts'
import { stepsOf, type Proposal } from './proposal.ts'
import { proposeSends } from './sends.ts'
import type { EventReading } from './study.ts'
import { introducedBy, Trials, type Trial } from './trials.ts'
import { judgeTraffic, type Verdict } from './verdict.ts'
import { vocabularyOf, type Vocabulary } from './vocabulary.ts'

const MOST_PROPOSALS = 5
/** Calls of a page that are kept. */
const MOST_EMITS = 300
const MOST_ROOMS = 100

export interface TutorOptions {
  /** What the person is called there; null where nobody knows yet. */
  myName: string | null
  /** How known servers are talked to; without it: as those that come with Filo. */
  vocabulary?: Vocabulary
}

let shipped: Vocabulary | null = null

/** Counted once, when a server is first studied. */
function shippedVocabulary(): Vocabulary {
  return (shipped ??= vocabularyOf(presets.map(({ document }) => document)))
}

/** Readings that are told of. */
const MOST_TOLD = 100

export class Tutor {
  readonly #learner: Learner
  readonly #myName: string | null
  /** By their JSON: pages that are told again say nothing new. */
  readonly #emits = new Map<string, ScriptEmit>()
  readonly #rooms = new Set<string>()
  readonly #vocabulary: Vocabulary
  readonly #trials = new Trials()
  readonly #proposed = new Map<string, Proposal>()
  readonly #traffic = { count: 0, first: 0, last: 0, values: 0, numbers: 0 }
  readonly #offered = new Map<Proposal['kind'], { version: number; best: Proposal[] }>()
  #version = 0
  #draft: { version: number; document: DialectDocument | null } | null = null

  constructor({ myName, vocabulary = shippedVocabulary() }: TutorOptions) {
    this.#learner = new Learner({ myName })
    this.#myName = myName
    this.#vocabulary = vocabulary
  }

  /** Grows whenever readings, proposals, tries or the draft may have changed. */
  get version(): number {
    return this.#version
  }

  /** An event came. @param at ms */
  note(event: string, args: readonly unknown[], at: number): void {
    const anatomy = takeApart(args)
    this.#count(
      anatomy.leaves.map(({ value }) => value),
      at
    )
    const isSettled = this.#trials.hear(event, args, anatomy, at)
    const isRead = this.#learner.note(event, args, at, anatomy)
    if (isSettled || isRead) this.#version += 1
  }

  /**
   * What the server's own page says, or one of its scripts: text that was fetched anyway. It names
   * what the page's own client says to this server, which is the best proposal there is. Takes up to
   * some 100 ms of CPU for a MB: where that is too much, call `emitsIn` elsewhere and `pageSays` here.
   */
  readPage(source: string): void {
    this.pageSays(emitsIn(source))
  }

  /** The same with what `emitsIn` found; plain data, may cross threads. */
  pageSays(emits: readonly ScriptEmit[]): void {
    for (const emit of emits) {
      if (this.#emits.size < MOST_EMITS) this.#emits.set(JSON.stringify(emit), emit)
    }
    this.#version += 1
  }

  /** The person agreed, and a step of it went out with these arguments. @param at ms */
  emitted(proposalId: string, args: readonly unknown[], at: number, step = 0): void {
    const said = this.#step(proposalId, step)
    if (!said) return
    this.#trials.begin(said, args, { at, of: proposalId })
    for (const room of this.#trials.rooms()) this.joined(room)
    this.#version += 1
  }

  /**
   * The person said something without a proposal, as in the Inspector: a sentence that comes back shows
   * how one writes here, one's name or room how one comes in. Values that are known, such as the person's
   * name, become blanks. Answers its id; null where it is nothing to be repeated. @param at ms
   */
  emittedByHand(event: string, args: readonly unknown[], at: number): string | null {
    const rooms = [...this.#rooms, ...roomsIn(this.#learner.heard())]
    const proposal = templateOf(event, args, { myName: this.#myName, rooms })
    const says = /"=login\.(name|room)"/.test(JSON.stringify(proposal.emission.args))
    if (isOtherwise(event) || (proposal.kind === 'introduce' && !says)) return null
    this.#remember(proposal)
    this.#trials.begin(proposal, args, { at, isByHand: true })
    for (const room of this.#trials.rooms()) this.joined(room)
    this.#version += 1
    return proposal.id
  }

  /** An answer came to a step of it; null: none in time. */
  answered(proposalId: string, args: readonly unknown[] | null, step = 0): void {
    const said = this.#step(proposalId, step)
    if (!said || !this.#trials.answer(said.id, args)) return
    this.#version += 1
  }

  /** The person says whether it arrived, where the server shows nothing. */
  vouched(proposalId: string, worked: boolean): void {
    if (this.#trials.vouch(proposalId, worked)) this.#version += 1
  }

  /** The person joined a room: its name in an event tells where a message belongs. */
  joined(room: string): void {
    if (this.#rooms.has(room) || this.#rooms.size >= MOST_ROOMS) return
    this.#rooms.add(room)
    this.#learner.joined(room)
    this.#version += 1
  }

  /** All that is understood, surest first; below `BELIEVED` it is a guess. */
  readings(): EventReading[] {
    return this.#learner.readings()
  }

  /** What was tried, oldest first. */
  trials(): Trial[] {
    return this.#trials.all()
  }

  /** What came of the last yes; null: nothing was tried. */
  latestTrial(): Trial | null {
    return this.#trials.latest()
  }

  /** A dialect of what is understood so far, that compiles; null where that is nothing. */
  draft(): DialectDocument | null {
    if (this.#draft?.version !== this.#version) {
      const document = draftOf({ readings: this.#believed(), trials: this.#trials.all() })
      this.#draft = { version: this.#version, document }
    }
    return this.#draft.document
  }

  /** What events are read as, and how sure that is; surest first, a hundred at most. */
  surenesses(): LearnedReading[] {
    return this.#believed()
      .map(({ event, is, confidence }) => ({ event, is, confidence }))
      .sort((left, right) => right.confidence - left.confidence)
      .slice(0, MOST_TOLD)
  }

  /** Whether anybody talks here. */
  verdict(): Verdict {
    const { count, first, last, values, numbers } = this.#traffic
    return judgeTraffic(this.#believed(), {
      count,
      spanMs: last - first,
      numbers: numbers / Math.max(1, values)
    })
  }

  /** What may be said next, surest first; what was tried already is not proposed again. */
  proposals(kind: Proposal['kind']): Proposal[] {
    const cached = this.#offered.get(kind)
    if (cached?.version === this.#version) return cached.best
    const best = this.#offer(kind)
    this.#offered.set(kind, { version: this.#version, best })
    return best
  }

  #offer(kind: Proposal['kind']): Proposal[] {
    const tried = new Set(this.#trials.all().map(({ proposal }) => proposal.id))
    const all = kind === 'send' ? this.#sends() : this.#introductions()
    const isNew = (one: Proposal): boolean => stepsOf(one).some(({ id }) => !tried.has(id))
    const proven = kind === 'send' ? this.#trials.answeredByHand() : []
    const best = [...proven, ...all.filter(isNew)].slice(0, MOST_PROPOSALS)
    for (const one of best) this.#remember(one)
    return best
  }

  #sends(): Proposal[] {
    const heard = this.#learner.heard()
    const guessed = proposeSends(heard, this.#vocabulary, introducedBy(this.#trials.all()))
    return unique([...sendsIn([...this.#emits.values()], knownFrom(heard)), ...guessed])
  }

  #introductions(): Proposal[] {
    const refused = this.#trials.all().flatMap(({ proposal, words, state }) => {
      return state === 'refused' && words ? [{ event: proposal.emission.event, words }] : []
    })
    const need = { vocabulary: this.#vocabulary, refused }
    const known = knownFrom(this.#learner.heard())
    const said = introductionsIn([...this.#emits.values()], known)
    const numbered = this.#trials.numbered()
    return unique([...numbered, ...said, ...proposeIntroductions(need)]).sort(
      (left, right) => knows(right) - knows(left) || right.confidence - left.confidence
    )
  }

  #step(proposalId: string, step: number): Proposal | undefined {
    const proposal = this.#proposed.get(proposalId)
    return proposal && stepsOf(proposal)[step]
  }

  // Kept so that `emitted` knows it by its id, and no longer than needed.
  #remember(proposal: Proposal): void {
    this.#proposed.delete(proposal.id)
    this.#proposed.set(proposal.id, proposal)
    const [oldest] = this.#proposed.keys()
    if (this.#proposed.size > 200 && oldest !== undefined) this.#proposed.delete(oldest)
  }

  #believed(): EventReading[] {
    return this.#learner.readings().filter(({ confidence }) => confidence >= BELIEVED)
  }

  #count(values: readonly unknown[], at: number): void {
    const traffic = this.#traffic
    if (traffic.count === 0) traffic.first = at
    traffic.count += 1
    traffic.last = Math.max(traffic.last, at)
    traffic.values += values.length
    traffic.numbers += values.filter((value) => typeof value === 'number').length
  }
}

/** What comes from this very server stands before what others want. */
function knows({ reason }: Proposal): number {
  return reason === 'vocabulary' ? 0 : 1
}

function unique(proposals: readonly Proposal[]): Proposal[] {
  const ids = new Set<string>()
  return proposals.filter(({ id }) => !ids.has(id) && ids.add(id))
}
