// The store process, as far as the window can tell: everything in memory.
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import type { Message, Server } from '../../../src-preload/contract/model.ts'
import type { Port } from '../../../src-preload/contract/port.ts'
import { openRpc, type Handlers } from '../../../src-preload/contract/rpc.ts'
import {
  storeCalls,
  type SearchCoverage,
  type StoreCalls
} from '../../../src-preload/contract/store-calls.ts'
import { message } from './made-up.ts'
import { Ranges } from './ranges.ts'
import { filing } from './stand-in-files.ts'
import type { World } from './world.ts'

let nextId = 9_000_000

/** Answers the store's calls on a port. */
export function answerStore(port: Port, world: World): void {
  const ranges = new Ranges(world)
  world.store = openRpc(port, {
    answers: {
      table: storeCalls,
      handlers: {
        ...listing(world),
        ...ranged(ranges),
        ...writing(world, ranges),
        ...trusting(world),
        ...filing(world, ranges)
      }
    }
  })
  Object.assign(world, {
    /** For pictures and tests: a message from someone else. */
    arrive: (conversationId: number, text: string) =>
      ranges.add(message((nextId += 1), conversationId, { text, time: Date.now() }))
  })
}

type Trusting =
  'trustCertificate' | 'dropPapers' | 'setServerProxy' | 'proxySettings' | 'setProxySettings'

function trusting(world: World): Some<Trusting> {
  const change = (serverId: string, patch: Partial<Server['passage']>): Result<null> => {
    const server = world.servers.find(({ id }) => id === serverId)
    if (server) server.passage = { ...server.passage, ...patch }
    world.store?.tell('serversChanged', { servers: world.servers })
    return done(null)
  }
  return {
    trustCertificate: ({ serverId, pin }) => change(serverId, { pin }),
    dropPapers: ({ serverId, which }) => change(serverId, { [which]: null }),
    setServerProxy: ({ serverId, proxy }) => change(serverId, { proxy }),
    proxySettings: () => done(world.proxy),
    setProxySettings: ({ password, ...rule }) => {
      const hasPassword = password === null ? world.proxy.hasPassword : password !== ''
      world.proxy = { ...rule, hasPassword }
      return done(null)
    }
  }
}

type Some<Name extends keyof StoreCalls> = Pick<Handlers<StoreCalls>, Name>
type Listing =
  | 'listServers'
  | 'addServer'
  | 'renameServer'
  | 'setAddress'
  | 'setDialect'
  | 'readConnect'
  | 'changeConnect'
  | 'removeServer'
  | 'moveServer'
  | 'setRetention'
  | 'countOlder'
  | 'listStored'
  | 'watchConversations'
  | 'unwatchConversations'
  | 'findConversations'
  | 'setMuted'
  | 'setNotify'
  | 'setServerNotify'
  | 'search'
  | 'searchCoverage'

function listing(world: World): Some<Listing> {
  return {
    listServers: () => done(world.servers),
    addServer: (given) => {
      const server = world.makeServer(given.id, given.name || 'This computer', {
        hosted: given.hosted,
        url: given.connect.url
      })
      world.addServer(server, 'online')
      const id = 500 + world.servers.length
      world.conversations.push({
        id,
        serverId: given.id,
        kind: 'single',
        title: 'General',
        topic: null,
        unread: 0,
        mentions: 0,
        muted: false,
        mutedUntil: null,
        notify: 'inherit',
        joined: true,
        activeAt: Date.now(),
        preview: null,
        draft: '',
        peer: null
      })
      world.messages.set(id, [])
      world.store?.tell('serversChanged', { servers: world.servers })
      world.network?.tell(
        'connectionChanged',
        world.connections[world.connections.length - 1] as never
      )
      return done(server)
    },
    renameServer: () => done(null),
    setAddress: () => done(null),
    setDialect: () => done(null),
    readConnect: ({ serverId }) => {
      const url = world.servers.find(({ id }) => id === serverId)?.url ?? 'https://example.org'
      return done({
        url,
        namespace: '/team',
        generation: 'auto',
        transports: 'auto',
        query: { room: 'lobby' },
        headers: ['X-Team'],
        auth: ['token']
      })
    },
    changeConnect: () => done(null),
    removeServer: ({ serverId }) => {
      world.servers = world.servers.filter((one) => one.id !== serverId)
      world.store?.tell('serversChanged', { servers: world.servers })
      return done(null)
    },
    moveServer: () => done(null),
    setRetention: ({ serverId, days }) => {
      world.servers = world.servers.map((one) =>
        one.id === serverId ? { ...one, retentionDays: days } : one
      )
      return done(null)
    },
    countOlder: ({ days }) => done({ messages: days > 100 ? 0 : 18_421 }),
    listStored: () =>
      done(
        world.servers.map((one, place) => ({
          serverId: one.id,
          messages: place === 4 ? 0 : 1_204_331 >> (place * 3),
          oldest: place === 4 ? null : Date.now() - 500 * 86_400_000,
          days: one.retentionDays
        }))
      ),
    watchConversations: ({ serverId }) =>
      done(world.conversations.filter((one) => one.serverId === serverId)),
    unwatchConversations: () => done(null),
    findConversations: ({ query }) =>
      done(
        world.conversations
          .filter((one) => one.title.toLowerCase().includes(query.toLowerCase()))
          .slice(0, 20)
      ),
    setMuted: () => done(null),
    setNotify: () => done(null),
    setServerNotify: () => done(null),
    searchCoverage: () => done(coverageOf(world)),
    search: ({ query: typed, conversationId, limit }) => {
      const operator = /(from|da):(\S+)/.exec(typed)
      const query = typed.replace(/\S+:\S*/g, '').trim()
      const all = [...world.messages.values()].flat()
      const hits = all.filter(
        (one) =>
          (conversationId === null || one.conversationId === conversationId) &&
          one.text.includes(query)
      )
      const found = hits.slice(-limit).reverse()
      return done({
        hits: found.map((one, place) => ({
          ...hitOf(world, one, query),
          inside: place >= 6 && found.length > 8
        })),
        next: hits.length > limit ? { pass: 0, before: 1 } : null,
        understood: operator ? [{ operator: 'from', value: operator[2] ?? '' }] : [],
        coverage: coverageOf(world)
      })
    }
  }
}

