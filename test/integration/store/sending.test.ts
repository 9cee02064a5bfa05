// Holds what happens to a message from composing to proof: nothing lost, nothing doubled, undone if refused.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Proof } from '../../../src-preload/contract/model.ts'
import {
  addRoom,
  allFeatures,
  clientId,
  commit,
  compose,
  live,
  messagesOf,
  must,
  openRig,
  page,
  room,
  said,
  settleDown,
  START,
  type Rig
} from './store-rig.ts'

let rig: Rig
let id: number

beforeEach(async () => {
  rig = openRig()
  id = await addRoom(rig)
})
afterEach(() => rig.end())

const prove = async (
  outboxId: number,
  remoteId: string | null = null,
  proof: Proof = 'acknowledged'
): Promise<void> => {
  const settlement = {
    outboxId,
    outcome: 'proven' as const,
    proof,
    remoteId,
    time: null,
    seq: null
  }
  must(await rig.network.ask.settle({ settlements: [settlement] }))
}
const refuse = async (outboxId: number): Promise<void> => {
  const failure = { code: 'message-refused' as const, retry: false }
  must(await rig.network.ask.settle({ settlements: [{ outboxId, outcome: 'failed', failure }] }))
}
const emit = async (...outboxIds: number[]): Promise<void> => {
  must(await rig.network.ask.markAttempted({ outboxIds }))
}
const outbox = async () => must(await rig.network.ask.listOutbox({}))
const own = (text: string, remoteId: string | null = null, sentAs: string | null = null) =>
  live(said(text, { own: true, author: { id: 'me', name: 'Anna' }, remoteId, clientId: sentAs }))
const rows = async () =>
  (await messagesOf(rig, id)).map(({ text, state, proof }) => ({ text, state, proof }))

describe('composing', () => {
  it('commits message and outbox entry, and tells the network', async () => {
    const { messageId, outboxId } = await compose(rig, id, 'hello')
    await settleDown()
    expect((await messagesOf(rig, id)).map((one) => [one.id, one.text, one.state])).toEqual([
      [messageId, 'hello', 'queued']
    ])
    expect(rig.network.of('outboxAdded').flatMap(({ entries }) => entries)).toMatchObject([
      { outboxId, intent: 'send', text: 'hello', attempted: false, conversation: room }
    ])
  })

  it('is one message however often the same client id is sent', async () => {
    const first = await compose(rig, id, 'hello')
    const again = await compose(rig, id, 'hello', first.clientId)
    expect(again.messageId).toBe(first.messageId)
    expect((await outbox()).length).toBe(1)
  })

  it('refuses empty and overlong text in words', async () => {
    const input = { conversationId: id, clientId: clientId(), replyToId: null }
    expect(await rig.window.ask.sendMessage({ ...input, text: ' \n' })).toMatchObject({
      failure: { code: 'message-empty' }
    })
    expect(await rig.window.ask.sendMessage({ ...input, text: 'x'.repeat(20_001) })).toMatchObject({
      failure: { code: 'message-too-long', detail: { limit: 20_000, length: 20_001 } }
    })
  })

  it('quotes what it replies to', async () => {
    await commit(rig, [live(said('question', { remoteId: 'q' }))])
    const [quoted] = await messagesOf(rig, id)
    const sent = { conversationId: id, clientId: clientId(), text: 'answer' }
    must(await rig.window.ask.sendMessage({ ...sent, replyToId: quoted?.id ?? 0 }))
    const replyTo = { remoteId: 'q', author: 'Bruno', text: 'question' }
    expect((await outbox())[0]?.replyTo).toEqual(replyTo)
    expect((await messagesOf(rig, id))[1]?.reply).toEqual({
      messageId: quoted?.id,
      author: 'Bruno',
      text: 'question'
    })
  })

  it('survives a restart with whether it was attempted', async () => {
    const { outboxId } = await compose(rig, id, 'one')
    await compose(rig, id, 'two')
    await emit(outboxId)
    rig.reopen()
    expect((await outbox()).map((one) => [one.text, one.attempted])).toEqual([
      ['one', true],
      ['two', false]
    ])
    expect((await rows()).map((row) => row.state)).toEqual(['sending', 'queued'])
  })
})

