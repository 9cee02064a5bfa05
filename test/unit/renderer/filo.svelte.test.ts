// How the window starts: the last conversation is asked for at once, and left again where it is no more.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { settingsSchema, type AppInfo } from '../../../src-preload/contract/app-calls.ts'
import { done, refuse } from '../../../src-preload/contract/failure.ts'
import type { Conversation, Server } from '../../../src-preload/contract/model.ts'
import { openRpc, type Handlers } from '../../../src-preload/contract/rpc.ts'
import { storeCalls, type StoreCalls } from '../../../src-preload/contract/store-calls.ts'
import { Words } from '../../../src-renderer/i18n/words.svelte.ts'
import { Filo } from '../../../src-renderer/state/filo.svelte.ts'
import { webPort } from '../../../src-renderer/state/web-port.ts'
import * as v from 'valibot'

const SERVER = '018f0000-0000-7000-8000-000000000001'
// The window's state reads no more of them than this.
const server = { id: SERVER, name: 'One', position: 0, unread: 0, url: '' } as unknown as Server
const conversation = (id: number): Conversation =>
  ({ id, serverId: SERVER, joined: true, activeAt: id, title: `${id}` }) as Conversation

const channels: MessageChannel[] = []
beforeEach(() => vi.stubGlobal('document', { documentElement: { dataset: {} } }))
afterEach(() => {
  vi.unstubAllGlobals()
  for (const { port1, port2 } of channels.splice(0)) {
    port1.close()
    port2.close()
  }
})

/** A page whose preload hands out ports when told to. */
class Page extends EventTarget {
  readonly navigator = { onLine: true }
  readonly filo = { ready: (): void => undefined }

  /** Delivers one end of a channel, answers with the other. */
  deliver(filoPort: string, info?: AppInfo): MessagePort {
    const channel = new MessageChannel()
    channels.push(channel)
    const data = { filoPort, ...(info ? { info } : {}) }
    const delivery = { data, ports: [channel.port1], source: this }
    this.dispatchEvent(Object.assign(new Event('message'), delivery))
    return channel.port2
  }
}

interface Kept {
  servers: Server[]
  conversations: Conversation[]
}

/** A window that was last at a conversation, over a store that keeps these. */
function start(lastConversationId: number, kept: Kept) {
  const page = new Page()
  const filo = new Filo(new Words())
  filo.start(page as unknown as Window)
  const settings = v.parse(settingsSchema, { lastServerId: SERVER, lastConversationId })
  const keeping = { vault: { state: 'open' }, store: { state: 'open' } }
  page.deliver('app', { language: 'en', settings, keeping } as unknown as AppInfo)
  const asked: string[] = []
  const handlers = {
    listServers: () => {
      asked.push('servers')
      return done(kept.servers)
    },
    watchConversations: () => {
      asked.push('conversations')
      return done(kept.conversations)
    },
    openRange: ({ conversationId }: { conversationId: number }) => {
      asked.push(`rows of ${conversationId}`)
      if (!kept.conversations.some(({ id }) => id === conversationId)) return refuse('not-found')
      const rows = { messages: [], hasBefore: false, hasAfter: false, gaps: [] }
      return done({ rangeId: conversationId, ...rows, firstUnreadId: null, draft: '' })
    },
    unwatchConversations: () => done(null),
    closeRange: () => done(null)
  } as unknown as Handlers<StoreCalls>
  const far = page.deliver('store')
  openRpc(webPort(far), { answers: { table: storeCalls, handlers } })
  return { filo, asked }
}

test('servers, conversations and the last rows are asked for in one go', async () => {
  const { filo, asked } = start(7, { servers: [server], conversations: [conversation(7)] })
  await vi.waitUntil(() => filo.hasFirstView)
  expect(asked).toEqual(['servers', 'conversations', 'rows of 7'])
  expect(filo.current?.id).toBe(7)
  expect(filo.serverId).toBe(SERVER)
})

test('a last conversation that is none of the server’s makes way for one that is', async () => {
  const { filo } = start(99, { servers: [server], conversations: [conversation(7)] })
  await vi.waitUntil(() => filo.hasFirstView && filo.current?.range.state === 'ready')
  expect(filo.current?.id).toBe(7)
})

test('a server that has lost its last conversation shows none', async () => {
  const { filo } = start(99, { servers: [server], conversations: [] })
  await vi.waitUntil(() => filo.hasFirstView)
  expect(filo.current).toBeNull()
})

test('where the last server is gone, the first of the others is looked at', async () => {
  const other = { ...server, id: '018f0000-0000-7000-8000-000000000002' }
  const { filo } = start(7, { servers: [other], conversations: [] })
  await vi.waitUntil(() => filo.hasFirstView)
  expect(filo.serverId).toBe(other.id)
  expect(filo.current).toBeNull()
})

test('before the store has told anything, there is nothing to see', () => {
  const page = new Page()
  const filo = new Filo(new Words())
  filo.start(page as unknown as Window)
  expect(filo.hasFirstView).toBe(false)
})
