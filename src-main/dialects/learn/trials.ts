// What was said with the person's yes, and what came of it: an echo, an answer, a complaint, silence.
import { complaintOf, readAnswer } from './answers.ts'
import { isPlain, KEPT_TEXT, type Anatomy, type Leaf } from './leaves.ts'
import { propose, together, type Proposal } from './proposal.ts'
import type { Introduced } from './sends.ts'

export type TrialState = 'waiting' | 'confirmed' | 'refused' | 'unanswered'
/** What showed it: the text came back, an answer, other events that came at once, the person. */
export type TrialProof = 'echo' | 'ack' | 'events' | 'person'

/** How one's own text came back. */
export interface Echo {
  event: string
  /** Where the text was, as an expression over `args`. */
  text: string
  /** Where one's own name was. */
  author: string | null
  /** Where the conversation was. */
  room: string | null
}

/** One try; plain data, may cross threads. */
export interface Trial {
  proposal: Proposal
  /** When it went out, ms. */
  at: number
  state: TrialState
  by: TrialProof | null
  /** The server's own words where it refused. */
  words: string | null
  /** How a good answer is told, as an expression over `ack`; null where any answer is good. */
  success: string | null
  hasAnswered: boolean
  echo: Echo | null
  /** Whether the person said it without being asked, as in the Inspector. */
  isByHand: boolean
}

interface Running {
  trial: Trial
  /** The proposal that this is a step of. */
  of: string
  text: string | null
  name: string | null
  room: string | null
}

const MOST_TRIALS = 100
const ECHO_MS = 60_000
const REACTION_MS = 8_000

/** All tries of one server, oldest first. */
export class Trials {
  readonly #running: Running[] = []
  /** Kinds of events that came before anything was tried. */
  readonly #usual = new Set<string>()

  all(): Trial[] {
    return this.#running.map(({ trial }) => ({ ...trial }))
  }

  /** What `emitted` was told: names under which the person is known. */
  names(): string[] {
    return this.#running.flatMap(({ name }) => name ?? [])
  }

  rooms(): string[] {
    return this.#running.flatMap(({ room }) => room ?? [])
  }

  /**
   * What came of the last yes: of several steps the one that tells most, a complaint before all.
   */
  latest(): Trial | null {
    const asked = this.#running.filter(({ trial }) => !trial.isByHand)
    const of = asked.at(-1)?.of
    const begin = asked.findLastIndex((one) => one.of !== of) + 1
    const steps = asked.slice(begin).map(({ trial }) => trial)
    const order: readonly TrialState[] = ['waiting', 'refused', 'confirmed', 'unanswered']
    const told = order.flatMap((state) => steps.findLast((step) => step.state === state) ?? [])
    return told[0] ? { ...told[0] } : null
  }

  /** What the person said by hand and was answered well, so that it may be how one writes here. */
  answeredByHand(): Proposal[] {
    return this.#running.flatMap(({ trial }) => {
      const { proposal, state, isByHand } = trial
      const isOpen = isByHand && proposal.kind === 'send' && !teaches(trial)
      return isOpen && state === 'confirmed' ? [proposal] : []
    })
  }

  /** Introductions to a place that the person calls by a number and no good answer came to: told as a number. */
  numbered(): Proposal[] {
    const wholes = new Set(
      this.#running.flatMap(({ trial, room, of }) => {
        const isNumber = room !== null && /^\d{1,15}$/.test(room)
        return isNumber && trial.state !== 'confirmed' ? [of] : []
      })
    )
    return [...wholes].flatMap((whole) => {
      const steps = this.#running.flatMap(({ trial: { proposal }, of }) =>
        of === whole && proposal.kind === 'introduce' ? [asNumber(proposal)] : []
      )
      const [first, ...more] = steps
      return first ? [more.length > 0 ? together(first, ...more) : first] : []
    })
  }

  /** @param of the proposal that this is a step of, where it is one */
  begin(
    proposal: Proposal,
    args: readonly unknown[],
    { at, of = proposal.id, isByHand = false }: { at: number; of?: string; isByHand?: boolean }
  ): void {
    const found = { text: null, name: null, room: null } as Found
    collect(proposal.emission.args, args, found)
    this.#running.push({
      trial: {
        proposal,
        at,
        state: 'waiting',
        by: null,
        words: null,
        success: null,
        hasAnswered: false,
        echo: null,
        isByHand
      },
      of,
      ...found
    })
    if (this.#running.length > MOST_TRIALS) this.#running.shift()
  }

  /** @param args an acknowledgement's arguments; null: none came in time */
  answer(id: string, args: readonly unknown[] | null): boolean {
    const running = this.#running.findLast(({ trial }) => trial.proposal.id === id)
    if (!running || running.trial.state === 'refused') return false
    const { trial } = running
    if (args === null) {
      if (trial.state !== 'waiting') return false
      trial.state = 'unanswered'
      return true
    }
    const { isGood, words, success } = readAnswer(args)
    trial.hasAnswered = true
    trial.success = success
    trial.words = words
    if (!isGood) trial.state = 'refused'
    else if (trial.state !== 'confirmed') confirm(trial, 'ack')
    return true
  }

  /** The person says whether it arrived. */
  vouch(id: string, worked: boolean): boolean {
    const running = this.#running.findLast(({ trial }) => trial.proposal.id === id)
    if (!running) return false
    if (worked) confirm(running.trial, 'person')
    else running.trial.state = 'refused'
    return true
  }

  /** An event came; answers whether it settled something. */
  hear(event: string, args: readonly unknown[], anatomy: Anatomy, at: number): boolean {
    const isNew = !this.#usual.has(event)
    if (isNew && this.#usual.size < 500) this.#usual.add(event)
    const open = this.#running.filter(({ trial }) => isOpen(trial, at))
    if (open.length === 0) return false
    const words = complaintOf(event, args)
    // A complaint is about what was said last.
    if (words !== null) return refuse(open.at(-1), words, at)
    return open.map((one) => hearOne(one, event, anatomy, { isNew, at })).includes(true)
  }
}

