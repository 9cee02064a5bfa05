// Holds that what is committed becomes notifications, and what is done in one becomes read and sent.
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { noticeSettingsSchema, type NoticeSettings } from '../../../src-preload/contract/notices.ts'
import {
  addRoom,
  clientId,
  commit,
  live,
  messagesOf,
  must,
  openRig,
  page,
  said,
  SERVER,
  settleDown,
  type Rig
} from './store-rig.ts'

let rig: Rig
let room: number

async function watch(wish: Partial<NoticeSettings> = {}): Promise<void> {
  const settings = v.parse(noticeSettingsSchema, wish)
  await rig.store.notices.watchNotices({ settings, isLooking: false, onScreen: null })
}

const shown = (): Promise<void> =>
  vi.waitFor(() => expect(rig.noticed.shown.length).toBeGreaterThan(0), { timeout: 3000 })

beforeEach(async () => {
  rig = openRig()
  room = await addRoom(rig)
  await watch()
})
afterEach(() => rig.end())

describe('a notification', () => {
  it('tells of messages of others, and ends when the window marks them as read', async () => {
    await commit(rig, [
      live(said('mine', { own: true })),
      live(said('joined', { notice: true })),
      live(said('hello\nAnna'))
    ])
    await shown()
    expect(rig.noticed.shown).toMatchObject([
      { serverName: 'Home', title: 'General', author: 'Bruno', text: 'hello Anna', count: 1 }
    ])
    const { messageId } = rig.noticed.shown[0] ?? { messageId: 0 }
    must(await rig.window.ask.markRead({ conversationId: room, messageId }))
    await vi.waitFor(() => expect(rig.noticed.ended).toEqual([`conversation:${room}`]))
    await vi.waitFor(() =>
      expect(rig.noticed.unread.at(-1)).toMatchObject({ messages: 0, conversations: [] })
    )
  })

  it('tells of what was missed, but not of what was there before the person came', async () => {
    await commit(rig, [page([said('old', { remoteId: '1' })])])
    await commit(rig, [{ kind: 'break' }])
    await commit(rig, [page(['1', '2', '3'].map((id) => said(`missed ${id}`, { remoteId: id })))])
    await shown()
    expect(rig.noticed.shown).toMatchObject([{ count: 2, text: 'missed 3' }])
  })

  it('shows no text that was deleted meanwhile', async () => {
    await commit(rig, [
      live(said('oops', { remoteId: 'x' })),
      live(said('kept')),
      live(said('worse', { remoteId: 'y' })),
      { kind: 'delete', remoteId: 'y', conversation: null }
    ])
    await shown()
    expect(rig.noticed.shown).toMatchObject([{ count: 2, text: null }])
  })

  it('takes an answer once, and it waits in the outbox like any other message', async () => {
    const written = { conversationId: room, clientId: clientId(), text: 'on my way' }
    must(await rig.store.notices.answerNotice(written))
    must(await rig.store.notices.answerNotice(written))
    expect((await messagesOf(rig, room)).map(({ text, state }) => ({ text, state }))).toEqual([
      { text: 'on my way', state: 'queued' }
    ])
    const empty = await rig.store.notices.answerNotice({
      ...written,
      clientId: clientId(),
      text: ' '
    })
    expect(empty).toMatchObject({ ok: false, failure: { code: 'message-empty' } })
  })
})

describe('a muted conversation', () => {
  it('is silent and in no count until its time is over, whatever happens to the process', async () => {
    const until = rig.clock.now + 60_000
    must(await rig.window.ask.setMuted({ conversationId: room, muted: true, until }))
    await commit(rig, [live(said('psst'))])
    await settleDown(500)
    expect(rig.noticed.shown).toEqual([])
    expect(rig.noticed.unread.at(-1)?.messages).toBe(0)
    rig.clock.now = until
    rig.reopen()
    const list = async () => must(await rig.window.ask.watchConversations({ serverId: SERVER }))
    await vi.waitFor(async () =>
      expect(await list()).toMatchObject([{ muted: false, mutedUntil: null, unread: 1 }])
    )
  })

  it('has a rule of its own, as its server has', async () => {
    must(await rig.window.ask.setServerNotify({ serverId: SERVER, notify: 'nothing' }))
    must(await rig.window.ask.setNotify({ conversationId: room, notify: 'mentions' }))
    await commit(rig, [live(said('all of you')), live(said('you, Anna')), live(said('and you'))])
    await shown()
    expect(rig.noticed.shown).toMatchObject([{ count: 1, text: 'you, Anna' }])
    expect(must(await rig.window.ask.listServers({}))).toMatchObject([{ notify: 'nothing' }])
  })
})
