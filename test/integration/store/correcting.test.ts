// Holds what becomes of stored messages that are read otherwise later: they are put right, none doubles, none is lost.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConversationRef, InboundMessage } from '../../../src-preload/contract/inbound.ts'
import {
  addRoom,
  commit,
  compose,
  live,
  messagesOf,
  must,
  openRig,
  room,
  said,
  SERVER,
  type Rig
} from './store-rig.ts'

let rig: Rig
let id: number

beforeEach(async () => {
  rig = openRig()
  id = await addRoom(rig)
})
afterEach(() => rig.end())

const other: ConversationRef = { remoteId: 'other', kind: 'room', title: 'other', peer: null }
const by = (name: string): InboundMessage['author'] => ({ id: null, name })

/** What was told as `was` is `message` now. */
const correction = (
  was: InboundMessage,
  message: InboundMessage,
  { from = room, to = room }: { from?: ConversationRef; to?: ConversationRef } = {}
) => ({
  kind: 'correction' as const,
  was: {
    conversation: from.remoteId,
    remoteId: was.remoteId,
    author: was.author,
    own: was.own,
    text: was.text,
    receivedAt: rig.clock.now
  },
  conversation: to,
  message
})

const shown = async (conversationId = id): Promise<[string, string][]> =>
  (await messagesOf(rig, conversationId)).map(({ author, text }) => [author.name, text])
const conversations = async () =>
  must(await rig.window.ask.watchConversations({ serverId: SERVER }))

describe('a message that is read otherwise now', () => {
  it('says something else by somebody else in its own place, and is found by its words', async () => {
    const wrong = said('Ana', { author: by('good morning') })
    await commit(rig, [live(wrong), live(said('after it'))])
    await commit(rig, [correction(wrong, said('good morning', { author: by('Ana') }))])
    expect((await shown())[0]).toEqual(['Ana', 'good morning'])
    expect(await shown()).toHaveLength(2)
    const found = async (query: string) =>
      must(await rig.window.ask.search({ query, conversationId: null, limit: 20, cursor: null }))
        .hits.length
    expect([await found('"good morning"'), await found('Ana')]).toEqual([1, 0])
  })

  it('keeps twins apart: each is corrected once, also where one becomes what the other was', async () => {
    const [first, second] = [said('x', { author: by('a') }), said('x', { author: by('a') })]
    await commit(rig, [live(first), live(second)])
    await commit(rig, [
      correction(first, said('x', { author: by('a'), notice: true })),
      correction(second, said('y', { author: by('b') }))
    ])
    expect(await shown()).toEqual([
      ['a', 'x'],
      ['b', 'y']
    ])
  })

  it('moves to where it belongs, and a place that was only a mistake goes', async () => {
    const phantom: ConversationRef = { ...other, remoteId: 'hi there', title: 'hi there' }
    const wrong = said('Ana', { author: by('Ana') })
    await commit(rig, [{ kind: 'message', conversation: phantom, message: wrong }])
    expect((await conversations()).map(({ title }) => title)).toContain('hi there')
    await commit(rig, [
      correction(wrong, said('hi there', { author: by('Ana') }), { from: phantom, to: other })
    ])
    const left = await conversations()
    expect(left.map(({ title }) => title)).not.toContain('hi there')
    const moved = left.find(({ title }) => title === 'other')
    expect(await shown(moved?.id ?? 0)).toEqual([['Ana', 'hi there']])
    expect(moved?.unread).toBe(1)
  })

  it('is the one that the person wrote, where that is what it turns out to be', async () => {
    const { messageId, outboxId } = await compose(rig, id, 'is this heard?')
    must(await rig.network.ask.markAttempted({ outboxIds: [outboxId] }))
    const wrong = said('is this heard?', { author: by('stranger') })
    await commit(rig, [live(wrong)])
    expect(await shown()).toHaveLength(2)
    await commit(rig, [correction(wrong, { ...wrong, own: true })])
    const rows = await messagesOf(rig, id)
    expect(rows.map(({ id: one }) => one)).toEqual([messageId])
    expect(rows[0]?.proof).toBe('echoed')
  })

  it('is left alone where nothing like it is stored', async () => {
    await commit(rig, [live(said('one'))])
    await commit(rig, [correction(said('two'), said('three'))])
    expect((await shown()).map(([, text]) => text)).toEqual(['one'])
  })
})
