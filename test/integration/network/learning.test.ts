// Servers that no dialect fits: read by watching, written to with the person's yes, and never spoken to otherwise.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LearningRig } from '../../support/network/learning-rig.ts'
import { until } from '../../support/network/until.ts'

let rig: LearningRig
beforeEach(() => {
  rig = new LearningRig()
  rig.begin()
})
afterEach(() => rig.end())

describe('a server of unknown words', () => {
  it('is connected to, and read from its first message on', async () => {
    const server = await rig.stranger()
    const serverId = await rig.come(server)
    server.say('Bo', 'good morning all')
    server.say('Cleo', 'and a good day to you')
    await until(() => rig.test.store.texts().length === 2)
    expect(rig.test.store.texts()).toEqual(['good morning all', 'and a good day to you'])
    const authors = rig.test.store.events.flatMap(({ event }) =>
      event.kind === 'message' ? [event.message.author.name] : []
    )
    expect(authors).toEqual(['Bo', 'Cleo'])
    await until(() => rig.learned(serverId)?.verdict === 'conversation')
    expect(rig.learned(serverId)).toMatchObject({ canSend: false, trial: null })
    expect(server.heard).toEqual([])
  })

  it('is read again where the first reading said nothing, and nothing comes twice', async () => {
    const server = await rig.stranger()
    await rig.come(server)
    // Alone, one word says too little to be believed.
    server.io.emit('zq', { a: 'Bo', b: 'hm' })
    server.io.emit('zq', { a: 'Cleo', b: 'what do you say, shall we meet today?' })
    for (const [index, text] of [
      'yes, at the station',
      'around noon then',
      'see you there'
    ].entries())
      server.io.emit('zq', { a: index % 2 ? 'Bo' : 'Cleo', b: text })
    await until(() => rig.test.store.texts().includes('see you there'))
    await until(() => rig.test.store.texts().includes('hm'))
    const texts = rig.test.store.texts()
    expect(new Set(texts).size).toBe(texts.length)
    expect(texts).toHaveLength(5)
  })

  it('is put right where the first reading missed who said it and where', async () => {
    const server = await rig.stranger()
    await rig.come(server)
    const lines = [
      ['Bo', 'good morning all'],
      ['Cleo', 'and a good day to you'],
      ['Bo', 'shall we meet at noon?'],
      ['Dana', 'yes, at the station'],
      ['Cleo', 'see you there then']
    ]
    for (const [zw, zx] of lines) server.io.emit('zv', { zw, zx, zy: 'h-2' })
    const right = lines.map(([name, text]) => `h-2 ${name}: ${text}`)
    await until(() => rig.test.store.lines().at(-1) === right.at(-1))
    const first = rig.test.store.events.find(({ event }) => event.kind === 'message')?.event
    expect(first).toMatchObject({ message: { author: { name: null } } })
    await until(() => rig.test.store.lines()[0] === right[0])
    expect(rig.test.store.lines()).toEqual(right)
  })

  it('is sent to with one yes, which an answer proves; then it goes by itself', async () => {
    const server = await rig.stranger((socket, io) => {
      socket.on('whisper', (said: { body?: string }, ack?: (answer: unknown) => void) => {
        if (typeof said.body !== 'string') return ack?.({ error: 'body is required' })
        ack?.({ ok: true })
        io.emit('whisper', { who: { nick: 'Ana' }, body: said.body })
      })
    })
    const serverId = await rig.come(server)
    await rig.listen(server)
    const first = rig.test.store.send(serverId, 'is this heard?')
    const second = rig.test.store.send(serverId, 'and this?')
    const proposalId = await rig.waySent(serverId)
    const preview = await rig.test.window.ask.previewWay({
      serverId,
      proposalId,
      filled: {},
      message: { conversationId: 1, text: 'is this heard?' }
    })
    expect(server.heard).toEqual([])
    expect(
      await rig.test.window.ask.trySend({ serverId, proposalId, conversationId: 1 })
    ).toMatchObject({ ok: true })
    await until(() => rig.test.store.outcomes(first).includes('acknowledged'))
    await until(() => rig.learned(serverId)?.canSend)
    await until(() => rig.test.store.outcomes(second).includes('acknowledged'))
    const [said] = server.heard
    expect(preview).toMatchObject({
      value: [{ event: said?.event, args: JSON.stringify(said?.args) }]
    })
    expect(server.heard).toHaveLength(2)
  })

  it('is written to as the person showed by hand, once those words came back', async () => {
    const server = await rig.stranger((socket, io) => {
      socket.on('murmur', (place: string, body: string) =>
        io.emit('whisper', { who: { nick: 'Ana' }, body, place })
      )
    })
    const serverId = await rig.come(server)
    for (const [nick, body] of [
      ['Bo', 'good morning all'],
      ['Cleo', 'and a good day to you']
    ])
      server.io.emit('whisper', { who: { nick }, body, place: 'yard' })
    await until(() => rig.test.store.texts().length === 2)
    const args = ['yard', 'is this heard?']
    await rig.test.window.ask.emitByHand({ serverId, event: 'murmur', args, ackMs: null })
    await until(() => rig.learned(serverId)?.canSend)
    rig.test.store.send(serverId, 'and this too?')
    await until(() => server.heard.length === 2)
    expect(server.heard[1]).toMatchObject({ event: 'murmur' })
    expect(server.heard[1]?.args[1]).toBe('and this too?')
  })

  it('that refuses a way is offered the next one; what else waits goes on waiting', async () => {
    const server = await rig.stranger((socket) => {
      socket.onAny((_event: string, ...args: unknown[]) => {
        const ack = args.at(-1)
        if (typeof ack === 'function')
          (ack as (answer: unknown) => void)({ error: 'not like this' })
      })
    })
    const serverId = await rig.come(server)
    await rig.listen(server)
    const first = rig.test.store.send(serverId, 'is this heard?')
    const second = rig.test.store.send(serverId, 'and this?')
    const proposalId = await rig.waySent(serverId)
    await rig.test.window.ask.trySend({ serverId, proposalId, conversationId: 1 })
    await until(() => rig.test.store.outcomes(first).includes('failed'))
    await until(() => rig.learned(serverId)?.trial?.state === 'refused')
    expect(rig.learned(serverId)?.trial?.words).toBe('not like this')
    expect(await rig.waySent(serverId)).not.toBe(proposalId)
    expect(rig.test.store.outcomes(second)).toEqual([])
    expect(server.heard).toHaveLength(1)
  })

  it('that repeats what one says under another name is known to have heard it', async () => {
    const server = await rig.stranger((socket) => {
      socket.on('whisper', ({ body }: { body?: string }) => socket.emit('noted', { words: body }))
    })
    const serverId = await rig.come(server)
    await rig.listen(server)
    rig.test.store.send(serverId, 'is this heard?')
    const proposalId = await rig.waySent(serverId)
    await rig.test.window.ask.trySend({ serverId, proposalId, conversationId: 1 })
    await until(() => rig.learned(serverId)?.canSend)
    const isMine = () =>
      rig.test.store.events.some(({ event }) => {
        if (event.kind !== 'message' || event.message.text !== 'is this heard?') return false
        return event.message.own || event.message.mayBeOwn === true
      })
    await until(isMine)
    expect(rig.test.store.lines().filter((line) => line.endsWith('is this heard?'))).toHaveLength(1)
  })

  it('that answers nothing leaves the message unconfirmed, and it is not sent again', async () => {
    const server = await rig.stranger()
    const serverId = await rig.come(server)
    await rig.listen(server)
    const entry = rig.test.store.send(serverId, 'is this heard?')
    await rig.test.window.ask.trySend({
      serverId,
      proposalId: await rig.waySent(serverId),
      conversationId: 1
    })
    await until(() => rig.test.store.outcomes(entry).includes('unconfirmed'), 8_000)
    expect(rig.learned(serverId)).toMatchObject({ canSend: false, trial: { state: 'unanswered' } })
    expect(server.heard).toHaveLength(1)
  })

  it('that answers nothing is written to by itself once the person saw a message arrive', async () => {
    const server = await rig.stranger()
    const serverId = await rig.come(server)
    await rig.listen(server)
    const first = rig.test.store.send(serverId, 'is this heard?')
    const proposalId = await rig.waySent(serverId)
    await rig.test.window.ask.trySend({ serverId, proposalId, conversationId: 1 })
    await until(() => rig.test.store.outcomes(first).includes('unconfirmed'), 8_000)
    await until(() => rig.learned(serverId)?.trial?.state === 'unanswered')
    await rig.test.window.ask.vouchWay({ serverId, proposalId, worked: true })
    await until(() => rig.learned(serverId)?.canSend)
    const second = rig.test.store.send(serverId, 'and this goes by itself')
    await until(() => rig.test.store.outcomes(second).includes('written'))
    expect(server.heard).toHaveLength(2)
  })

  it('is still known after a start, with its name, and what was learned goes on', async () => {
    const server = await rig.stranger((socket, io) => {
      socket.on('whisper', (said: { body: string }, ack?: (answer: unknown) => void) => {
        io.emit('whisper', { who: { nick: 'Ana' }, body: said.body })
        ack?.({ ok: true })
      })
    })
    const serverId = await rig.come(server)
    await rig.listen(server)
    rig.test.store.send(serverId, 'is this heard?')
    await rig.test.window.ask.trySend({
      serverId,
      proposalId: await rig.waySent(serverId),
      conversationId: 1
    })
    await until(() => rig.learned(serverId)?.canSend)
    const dialectId = `learned-${serverId}`
    await rig.test.window.ask.renameDialect({ dialectId, name: 'The whisperers' })
    const { store } = rig.test
    await rig.leave()
    expect(rig.dialects).toEqual([`dialect-${dialectId}.json`])

    const [link] = store.links
    if (link) link.dialectId = dialectId
    await rig.come(server, store)
    await until(() => rig.learned(serverId)?.canSend)
    const entry = rig.test.store.send(serverId, 'once more')
    await until(() => rig.test.store.outcomes(entry).includes('acknowledged'))
    server.say('Bo', 'welcome back')
    await until(() => rig.test.store.texts().includes('welcome back'))
    expect(await rig.test.window.ask.listDialects({})).toMatchObject({
      value: expect.arrayContaining([
        expect.objectContaining({ id: dialectId, name: 'The whisperers', origin: 'learned' })
      ]) as unknown
    })
  })
})