function asNumber({ kind, emission, confidence, reason }: Proposal): Proposal {
  const args = JSON.stringify(emission.args).replaceAll('"=login.room"', '"=number(login.room)"')
  return propose(kind, { ...emission, args: JSON.parse(args) as unknown[] }, confidence, reason)
}

/**
 * Whether what worked may be said again without a further yes. What the person said by hand may have been
 * anything with a sentence in it: that somebody answered proves no message, that it came back does.
 */
export function teaches({ isByHand, by, echo }: Trial): boolean {
  return !isByHand || echo !== null || by === 'person'
}

function isOpen({ state, at: from }: Trial, at: number): boolean {
  return (state === 'waiting' || state === 'unanswered') && at >= from && at - from <= ECHO_MS
}

function refuse(running: Running | undefined, words: string, at: number): boolean {
  if (!running || at - running.trial.at > REACTION_MS) return false
  running.trial.state = 'refused'
  running.trial.words = words.slice(0, 300)
  return true
}

function hearOne(
  { trial, text, name, room }: Running,
  event: string,
  { leaves }: Anatomy,
  { isNew, at }: { isNew: boolean; at: number }
): boolean {
  if (trial.proposal.kind === 'introduce') {
    const known = [name, room].filter((value) => value !== null)
    const isOfMe = leaves.some(({ value }) => known.includes(String(value)))
    const isReaction = at - trial.at <= REACTION_MS && (isNew || isOfMe)
    if (isReaction) confirm(trial, 'events')
    return isReaction
  }
  const back = text === null ? undefined : leaves.find((leaf) => holds(leaf, text))
  if (!back) return false
  const pathOf = (wanted: string | null): string | null =>
    leaves.find(({ value }) => wanted !== null && String(value) === wanted)?.path ?? null
  trial.echo = { event, text: back.path, author: pathOf(name), room: pathOf(room) }
  confirm(trial, 'echo')
  return true
}

function holds({ value }: Leaf, text: string): boolean {
  return typeof value === 'string' && (value === text || (text.length > 5 && value.includes(text)))
}

function confirm(trial: Trial, by: TrialProof): void {
  trial.state = 'confirmed'
  trial.by ??= by
}

interface Found {
  text: string | null
  name: string | null
  room: string | null
}

/** What stood in the place of the template's expressions. */
function collect(template: unknown, said: unknown, found: Found): void {
  if (typeof template === 'string') {
    if (typeof said !== 'string' && typeof said !== 'number') return
    if (template === '=entry.text') found.text = String(said).slice(0, KEPT_TEXT)
    if (template === '=login.name') found.name = String(said)
    if (template === '=login.room' || template === '=conversation.remoteId') {
      found.room = String(said)
    }
  } else if (Array.isArray(template) && Array.isArray(said)) {
    template.forEach((part, at) => collect(part, said[at], found))
  } else if (isPlain(template) && isPlain(said)) {
    for (const key of Object.keys(template))
      collect(template[key], said[key.replace(/\?$/, '')], found)
  }
}

/** What the server was told by the introductions that it did not refuse. */
export function introducedBy(trials: readonly Trial[]): Introduced {
  const told = trials.filter(({ proposal, state }) => {
    return proposal.kind === 'introduce' && state !== 'refused'
  })
  const args = told.flatMap(({ proposal }) => proposal.emission.args)
  return {
    byName: JSON.stringify(args).includes('login.name'),
    inObjects: args.length === 0 ? null : args.some(isPlain),
    answered: told.some(({ hasAnswered }) => hasAnswered)
  }
}
