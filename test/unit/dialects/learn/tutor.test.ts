// Holds what the tutor makes of a session: what it proposes, what settles it, and the dialect that it writes.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fillIn, type Proposal } from '../../../../src-main/dialects/learn/proposal.ts'
import { Tutor } from '../../../../src-main/dialects/learn/tutor.ts'
import { mustCompile, NOON, room, sessionOf } from '../../../support/dialects.ts'
import { hostileValue } from '../../../support/hostile-values.ts'
import { quietStrangers } from '../../../support/learn-strangers.ts'
import { silentServers } from '../../../support/learn-unseen.ts'

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

  it('says how sure it is of each reading, and grows surer with what it hears', () => {
    const tutor = new Tutor({ myName: null })
    expect(tutor.surenesses()).toEqual([])
    tutor.note('chat', said('Ana', 'good morning all'), NOON)
    const [first] = tutor.surenesses()
    expect(first).toMatchObject({ event: 'chat', is: 'message' })
    for (const [at, text] of ['and you?', 'fine, thanks', 'see you at noon'].entries()) {
      tutor.note('chat', said(at % 2 ? 'Ana' : 'Bo', text), NOON + at)
    }
    const [later] = tutor.surenesses()
    expect(later?.confidence).toBeGreaterThan(first?.confidence ?? 1)
    expect(later?.confidence).toBeLessThanOrEqual(1)
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

  it('makes of a refusal what it asks for', () => {
    const tutor = new Tutor({ myName: 'Me' })
    const id = tutor.emittedByHand('join', ['Me'], NOON)
    tutor.answered(id ?? '', ['Name and room are required'])
    expect(tutor.proposals('introduce')[0]).toMatchObject({
      reason: 'server-asked',
      asks: ['room'],
      emission: { event: 'join', args: [{ name: '=login.name', room: '=login.room' }] }
    })
  })

  it('learns from what the person says by hand', () => {
    const tutor = attentive()
    tutor.emittedByHand('chat', [{ username: 'Me', text: 'is this heard?' }], NOON + 20_000)
    tutor.note('chat', said('Me', 'is this heard?'), NOON + 20_100)
    expect(tutor.draft()?.outbound?.send).toMatchObject({
      emit: 'chat',
      args: [{ username: '=login.name', text: '=entry.text' }]
    })
  })

  it('only proposes what the person said by hand where an answer is all that came', () => {
    const tutor = attentive()
    const id = tutor.emittedByHand('status', ['gone fishing until tomorrow'], NOON + 20_000)
    tutor.answered(id ?? '', [{ ok: true }])
    expect(tutor.draft()?.outbound).toBeUndefined()
    expect(tutor.latestTrial()).toBeNull()
    const [way] = tutor.proposals('send')
    expect(way).toMatchObject({ reason: 'by-hand', emission: { event: 'status' } })
    say(tutor, first(tutor.proposals('send')), 'hello there')
    tutor.answered(way?.id ?? '', [{ ok: true }])
    expect(tutor.draft()?.outbound?.send).toMatchObject({ emit: 'status' })
  })

  it.each([
    ['leave', ['Me']],
    ['delete message', [{ id: 5 }]],
    ['tick', []]
  ])(
    'never repeats by itself what the person said by hand and is no introduction: %s',
    (event, args) => {
      const tutor = attentive()
      expect(tutor.emittedByHand(event, args, NOON + 20_000)).toBeNull()
      tutor.note('something new', [{ Me: true }], NOON + 20_100)
      expect(tutor.draft()?.join).toBeUndefined()
    }
  )

  it('reads who comes and goes, what changes, and what only a machine says', () => {
    const tutor = new Tutor({ myName: 'Me' })
    const line = (id: string, user: string, text: string) => [{ id, user, text }]
    tutor.note('message', line('m1', 'Chat Bot', 'Ana has joined the chat'), NOON)
    tutor.note('message', line('m2', 'Ana', 'good morning all'), NOON + 4000)
    tutor.note('message', line('m3', 'Bo', 'and to you'), NOON + 8000)
    tutor.note('user joined', [{ user: 'Cleo' }], NOON + 9000)
    tutor.note('message updated', [{ id: 'm2', text: 'good evening all' }], NOON + 10_000)
    tutor.note('message deleted', ['m3'], NOON + 11_000)
    const dialect = mustCompile(tutor.draft())
    const told = (event: string, ...args: unknown[]) =>
      dialect.read(event, args, sessionOf('Me'), NOON).events
    expect(told('user joined', { user: 'Dan' })).toMatchObject([
      { kind: 'members', people: [{ name: 'Dan' }] }
    ])
    expect(told('message updated', { id: 'm2', text: 'changed' })).toMatchObject([
      { kind: 'edit', remoteId: 'm2', text: 'changed' }
    ])
    expect(told('message deleted', 'm3')).toMatchObject([{ kind: 'delete', remoteId: 'm3' }])
    expect(told('message', ...line('m4', 'Chat Bot', 'Bo has left'))).toMatchObject([
      { message: { notice: true } }
    ])
    expect(told('message', ...line('m5', 'Bo', 'I have left it there'))).toMatchObject([
      { message: { notice: false } }
    ])
  })

  it('tells conversations between two by the other of them', () => {
    const tutor = new Tutor({ myName: 'Me' })
    for (const [at, text] of ['good morning', 'are you there?', 'well then', 'bye'].entries()) {
      tutor.note('dm', [{ fromId: at % 2 ? 'u7' : 'u8', toId: 'u1', body: text }], NOON + at * 4000)
    }
    const dialect = mustCompile(tutor.draft())
    const session = sessionOf('Me', { me: { id: 'u1', name: 'Me' } })
    const whereOf = (fromId: string, toId: string) =>
      dialect.read('dm', [{ fromId, toId, body: 'hello there' }], session, NOON).events
    const direct = { conversation: { remoteId: 'u7', kind: 'direct' } }
    expect(whereOf('u7', 'u1')).toMatchObject([direct])
    expect(whereOf('u1', 'u7')).toMatchObject([direct])
  })
})