describe('proof', () => {
  it('takes an ack, then the echo', async () => {
    const { outboxId } = await compose(rig, id, 'hello')
    await emit(outboxId)
    await prove(outboxId, 'm1')
    expect(await rows()).toEqual([{ text: 'hello', state: 'sent', proof: 'acknowledged' }])
    await commit(rig, [own('hello', 'm1')])
    expect(await rows()).toEqual([{ text: 'hello', state: 'sent', proof: 'echoed' }])
    expect(await outbox()).toEqual([])
  })

  it('takes an echo with the client id, then the ack, and tells that the entry is done', async () => {
    const { outboxId, clientId: sentAs } = await compose(rig, id, 'hello')
    await emit(outboxId)
    await commit(rig, [own('hello', 'm1', sentAs)])
    await settleDown()
    expect(rig.network.of('outboxRemoved')).toEqual([{ outboxIds: [outboxId] }])
    await prove(outboxId, 'm1')
    expect(await rows()).toEqual([{ text: 'hello', state: 'sent', proof: 'echoed' }])
  })

  it('joins an echo that nothing told to be ours with the ack that comes later', async () => {
    const { messageId, outboxId } = await compose(rig, id, 'hello')
    // Not emitted by the store's books, and the text changed: it cannot be recognised.
    await commit(rig, [own('HELLO', 'm1'), live(said('reply', { remoteId: 'm2' }))])
    expect((await rows()).length).toBe(3)
    await prove(outboxId, 'm1')
    const joined = await messagesOf(rig, id)
    expect(joined.map((one) => [one.id === messageId, one.text])).toEqual([
      [true, 'HELLO'],
      [false, 'reply']
    ])
  })

  it('recognises an echo by its text, the oldest first', async () => {
    const first = await compose(rig, id, 'ok')
    const second = await compose(rig, id, 'ok')
    await emit(first.outboxId, second.outboxId)
    await commit(rig, [own('ok')])
    expect((await messagesOf(rig, id)).map((one) => [one.id, one.proof])).toEqual([
      [first.messageId, 'echoed'],
      [second.messageId, null]
    ])
    await commit(rig, [own('ok')])
    expect((await rows()).map((row) => row.proof)).toEqual(['echoed', 'echoed'])
  })

  it('recognises an echo that names nobody, where the server repeats what one says', async () => {
    const { outboxId } = await compose(rig, id, 'ok')
    await emit(outboxId)
    const nobody = { author: { id: null, name: null }, own: false }
    await commit(rig, [live(said('ok', { ...nobody, mayBeOwn: true }))])
    await commit(rig, [live(said('ok', { ...nobody, mayBeOwn: true }))])
    await commit(rig, [live(said('ok', nobody))])
    expect((await rows()).map((row) => row.proof)).toEqual(['echoed', null, null])
  })

  it('takes the same text from another device as another message', async () => {
    await compose(rig, id, 'ok')
    await commit(rig, [own('ok', 'm9')])
    expect((await rows()).map((row) => row.state)).toEqual(['sent', 'queued'])
  })

  it('never goes back to a weaker one', async () => {
    const { outboxId } = await compose(rig, id, 'hello')
    await emit(outboxId)
    await prove(outboxId, 'm1')
    const receipt = {
      kind: 'receipt' as const,
      conversation: room,
      by: { id: 'u2', name: 'Bruno' },
      own: false,
      remoteId: 'm1'
    }
    await commit(rig, [
      { ...receipt, level: 'read' },
      { ...receipt, level: 'delivered' }
    ])
    await commit(rig, [own('hello', 'm1')])
    await prove(outboxId, 'm1', 'written')
    expect(await rows()).toEqual([{ text: 'hello', state: 'read', proof: 'read' }])
  })

  it('is found in a page of history, and the message goes to its place there', async () => {
    const { outboxId } = await compose(rig, id, 'mine')
    await emit(outboxId)
    const history = page([
      said('before', { remoteId: 'a', time: START - 50 }),
      said('mine', {
        remoteId: 'b',
        time: START + 10,
        own: true,
        author: { id: 'me', name: 'Anna' }
      }),
      said('after', { remoteId: 'c', time: START + 20 })
    ])
    await commit(rig, [history])
    expect((await rows()).map((row) => row.text)).toEqual(['before', 'mine', 'after'])
    expect(await outbox()).toEqual([])
  })
})

