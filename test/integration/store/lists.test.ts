// Holds what the rail and the lists show: servers, conversations, unread counts, notifications.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Conversation } from '../../../src-preload/contract/model.ts'
import {
  addRoom,
  commit,
  compose,
  live,
  messagesOf,
  must,
  newServer,
  openRig,
  page,
  room,
  said,
  SERVER,
  settleDown,
  START,
  type Rig
} from './store-rig.ts'

let rig: Rig

beforeEach(() => {
  rig = openRig()
})
afterEach(() => rig.end())

const server = (n: number): string => `018f0000-0000-7000-8000-${String(n).padStart(12, '0')}`
const list = async (): Promise<Conversation[]> =>
  must(await rig.window.ask.watchConversations({ serverId: SERVER }))
const counts = async () => (await list()).map(({ unread, mentions }) => ({ unread, mentions }))

describe('servers', () => {
  it('are one however often the same is added, and the network hears of it once', async () => {
    must(await rig.window.ask.addServer(newServer()))
    must(await rig.window.ask.addServer(newServer()))
    await settleDown(20)
    expect(must(await rig.window.ask.listServers({})).length).toBe(1)
    expect(rig.network.of('linkAdded')).toMatchObject([
      { serverId: SERVER, login: { name: 'Anna', secret: 's3cret' } }
    ])
  })

  it('never show their secrets to the window', async () => {
    must(await rig.window.ask.addServer(newServer()))
    const listed = must(await rig.window.ask.listServers({}))
    await settleDown()
    expect(JSON.stringify([listed, rig.window.told])).not.toContain('s3cret')
  })

  it('are reached otherwise once the person says so; secrets that were left alone stay, unseen', async () => {
    const added = newServer()
    const connect = {
      ...added.connect,
      auth: { token: 't-1' },
      headers: { 'X-Team': 't-2', Old: 'x' }
    }
    must(await rig.window.ask.addServer({ ...added, connect, found: { path: '/old' } }))
    const shown = must(await rig.window.ask.readConnect({ serverId: SERVER }))
    expect(shown).toMatchObject({ auth: ['token'], headers: ['X-Team', 'Old'] })
    const changed = {
      ...shown,
      path: '/new',
      auth: { token: { keptAs: 'token' } },
      headers: { 'X-Team': 't-3' }
    }
    must(await rig.window.ask.changeConnect({ serverId: SERVER, connect: changed }))
    await settleDown(20)
    expect(rig.network.of('linkChanged')).toMatchObject([
      {
        connect: { path: '/new', auth: { token: 't-1' }, headers: { 'X-Team': 't-3' } },
        found: {}
      }
    ])
    expect(JSON.stringify([shown, rig.window.told])).not.toMatch(/t-[123]/)
  })

  it('keep a secret whose name was changed, under the new one', async () => {
    const added = newServer()
    const connect = { ...added.connect, auth: { tokn: 't-1' }, headers: { 'X-A': 't-2', B: 't-3' } }
    must(await rig.window.ask.addServer({ ...added, connect }))
    const shown = must(await rig.window.ask.readConnect({ serverId: SERVER }))
    const changed = {
      ...shown,
      auth: { token: { keptAs: 'tokn' } },
      headers: { 'X-A': { keptAs: 'B' }, B: { keptAs: 'X-A' }, C: { keptAs: 'never there' } }
    }
    must(await rig.window.ask.changeConnect({ serverId: SERVER, connect: changed }))
    const [link] = must(await rig.network.ask.listLinks({}))
    expect(link?.connect).toMatchObject({ auth: { token: 't-1' } })
    expect(link?.connect.headers).toEqual({ 'X-A': 't-3', B: 't-2' })
    expect(Object.keys(link?.connect.auth ?? {})).toEqual(['token'])
  })

  it('keep cookies and the way that was found', async () => {
    must(await rig.window.ask.addServer(newServer()))
    const found = {
      generation: '4' as const,
      path: '/rt',
      namespace: '/',
      parser: 'msgpack' as const
    }
    must(await rig.network.ask.keepFound({ serverId: SERVER, found }))
    must(await rig.network.ask.keepCookies({ serverId: SERVER, cookies: '{"cookies":[]}' }))
    rig.reopen()
    const [link] = must(await rig.network.ask.listLinks({}))
    expect(link).toMatchObject({ found, cookies: '{"cookies":[]}' })
  })

  it('have what they gave to be shown again kept for the network, the newest of each', async () => {
    must(await rig.window.ask.addServer(newServer()))
    await commit(rig, [{ kind: 'remember', values: { ticket: 'T-1', room: 'hall' } }])
    await commit(rig, [{ kind: 'remember', values: { ticket: 'T-2' } }])
    rig.reopen()
    const [link] = must(await rig.network.ask.listLinks({}))
    expect(link?.remembered).toEqual({ ticket: 'T-2', room: 'hall' })
  })

  it('are at most fifty', async () => {
    for (let n = 1; n <= 50; n++) must(await rig.window.ask.addServer(newServer(server(n))))
    expect(await rig.window.ask.addServer(newServer(server(51)))).toMatchObject({
      failure: { code: 'too-many', detail: { max: 50 } }
    })
  })

  it('stand in the order that the person gives them', async () => {
    for (let n = 1; n <= 3; n++) must(await rig.window.ask.addServer(newServer(server(n))))
    must(await rig.window.ask.moveServer({ serverId: server(3), position: 0 }))
    const listed = must(await rig.window.ask.listServers({}))
    expect(listed.map((one) => one.id)).toEqual([server(3), server(1), server(2)])
  })

  it('go with their history, and leave the others alone', async () => {
    const id = await addRoom(rig)
    const events = Array.from({ length: 900 }, (_, n) =>
      live(said(`plum ${n}`, { remoteId: `${n}` }))
    )
    await commit(rig, events)
    const { outboxId } = await compose(rig, id, 'plum waiting')
    must(await rig.window.ask.addServer(newServer(server(2))))
    must(await rig.window.ask.removeServer({ serverId: SERVER }))
    expect(must(await rig.window.ask.listServers({})).map((one) => one.id)).toEqual([server(2)])
    const asked = { query: 'plum', conversationId: null, limit: 5 }
    expect(must(await rig.window.ask.search(asked)).hits).toEqual([])
    expect(must(await rig.network.ask.listOutbox({}))).toEqual([])
    await settleDown(20)
    expect(rig.network.of('linkRemoved')).toEqual([{ serverId: SERVER }])
    expect(rig.network.of('outboxRemoved')).toEqual([{ outboxIds: [outboxId] }])
    // The rest is deleted in slices; the same id can be added again meanwhile.
    must(await rig.window.ask.addServer(newServer()))
    expect(await list()).toEqual([])
    const late = { serverId: server(9), events: [live(said('x'))], receivedAt: START }
    expect(await rig.network.ask.commit(late)).toMatchObject({ failure: { code: 'not-found' } })
  })
})

