// Learns an emulated server as the app would: watches, proposes, says what a person who always agrees lets it say.
import { fillIn, stepsOf, type Proposal } from '../../src-main/dialects/learn/proposal.ts'
import { Tutor } from '../../src-main/dialects/learn/tutor.ts'
import type { Vocabulary } from '../../src-main/dialects/learn/vocabulary.ts'
import { compileDialect } from '../../src-main/dialects/compile.ts'
import type { Session } from '../../src-main/dialects/compiled.ts'
import { startSession } from '../../src-main/dialects/session.ts'
import type { ConversationRef } from '../../src-preload/contract/inbound.ts'
import { EmulatedServer, filledIn, personOf, type Person } from './learn-emulator.ts'
import { judge, sessionOf, type LearnServer, type Told } from './learn-sessions.ts'

const START = 1_772_000_000_000
const TEXT = 'does anybody hear this?'

export type Read = ReturnType<typeof judge>

/** Five messages are heard, nothing is said. */
export function watch(server: LearnServer, vocabulary: Vocabulary): { tutor: Tutor; read: Read } {
  const tutor = new Tutor({ myName: 'Me', vocabulary })
  return { tutor, read: hearAll(tutor, server, START) }
}

function hearAll(tutor: Tutor, server: LearnServer, start: number): Read {
  const session = sessionOf(server, start)
  for (const { event, args, at } of session) tutor.note(event, args, at)
  return judge(server, { learner: tutor, last: session.at(-1)?.args ?? [] })
}

/** After that, ways to send are tried; answers how many until one got through, null: none of `most`. */
export function trySending(
  server: LearnServer,
  vocabulary: Vocabulary,
  most: number
): number | null {
  const person = personOf(server)
  const emulated = new EmulatedServer(server, person)
  const tutor = new Tutor({ myName: 'Me', vocabulary })
  if (server.page !== undefined) tutor.readPage(server.page)
  introduce(tutor, emulated, server, person)
  hearAll(tutor, server, START)
  const place = placeOf(tutor, server, person)
  for (let tries = 1; tries <= most; tries++) {
    const [proposal] = tutor.proposals('send')
    const said = proposal && agree(tutor, proposal, { person, place, at: START + 200_000 * tries })
    if (!proposal || !said) return null
    const { isTaken, ack } = emulated.say(said, TEXT, place.remoteId)
    if (isTaken) return tries
    tutor.answered(proposal.id, proposal.emission.ack ? ack : null)
  }
  return null
}

/** The person came in somehow, and the tutor saw how: what it learns of that is measured apart. */
function introduce(
  tutor: Tutor,
  emulated: EmulatedServer,
  { join = [] }: LearnServer,
  person: Person
): void {
  if (holds(join, '{{room}}')) tutor.joined(person['room'] ?? '')
  for (const { event, args } of join) {
    const said = { event, args: filledIn(args, person) as unknown[] }
    const id = tutor.emittedByHand(event, said.args, START - 1000)
    const { ack } = emulated.introduce(said)
    if (id !== null) tutor.answered(id, ack)
  }
}

/** A server that stays silent until it is introduced to; answers what is read after `most` tries. */
export function tryIntroducing(
  server: LearnServer,
  vocabulary: Vocabulary,
  { most, together }: { most: number; together: number }
): Read | null {
  const person = personOf(server)
  const emulated = new EmulatedServer(server, person)
  const tutor = new Tutor({ myName: 'Me', vocabulary })
  if (server.page !== undefined) tutor.readPage(server.page)
  server.greets?.forEach(({ event, args }) => tutor.note(event, args, START))
  const place: ConversationRef = { remoteId: '', kind: 'single', title: null, peer: null }
  for (let tries = 1; tries <= most * together && !emulated.talks; tries++) {
    const at = START + 20_000 * tries
    const [proposal] = tutor.proposals('introduce')
    if (!proposal) return null
    for (const step of stepsOf(proposal).keys()) {
      const said = agree(tutor, proposal, { person, place, at, step })
      if (!said) return null
      const { ack } = emulated.introduce(said)
      tutor.answered(proposal.id, stepsOf(proposal)[step]?.emission.ack ? ack : null, step)
    }
  }
  return emulated.talks ? hearAll(tutor, server, START + 1_000_000) : null
}

/** The person agrees: it goes out, filled in as it was shown. */
function agree(
  tutor: Tutor,
  proposal: Proposal,
  {
    person,
    place,
    at,
    step = 0
  }: { person: Person; place: ConversationRef; at: number; step?: number }
): Told | null {
  const filled = fillIn(stepsOf(proposal)[step] ?? proposal, {
    session: session(person),
    text: TEXT,
    clientId: '6f1de3c2-7c1e-4f59-9d0b-111111111111',
    conversation: place,
    now: at
  })
  if (!filled) return null
  tutor.emitted(proposal.id, filled.args, at, step)
  return filled
}

function session(person: Person): Session {
  return { ...startSession(person, { id: null, name: 'Me' }), socketId: 'sId1' }
}

/** Where the window would be when something is written: what the draft makes of the last message. */
function placeOf(tutor: Tutor, server: LearnServer, person: Person): ConversationRef {
  const last = sessionOf(server, START).at(-1)
  const compiled = compileDialect(tutor.draft())
  const told =
    last && compiled.ok
      ? compiled.value.read(last.event, last.args, session(person), START).events
      : []
  const named = told.flatMap((event) => (event.kind === 'message' ? [event.conversation] : []))
  const [found] = named.filter(({ remoteId }) => remoteId !== '')
  const room = person['room'] ?? ''
  return found ?? { remoteId: room, kind: 'room', title: room, peer: null }
}

function holds(value: unknown, blank: string): boolean {
  return JSON.stringify(value ?? null).includes(blank)
}