describe('trouble', () => {
  it('shows why a message failed, and sends it again on request', async () => {
    const { messageId, outboxId } = await compose(rig, id, 'hello')
    await emit(outboxId)
    await refuse(outboxId)
    expect((await messagesOf(rig, id))[0]?.failure?.code).toBe('message-refused')
    must(await rig.window.ask.retryMessage({ messageId }))
    expect(await outbox()).toMatchObject([{ text: 'hello', attempted: false }])
    expect((await messagesOf(rig, id))[0]).toMatchObject({ state: 'queued', failure: null })
  })

  it('hands back the text of a failed message that is discarded', async () => {
    const { messageId, outboxId } = await compose(rig, id, 'hello')
    await refuse(outboxId)
    expect(must(await rig.window.ask.discardMessage({ messageId }))).toEqual({ text: 'hello' })
    expect(await rows()).toEqual([])
  })

  it('keeps an unconfirmed message until an echo proves it', async () => {
    const { outboxId } = await compose(rig, id, 'hello')
    await emit(outboxId)
    must(await rig.network.ask.settle({ settlements: [{ outboxId, outcome: 'unconfirmed' }] }))
    expect((await rows())[0]?.state).toBe('unconfirmed')
    await commit(rig, [own('hello')])
    expect(await rows()).toEqual([{ text: 'hello', state: 'sent', proof: 'echoed' }])
  })

  it('takes an unconfirmed message for sent once the person saw it arrive, and nothing else', async () => {
    const { messageId, outboxId } = await compose(rig, id, 'hello')
    const refused = await rig.window.ask.confirmMessage({ messageId })
    expect(refused).toMatchObject({ failure: { code: 'not-allowed' } })
    await emit(outboxId)
    must(await rig.network.ask.settle({ settlements: [{ outboxId, outcome: 'unconfirmed' }] }))
    must(await rig.window.ask.confirmMessage({ messageId }))
    expect(await rows()).toEqual([{ text: 'hello', state: 'sent', proof: 'written' }])
  })

  it('counts what is postponed, and queues it again', async () => {
    const { outboxId } = await compose(rig, id, 'hello')
    await emit(outboxId)
    must(await rig.network.ask.settle({ settlements: [{ outboxId, outcome: 'postponed' }] }))
    expect(await outbox()).toMatchObject([{ attempts: 1, attempted: false }])
    expect((await rows())[0]?.state).toBe('queued')
  })

  it('does not fail what an echo has proven', async () => {
    const { outboxId } = await compose(rig, id, 'hello')
    await emit(outboxId)
    await commit(rig, [own('hello', 'm1')])
    await refuse(outboxId)
    expect((await rows())[0]?.state).toBe('sent')
  })
})

describe('while still queued', () => {
  it('an edit changes what will be sent, and keeps the order', async () => {
    const first = await compose(rig, id, 'one')
    await compose(rig, id, 'two')
    const edit = { messageId: first.messageId, clientId: clientId(), text: 'uno' }
    must(await rig.window.ask.editMessage(edit))
    expect((await outbox()).map((entry) => [entry.intent, entry.text])).toEqual([
      ['send', 'uno'],
      ['send', 'two']
    ])
    await settleDown()
    expect(rig.network.of('outboxRemoved').flatMap(({ outboxIds }) => outboxIds)).toContain(
      first.outboxId
    )
    expect((await rows()).map((row) => row.text)).toEqual(['uno', 'two'])
  })

  it('a deletion takes it back', async () => {
    const { messageId, outboxId } = await compose(rig, id, 'one')
    must(await rig.window.ask.deleteMessage({ messageId, clientId: clientId() }))
    expect([await outbox(), await rows()]).toEqual([[], []])
    await emit(outboxId)
    await prove(outboxId, 'm1')
    expect(await rows()).toEqual([])
  })
})