describe('conversations', () => {
  it('are made by a dialect with a single one', async () => {
    must(await rig.window.ask.addServer(newServer()))
    const described = {
      serverId: SERVER,
      dialectId: 'chat',
      dialectName: 'Chat example',
      features: { send: true },
      proves: ['written' as const],
      single: 'Chat'
    }
    must(await rig.network.ask.describeServer(described))
    must(await rig.network.ask.describeServer(described))
    expect((await list()).map(({ kind, title }) => [kind, title])).toEqual([['single', 'Chat']])
  })

  it('missing from a complete list are no longer joined', async () => {
    await addRoom(rig)
    const other = {
      ...room,
      remoteId: 'r2',
      title: 'Other',
      joined: true,
      topic: 't',
      unread: null
    }
    await commit(rig, [{ kind: 'conversations', conversations: [other], complete: true }])
    expect((await list()).map(({ title, joined }) => [title, joined]).sort()).toEqual([
      ['General', false],
      ['Other', true]
    ])
  })

  it('are told at once, then at most ten times a second', async () => {
    await addRoom(rig)
    await list()
    await settleDown(250)
    const before = rig.window.of('conversationsChanged').length
    const startedMs = performance.now()
    for (let n = 0; n < 50; n++) {
      await commit(rig, [live(said(String(n)))])
      await settleDown(5)
    }
    await settleDown(150)
    const told = rig.window.of('conversationsChanged').slice(before)
    expect(told.length).toBeGreaterThan(1)
    // The first at once, and one that was due when it began.
    expect(told.length).toBeLessThan((performance.now() - startedMs) / 100 + 2)
    expect(told.length).toBeLessThan(50)
    expect(told.at(-1)?.upserts[0]).toMatchObject({ unread: 50, preview: { text: '49' } })
  })

  it('show the words of a message as they are drawn, without its marks', async () => {
    await addRoom(rig)
    await list()
    await commit(rig, [live(said('Hello *there*, see `plan`'))])
    await settleDown(150)
    const told = rig.window.of('conversationsChanged').at(-1)
    expect(told?.upserts[0]?.preview?.text).toBe('Hello there, see plan')
  })

  it('are found by title, best first', async () => {
    await addRoom(rig)
    const titled = (remoteId: string, title: string) => ({
      ...room,
      remoteId,
      title,
      joined: true,
      topic: null,
      unread: null
    })
    const conversations = [titled('a', 'Old Café'), titled('b', 'Cafeteria'), titled('c', 'Decaf')]
    await commit(rig, [{ kind: 'conversations', conversations, complete: false }])
    const found = must(await rig.window.ask.findConversations({ query: 'CAFE' }))
    expect(found.map((one) => one.title)).toEqual(['Cafeteria', 'Old Café'])
  })

  it('keep their drafts', async () => {
    const id = await addRoom(rig)
    must(await rig.window.ask.saveDraft({ conversationId: id, text: 'not yet' }))
    rig.reopen()
    expect((await list())[0]?.draft).toBe('not yet')
  })
})

