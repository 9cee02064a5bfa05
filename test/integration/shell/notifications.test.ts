// Holds what a Linux desktop is asked to show, and what becomes of the person's answer, over a real session bus.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Notice } from '../../../src-preload/contract/notices.ts'
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import { Words } from '../../../src-main/base/words.ts'
import { FreedesktopNotifier } from '../../../src-main/shell/desktop/notices/freedesktop-notifier.ts'
import { NoticeBoard } from '../../../src-main/shell/desktop/notices/notice-board.ts'
import { SessionBus } from '../../../src-main/shell/desktop/session-bus.ts'
import { TestDesktop } from '../../support/desktop/desktop.ts'

const notice: Notice = {
  key: 'conversation:7',
  serverId: 'a server',
  conversationId: 7,
  messageId: 70,
  count: 1,
  conversations: 1,
  kind: 'room',
  serverName: 'Home',
  title: 'general',
  author: 'Bo',
  text: 'tea & <b>cake</b>',
  canReply: true
}

let desktop: TestDesktop
let bus: SessionBus | null
let board: NoticeBoard
let asked: Record<string, unknown>[]
let answer: () => Result<null>
const opened = vi.fn()
const returned = vi.fn()
const attract = vi.fn()

async function openBoard(offers?: string[], language: 'en' | 'it' = 'en'): Promise<void> {
  desktop = await TestDesktop.start(offers ? { offers } : {})
  bus = SessionBus.open(desktop.env.DBUS_SESSION_BUS_ADDRESS)
  const onBus = bus
  if (!onBus) throw new Error('no bus')
  const words = new Words(language)
  const record = (call: string) => (input: object) => {
    asked.push({ call, ...input })
    return Promise.resolve(call === 'answer' ? answer() : done(null))
  }
  board = new NoticeBoard({
    makeNotifier: (listener) => new FreedesktopNotifier(onBus, listener),
    store: () => ({
      watchNotices: record('watch'),
      answerNotice: record('answer'),
      readNotice: record('read'),
      noticeGone: record('gone')
    }),
    words: () => words,
    hasSound: () => true,
    open: opened,
    attract,
    returned,
    pause: () => Promise.resolve()
  })
}

beforeEach(() => {
  asked = []
  answer = () => done(null)
  vi.clearAllMocks()
})
afterEach(async () => {
  bus?.close()
  await desktop.stop()
})

describe('on a desktop with all that there is', () => {
  beforeEach(() => openBoard())

  it('a message shows where it is from and what it says, and can be answered', async () => {
    board.show(notice)
    expect(await desktop.next('shown')).toMatchObject({
      replaces: 0,
      title: 'general',
      body: 'Bo: tea &amp; &lt;b&gt;cake&lt;/b&gt;',
      actions: ['default', 'inline-reply', 'mark-read'],
      hints: { 'desktop-entry': 'net.filo.app', 'sound-name': 'message-new-instant' }
    })
    await vi.waitFor(() => expect(attract).toHaveBeenCalledOnce())
  })

  it('what comes next takes its place without a sound, and goes when it was read', async () => {
    board.show(notice)
    const { id } = await desktop.next('shown')
    board.show({ ...notice, count: 12, messageId: 81 })
    expect(await desktop.next('shown')).toMatchObject({
      id,
      replaces: id,
      title: '12 new messages in general',
      hints: { 'suppress-sound': true }
    })
    board.takeAway([notice.key])
    await desktop.next('closed', (closed) => closed.id === id)
    expect(asked).toEqual([])
  })

  it('a click brings the message, marking as read says so, a reply is sent and read', async () => {
    board.show(notice)
    desktop.do({ do: 'invoke', id: (await desktop.next('shown')).id, action: 'default' })
    await vi.waitFor(() => expect(opened).toHaveBeenCalledWith(notice))
    board.show(notice)
    desktop.do({ do: 'invoke', id: (await desktop.next('shown')).id, action: 'mark-read' })
    const read = { call: 'read', conversationId: 7, messageId: 70 }
    await vi.waitFor(() => expect(asked).toContainEqual(read))
    asked = []
    board.show(notice)
    desktop.do({ do: 'reply', id: (await desktop.next('shown')).id, text: 'with milk' })
    await vi.waitFor(() =>
      expect(asked).toEqual([
        { call: 'gone', key: notice.key },
        expect.objectContaining({ call: 'answer', conversationId: 7, text: 'with milk' }),
        read
      ])
    )
  })

  it('a reply that nobody takes comes back to the person', async () => {
    const refusals = [refuse('process-gone', undefined, true), refuse('message-too-long')]
    answer = () => refusals.shift() ?? done(null)
    board.show(notice)
    desktop.do({ do: 'reply', id: (await desktop.next('shown')).id, text: 'long' })
    await vi.waitFor(() =>
      expect(returned).toHaveBeenCalledWith(
        notice,
        'long',
        expect.objectContaining({ code: 'message-too-long' })
      )
    )
    const ids = asked.flatMap(({ clientId }) => (clientId === undefined ? [] : [clientId]))
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  })

  it('one that the person dismissed is counted anew', async () => {
    board.show(notice)
    desktop.do({ do: 'dismiss', id: (await desktop.next('shown')).id })
    await vi.waitFor(() => expect(asked).toEqual([{ call: 'gone', key: notice.key }]))
    board.show(notice)
    expect((await desktop.next('shown')).replaces).toBe(0)
  })

  it('where the desktop is not to disturb, nothing else asks for attention', async () => {
    desktop.do({ do: 'quiet', on: true })
    board.show(notice)
    await desktop.next('shown')
    board.show({ ...notice, key: 'conversation:8' })
    await desktop.next('shown')
    expect(attract).not.toHaveBeenCalled()
  })
})

it('on a desktop that can do little, there is what it can do, in the person’s language', async () => {
  await openBoard(['body'], 'it')
  const hidden = { serverName: null, title: null, author: null, text: null }
  board.show({ ...notice, ...hidden, count: 3 })
  expect(await desktop.next('shown')).toMatchObject({
    title: '3 nuovi messaggi',
    body: 'Apri Filo per leggere.',
    actions: []
  })
})