describe('changing what is sent', () => {
  const sent = async (): Promise<number> => {
    const { messageId, outboxId } = await compose(rig, id, 'first')
    await emit(outboxId)
    await prove(outboxId, 'm1')
    return messageId
  }
  const shown = async () => {
    const [message] = await messagesOf(rig, id)
    return message && [message.text, message.edited, message.deleted, message.failure?.code ?? null]
  }
  const edit = async (messageId: number, text: string): Promise<void> => {
    must(await rig.window.ask.editMessage({ messageId, clientId: clientId(), text }))
  }

  it('shows an edit at once and keeps it when proven', async () => {
    const messageId = await sent()
    await edit(messageId, 'second')
    expect(await shown()).toEqual(['second', true, false, null])
    const [entry] = await outbox()
    expect(entry).toMatchObject({ intent: 'edit', text: 'second', targetRemoteId: 'm1' })
    await prove(entry?.outboxId ?? 0)
    expect([await shown(), await outbox()]).toEqual([['second', true, false, null], []])
  })

  it('undoes a refused edit and says why', async () => {
    await edit(await sent(), 'second')
    await refuse((await outbox())[0]?.outboxId ?? 0)
    expect(await shown()).toEqual(['first', false, false, 'message-refused'])
  })

  it('undoes the right one of two edits', async () => {
    const messageId = await sent()
    await edit(messageId, 'second')
    await edit(messageId, 'third')
    const [second, third] = await outbox()
    await refuse(second?.outboxId ?? 0)
    expect((await shown())?.[0]).toBe('third')
    await refuse(third?.outboxId ?? 0)
    expect((await shown())?.[0]).toBe('first')
  })

  it('keeps what the server said meanwhile when an edit is refused', async () => {
    await edit(await sent(), 'second')
    await commit(rig, [{ kind: 'edit', remoteId: 'm1', conversation: room, text: 'moderated' }])
    expect((await shown())?.[0]).toBe('second')
    await refuse((await outbox())[0]?.outboxId ?? 0)
    expect(await shown()).toEqual(['moderated', true, false, 'message-refused'])
  })

  it('brings back what could not be deleted', async () => {
    const messageId = await sent()
    must(await rig.window.ask.deleteMessage({ messageId, clientId: clientId() }))
    expect(await shown()).toEqual(['', false, true, null])
    await refuse((await outbox())[0]?.outboxId ?? 0)
    expect(await shown()).toEqual(['first', false, false, 'message-refused'])
  })

  it('shows a reaction at once and takes it away again when refused', async () => {
    const messageId = await sent()
    const reaction = { messageId, clientId: clientId(), emoji: '🎉', on: true }
    must(await rig.window.ask.react(reaction))
    expect((await messagesOf(rig, id))[0]?.reactions).toEqual([
      { emoji: '🎉', count: 1, mine: true, names: ['Anna'] }
    ])
    await refuse((await outbox())[0]?.outboxId ?? 0)
    expect((await messagesOf(rig, id))[0]?.reactions).toEqual([])
  })

  it("refuses what the server cannot do, and others' messages", async () => {
    await commit(rig, [live(said('theirs', { remoteId: 'm5' }))])
    const [theirs] = await messagesOf(rig, id)
    const change = { messageId: theirs?.id ?? 0, clientId: clientId(), text: 'x' }
    expect(await rig.window.ask.editMessage(change)).toMatchObject({
      failure: { code: 'not-allowed' }
    })
    const messageId = await sent()
    await addRoom(rig, { ...allFeatures, edit: false, react: false })
    expect(await rig.window.ask.editMessage({ ...change, messageId })).toMatchObject({
      failure: { code: 'not-supported' }
    })
    const reaction = { messageId, clientId: clientId(), emoji: '🎉', on: true }
    expect(await rig.window.ask.react(reaction)).toMatchObject({
      failure: { code: 'not-supported' }
    })
  })
})

it('tells only the newest read mark, and only where the server hears it', async () => {
  await commit(
    rig,
    ['1', '2', '3'].map((n) => live(said(n, { remoteId: n })))
  )
  for (const message of await messagesOf(rig, id)) {
    must(await rig.window.ask.markRead({ conversationId: id, messageId: message.id }))
  }
  expect(await outbox()).toMatchObject([{ intent: 'read', targetRemoteId: '3' }])
  await addRoom(rig, { ...allFeatures, receipts: false })
  await commit(rig, [live(said('4', { remoteId: '4' }))])
  const last = (await messagesOf(rig, id)).at(-1)
  must(await rig.window.ask.markRead({ conversationId: id, messageId: last?.id ?? 0 }))
  expect((await outbox()).length).toBe(1)
})