function coverageOf(world: World): SearchCoverage {
  const { coverage } = world.wish
  const since = Date.now() - 90 * 86_400_000
  if (coverage === undefined) {
    return { state: 'whole', share: 1, wordsSince: null, partsSince: null }
  }
  return coverage === 'building'
    ? { state: 'building', share: 0.62, wordsSince: null, partsSince: since }
    : { state: 'repairing', share: 0.1, wordsSince: since, partsSince: null }
}

function hitOf(world: World, one: Message, query: string) {
  const at = one.text.indexOf(query)
  const conversation = world.conversations.find((other) => other.id === one.conversationId)
  return {
    messageId: one.id,
    conversationId: one.conversationId,
    serverId: conversation?.serverId ?? '',
    conversationTitle: conversation?.title ?? '',
    author: one.author.name,
    time: one.time,
    pieces: [
      { text: one.text.slice(Math.max(0, at - 30), at), hit: false },
      { text: query, hit: true },
      { text: one.text.slice(at + query.length, at + 80), hit: false }
    ]
  }
}

function ranged(
  ranges: Ranges
): Some<'openRange' | 'growRange' | 'shrinkRange' | 'rangeApplied' | 'closeRange'> {
  return {
    openRange: ({ conversationId, anchor, rows }) =>
      done(ranges.open(conversationId, anchor, rows)),
    growRange: ({ rangeId, towards, rows }) => done(ranges.grow(rangeId, towards, rows)),
    shrinkRange: ({ rangeId, firstId, lastId }) => {
      ranges.shrink(rangeId, firstId, lastId)
      return done(null)
    },
    rangeApplied: ({ rangeId }) => {
      ranges.applied(rangeId)
      return done(null)
    },
    closeRange: () => done(null)
  }
}

type Writing =
  | 'sendMessage'
  | 'editMessage'
  | 'deleteMessage'
  | 'react'
  | 'retryMessage'
  | 'confirmMessage'
  | 'discardMessage'
  | 'saveDraft'
  | 'markAllRead'
  | 'markRead'

function writing(world: World, ranges: Ranges): Some<Writing> {
  return {
    sendMessage: ({ conversationId, text }) => {
      if (text === 'refuse me') return refuse('disk-full')
      const own = {
        author: { id: 'ada', name: 'Ada' },
        own: true,
        state: 'queued' as const,
        text,
        time: Date.now()
      }
      const sent = message((nextId += 1), conversationId, own)
      ranges.add(sent)
      setTimeout(() => ranges.change({ ...sent, state: 'sent', proof: 'acknowledged' }), 150)
      return done({ messageId: sent.id })
    },
    editMessage: ({ messageId, text }) => {
      ranges.update(messageId, { text, edited: true, body: message(1, 1, { text }).body })
      return done(null)
    },
    deleteMessage: ({ messageId }) => {
      ranges.update(messageId, { deleted: true, text: '' })
      return done(null)
    },
    react: ({ messageId, emoji, on }) => {
      const before = ranges.find(messageId)?.reactions.filter((one) => one.emoji !== emoji) ?? []
      const mine = { emoji, count: 1, mine: true, names: ['Ada'] }
      ranges.update(messageId, { reactions: on ? [...before, mine] : before })
      return done(null)
    },
    retryMessage: ({ messageId }) => {
      ranges.update(messageId, { state: 'queued', failure: null })
      return done(null)
    },
    confirmMessage: ({ messageId }) => {
      ranges.update(messageId, { state: 'sent', proof: 'written' })
      return done(null)
    },
    discardMessage: ({ messageId }) => done({ text: ranges.remove(messageId) }),
    saveDraft: ({ conversationId, text }) => {
      world.drafts.set(conversationId, text)
      return done(null)
    },
    markAllRead: () => done(null),
    markRead: ({ conversationId }) => {
      const found = world.conversations.find((one) => one.id === conversationId)
      if (found && found.unread > 0) {
        found.unread = 0
        found.mentions = 0
        world.store?.tell('conversationsChanged', {
          serverId: found.serverId,
          upserts: [{ ...found }],
          removedIds: []
        })
      }
      return done(null)
    }
  }
}
