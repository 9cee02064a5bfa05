// Holds what the tutor makes of a session: what it proposes, what settles it, and the dialect that it writes.
import { describe, expect, it } from 'vitest'
import { fillIn, type Proposal } from '../../../../src-main/dialects/learn/proposal.ts'
import { Tutor } from '../../../../src-main/dialects/learn/tutor.ts'
import { mustCompile, NOON, room, sessionOf } from '../../../support/dialects.ts'

const said = (username: string, text: string) => [{ username, text }]

/** A tutor that heard three people's lines. */
function attentive(): Tutor {
  const tutor = new Tutor({ myName: 'Me' })
  for (const [at, text] of ['good morning all', 'and to you', 'shall we meet?'].entries()) {
    tutor.note('chat', said(at % 2 === 0 ? 'Ana' : 'Bo', text), NOON + at * 4000)
  }
  return tutor
}

function say(tutor: Tutor, proposal: Proposal, text: string): unknown[] {
  const filled = fillIn(proposal, {
    session: sessionOf('Me', { login: { name: 'Me', room: 'r1' } }),
    text,
    clientId: 'c1',
    conversation: room,
    now: NOON
  })
  if (!filled) throw new Error(`nothing to say: ${proposal.id}`)
  tutor.emitted(proposal.id, filled.args, NOON + 20_000)
  return filled.args
}

function first(proposals: readonly Proposal[]): Proposal {
  const [best] = proposals
  if (!best) throw new Error('nothing is proposed')
  return best
}

describe('a tutor', () => {
  it('reads the first message that it hears', () => {
    const tutor = new Tutor({ myName: null })
    tutor.note('chat', said('Ana', 'good morning all'), NOON)
    const dialect = mustCompile(tutor.draft())
    const { events } = dialect.read('chat', said('Bo', 'and to you'), sessionOf('Me'), NOON)
    expect(events).toMatchObject([
      { kind: 'message', message: { text: 'and to you', author: { name: 'Bo' } } }
    ])
    expect(tutor.verdict()).toEqual({ is: 'conversation', why: 'messages' })
  })

  it('says nothing of a server that is silent', () => {
    const tutor = new Tutor({ myName: 'Me' })
    expect(tutor.draft()).toBeNull()
    expect(tutor.verdict()).toEqual({ is: 'listening', why: 'nothing-arrived' })
    expect(tutor.proposals('introduce').length).toBeGreaterThan(0)
  })

  it('writes a way to send once its text came back', () => {
    const tutor = attentive()
    const before = tutor.version
    const proposal = first(tutor.proposals('send'))
    expect(proposal).toMatchObject({ reason: 'mirrors-inbound', emission: { event: 'chat' } })
    const args = say(tutor, proposal, 'is this heard?')
    expect(tutor.draft()?.outbound).toBeUndefined()
    tutor.note('chat', said('Me', 'is this heard?'), NOON + 20_100)
    expect(args).toEqual([{ username: 'Me', text: 'is this heard?' }])
    expect(tutor.version).toBeGreaterThan(before)
    expect(tutor.trials()).toMatchObject([
      { state: 'confirmed', by: 'echo', echo: { author: 'args[0].username' } }
    ])
    expect(mustCompile(tutor.draft())).toMatchObject({
      echo: 'text',
      proves: ['written', 'echoed']
    })
  })

  it('takes a good answer for a yes, and keeps asking for it', () => {
    const tutor = attentive()
    const proposal = first(tutor.proposals('send'))
    say(tutor, proposal, 'hello')
    tutor.answered(proposal.id, [{ status: 'ok' }])
    const dialect = mustCompile(tutor.draft())
    expect(dialect.proves).toEqual(['written', 'acknowledged'])
    expect(tutor.draft()?.outbound?.send).toMatchObject({
      ack: { success: 'ack[0].status == "ok"' }
    })
  })

  it('proposes something else after a refusal, and nothing twice', () => {
    const tutor = attentive()
    const proposal = first(tutor.proposals('send'))
    say(tutor, proposal, 'hello')
    tutor.answered(proposal.id, [{ error: 'text is required' }])
    expect(tutor.trials()).toMatchObject([{ state: 'refused', words: 'text is required' }])
    expect(tutor.proposals('send').map(({ id }) => id)).not.toContain(proposal.id)
    expect(tutor.draft()?.outbound).toBeUndefined()
  })

  it('believes the person where the server shows nothing', () => {
    const tutor = attentive()
    const proposal = first(tutor.proposals('send'))
    say(tutor, proposal, 'hello')
    tutor.answered(proposal.id, null)
    expect(tutor.trials()).toMatchObject([{ state: 'unanswered' }])
    tutor.vouched(proposal.id, true)
    expect(mustCompile(tutor.draft()).features.send).toBe(true)
  })

  it('keeps an introduction after which a silent server begins to talk', () => {
    const tutor = new Tutor({ myName: 'Me' })
    const proposal = first(tutor.proposals('introduce'))
    const args = say(tutor, proposal, '')
    tutor.note('users', [['Ana', 'Me']], NOON + 20_200)
    expect(tutor.trials()).toMatchObject([{ state: 'confirmed', by: 'events' }])
    const [step] = mustCompile(tutor.draft()).join
    const session = sessionOf('Me', { login: { name: 'Me', room: 'r1' } })
    expect(step?.emission(session, NOON)).toMatchObject({ event: proposal.emission.event, args })
  })
})
