// Goes on recognising servers that are being learned: by what they say later, be it to others or to an introduction.
/*
 * A server that says nothing to strangers is learned at first. What it says once others talk there, or once the
 * person had something said, is weighed as what it says on connecting is. Learning has begun by then, so what is
 * found is suggested and waits for the person.
 */
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { DialectCandidate } from '../../src-preload/contract/network-calls.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { Opening } from '../dialects/compiled.ts'
import { HeardSample } from '../dialects/heard-sample.ts'
import { learnedIdOf } from '../dialects/learn/resume.ts'
import { startSession } from '../dialects/session.ts'
import type { Recognition } from '../dialects/recognise.ts'
import type { Clock } from './clock.ts'
import type { DialectBook } from './dialect-book.ts'
import type { Inspector } from './inspector/inspector.ts'
import type { Lessons } from './lessons.ts'
import { recognise } from './recognise.ts'
import { dialectIdOf, type Roster, type RosterEntry } from './roster.ts'
import type { LinkFrame } from './packed-frames.ts'
import type { Epoch } from './thread-calls.ts'
import { argsOf } from './wire-args.ts'

/** What comes within so many ms is weighed together. */
const PAUSE_MS = 250
const MOST_SHOWN = 6

export interface RecognisingOptions {
  clock: Clock
  roster: Roster
  book: DialectBook
  lessons: Pick<Lessons, 'suggest'>
}

export class Recognising {
  readonly #options: RecognisingOptions
  readonly #samples = new Map<ServerId, HeardSample>()
  readonly #waiting = new Set<ServerId>()

  constructor(options: RecognisingOptions) {
    this.#options = options
  }

  /** Events came; those of servers that are spoken to in a known dialect are none of ours. */
  heard({ serverId, frames }: Epoch & { frames: readonly LinkFrame[] }): void {
    if (!this.#isLearned(serverId)) return
    const sample = this.#samples.get(serverId) ?? new HeardSample()
    this.#samples.set(serverId, sample)
    const isNew = frames.map(({ event, args, bytes }) => sample.add(event, argsOf(args), bytes))
    if (isNew.includes(true)) this.#lookSoon(serverId)
  }

  /** A connection stands: what was heard in earlier ones still holds, where it is learned again. */
  connected(serverId: ServerId): void {
    if (this.#samples.has(serverId)) this.#lookSoon(serverId)
  }

  forget(serverId: ServerId): void {
    this.#samples.delete(serverId)
  }

  #lookSoon(serverId: ServerId): void {
    if (this.#waiting.has(serverId)) return
    this.#waiting.add(serverId)
    this.#options.clock.after(PAUSE_MS, () => void this.#look(serverId))
  }

  async #look(serverId: ServerId): Promise<void> {
    const { book, roster, lessons } = this.#options
    this.#waiting.delete(serverId)
    await book.list() // compiles what is needed below, without holding up the sockets
    const entry = roster.get(serverId)
    const sample = this.#samples.get(serverId)
    if (!entry || !sample || !this.#isLearned(serverId)) return
    const { id, candidates } = weighHeard(book, entry, sample)
    const found = candidates.find((one) => one.id === id)
    if (found) lessons.suggest(serverId, { dialectId: found.id, name: found.name, by: 'events' })
  }

  #isLearned(serverId: ServerId): boolean {
    const entry = this.#options.roster.get(serverId)
    return entry !== undefined && dialectIdOf(entry) === learnedIdOf(serverId)
  }
}

export interface FitsOptions {
  roster: Roster
  book: DialectBook
  inspector: Inspector
  lessons: Pick<Lessons, 'suggestionFor'>
}

/** The dialects that fit what a server showed lately, best first: those for which there is a reason. */
export async function fitsOf(
  { roster, book, inspector, lessons }: FitsOptions,
  serverId: ServerId
): Promise<Result<DialectCandidate[]>> {
  await book.list()
  const entry = roster.get(serverId)
  if (!entry) return refuse('not-found')
  const sample = new HeardSample()
  for (const { direction, event, args, bytes } of inspector.between(serverId, 1, null)) {
    if (direction === 'in') sample.add(event, argsOf(args), bytes)
  }
  const { candidates } = weighHeard(book, entry, sample)
  const suggested = lessons.suggestionFor(serverId)
  const byPage = suggested?.by === 'page' ? suggested : null
  const all = candidates.some(({ id }) => id === byPage?.dialectId)
    ? candidates
    : [
        ...candidates,
        ...(byPage ? [{ id: byPage.dialectId, name: byPage.name, fit: 0, reasons: [] }] : [])
      ]
  const reasoned = all
    .map((one) => (one.id === byPage?.dialectId ? byItsPage(one) : one))
    .filter(({ reasons }) => reasons.length > 0)
  return done(reasoned.slice(0, MOST_SHOWN))
}

function byItsPage(candidate: DialectCandidate): DialectCandidate {
  return { ...candidate, reasons: [...candidate.reasons, { kind: 'page' }] }
}

function weighHeard(book: DialectBook, entry: RosterEntry, sample: HeardSample): Recognition {
  const { login, me } = entry.link
  const session = entry.session ?? startSession(login, { id: me.id, name: me.name })
  return recognise(book, { heard: sample.events, opening: openingOf(entry) }, session)
}

/** As it was seen, else as far as is known from connecting. */
function openingOf({ opening, link: { connect, found } }: RosterEntry): Opening {
  if (opening) return opening
  const set = connect.generation === 'auto' ? found.generation : connect.generation
  return {
    generation: set === undefined ? null : (Number(set) as 2 | 3 | 4),
    path: connect.path ?? found.path ?? '/socket.io',
    namespace: connect.namespace ?? found.namespace ?? '/',
    handshake: null,
    refusal: null
  }
}