describe('a tutor where nobody talks', () => {
  it.each([...silentServers, ...quietStrangers].map((server) => [server.id, server] as const))(
    'does not take %s for a conversation',
    (_id, { told, everyMs }) => {
      const tutor = new Tutor({ myName: 'Me' })
      told.forEach(({ event, args }, at) => tutor.note(event, args, NOON + at * everyMs))
      expect(tutor.verdict().is).not.toBe('conversation')
      expect(tutor.draft()?.inbound.filter(({ is }) => is === 'message') ?? []).toEqual([])
    }
  )

  it('says so of a game once enough has come', () => {
    const tutor = new Tutor({ myName: 'Me' })
    for (let n = 0; n < 40; n++) tutor.note('pos', [{ id: 1, x: n, y: n * 2 }], NOON + n * 50)
    expect(tutor.verdict()).toEqual({ is: 'not-a-conversation', why: 'game' })
  })
})

describe('a tutor under load', () => {
  it('takes anything without failing, and its dialect always compiles', () => {
    const event = fc.tuple(
      fc.string(),
      fc.array(hostileValue(['text', 'user', 'id', '__proto__', 'a"b']), { maxLength: 3 })
    )
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (told) => {
        const tutor = new Tutor({ myName: 'Me' })
        told.forEach(([name, args], at) => tutor.note(name, args, NOON + at))
        for (const kind of ['introduce', 'send'] as const) {
          for (const { id, emission } of tutor.proposals(kind))
            tutor.emitted(id, emission.args, NOON)
        }
        told.forEach(([name, args]) => tutor.answered(name, args))
        const draft = tutor.draft()
        if (draft) mustCompile(draft)
      }),
      { numRuns: 60 }
    )
  })

  it('keeps little of very much', () => {
    const tutor = new Tutor({ myName: 'Me' })
    const long = 'words and words '.repeat(500)
    const large = () => [
      Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`k${n}`, long + n]))
    ]
    const before = process.memoryUsage().heapUsed
    for (let n = 0; n < 1_000; n++) tutor.note(`e${n % 200}`, large(), NOON + n)
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(150e6)
  })
})