describe('a server that is silent until one introduces oneself', () => {
  it('hears nothing before the yes, and talks after it; the introduction is kept', async () => {
    const server = await rig.stranger((socket) => {
      socket.onAny(() => socket.emit('message', { username: 'Bo', text: 'welcome, you are in' }))
    })
    const serverId = await rig.come(server)
    await new Promise((resolve) => setTimeout(resolve, 800))
    expect(server.heard).toEqual([])
    expect(rig.learned(serverId)).toMatchObject({ verdict: 'listening', why: 'nothing-arrived' })
    const way = rig.learned(serverId)?.introductions[0]
    const filled = Object.fromEntries((way?.asks ?? []).map((ask) => [ask, 'lobby']))
    const wish = { serverId, proposalId: way?.id ?? '', filled }
    expect(await rig.test.window.ask.previewWay({ ...wish, message: null })).toMatchObject({
      value: [{ event: way?.events[0] }]
    })
    expect(server.heard).toEqual([])
    expect(await rig.test.window.ask.tryIntroduction(wish)).toMatchObject({ ok: true })
    await until(() => rig.test.store.texts().includes('welcome, you are in'))
    await until(() => rig.learned(serverId)?.trial?.state === 'confirmed')
    await rig.test.window.ask.reconnect({ serverId })
    await until(() => server.heard.length === 2)
    expect(server.heard[0]).toEqual(server.heard[1])
  })

  it('is not asked about any more once the person said never', async () => {
    const serverId = await rig.come(await rig.stranger())
    await until(() => rig.learned(serverId))
    await rig.test.window.ask.neverTry({ serverId, kind: 'introduce' })
    await until(() => rig.learned(serverId)?.never.includes('introduce'))
  })
})

describe('a game', () => {
  it('is told to be none of a conversation, and hears nothing', async () => {
    const server = await rig.stranger()
    const serverId = await rig.come(server)
    for (let tick = 0; tick < 60; tick++) {
      server.io.emit('state', { x: Math.random() * 100, y: Math.random() * 100, score: tick })
    }
    await until(() => rig.learned(serverId)?.verdict === 'not-a-conversation')
    expect(rig.test.store.texts()).toEqual([])
    expect(server.heard).toEqual([])
  })
})