describe('unread', () => {
  it("counts others' live messages and mentions, until they are read", async () => {
    const id = await addRoom(rig)
    await commit(rig, [
      live(said('hello')),
      live(said('ask anna, please')),
      live(said('annabel is someone else')),
      live(said('joined', { notice: true })),
      live(said('mine', { own: true }))
    ])
    expect(await counts()).toEqual([{ unread: 3, mentions: 1 }])
    const rows = await messagesOf(rig, id)
    must(await rig.window.ask.markRead({ conversationId: id, messageId: rows[1]?.id ?? 0 }))
    expect((await counts())[0]?.unread).toBe(1)
    must(await rig.window.ask.markRead({ conversationId: id, messageId: rows[4]?.id ?? 0 }))
    expect(await counts()).toEqual([{ unread: 0, mentions: 0 }])
  })

  it('leaves the first history of a conversation out, and counts what comes later', async () => {
    await addRoom(rig)
    const old = (n: number) => said(`old ${n}`, { remoteId: `o${n}`, time: START - 10_000 + n })
    await commit(rig, [page([old(1), old(2)])])
    expect((await counts())[0]?.unread).toBe(0)
    await commit(rig, [page([old(2), old(3)])])
    expect((await counts())[0]?.unread).toBe(1)
    await commit(rig, [page([said('older', { remoteId: 'x', time: START - 90_000 })], 'before')])
    expect((await counts())[0]?.unread).toBe(1)
  })

  it('counts all that was missed, also what is fetched page by page towards what was read', async () => {
    await addRoom(rig)
    const told = (n: number) => said(`line ${n}`, { remoteId: `m${n}`, time: START + n })
    await commit(rig, [page([told(1)])])
    await commit(rig, [page([told(5), told(6)])])
    await commit(rig, [page([told(3), told(4)], 'before', true)])
    await commit(rig, [page([told(1), told(2)], 'before', false)])
    expect((await counts())[0]?.unread).toBe(5)
  })

  it('keeps what came live before the first history', async () => {
    const id = await addRoom(rig)
    await commit(rig, [live(said('live', { remoteId: 'l', time: START }))])
    await commit(rig, [page([said('old', { remoteId: 'o', time: START - 9000 })])])
    expect((await counts())[0]?.unread).toBe(1)
    const anchor = { at: 'unread' as const }
    const opened = must(await rig.window.ask.openRange({ conversationId: id, anchor, rows: 9 }))
    expect(opened.firstUnreadId).toBe(opened.messages[1]?.id)
  })

  it('does not count what was deleted', async () => {
    await addRoom(rig)
    await commit(rig, [
      live(said('a', { remoteId: 'a' })),
      { kind: 'delete', remoteId: 'a', conversation: null }
    ])
    expect((await counts())[0]?.unread).toBe(0)
  })

  it('is cleared by the person reading on another device', async () => {
    await addRoom(rig)
    const by = { id: 'me', name: 'Anna' }
    const receipt = { kind: 'receipt' as const, conversation: room, by, own: true }
    await commit(rig, [
      live(said('a', { remoteId: 'a' })),
      { ...receipt, remoteId: null, level: 'read' }
    ])
    expect((await counts())[0]?.unread).toBe(0)
  })
})
