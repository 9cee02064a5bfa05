// What was said while the connection was down: fetched, recovered or booked as missing, with a real store and a real server.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { portPair } from '../../../src-main/ports/port-pair.ts'
import type { Message } from '../../../src-preload/contract/model.ts'
import type { HistoryGap } from '../../../src-preload/contract/store-calls.ts'
import { ChatServer, onceDialect, testDialect } from '../../support/network/chat-server.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'
import { clientId, must, newServer, openRig, SERVER, type Rig } from '../store/store-rig.ts'

const history = {
  emit: 'history',
  args: [
    {
      'before?': "=entry.stretch == 'before' ? entry.cursor.remoteId : null",
      limit: '=entry.limit'
    }
  ],
  ack: {
    read: [
      {
        is: 'history',
        messages: {
          each: 'ack[0].messages',
          id: 'item.id',
          author: { id: 'item.from', name: 'item.from' },
          own: "item.from == 'Ana'",
          text: 'item.text',
          time: 'item.at'
        },
        more: 'ack[0].more'
      }
    ]
  }
}
const inbound = testDialect.inbound.map((rule) =>
  rule.is === 'message' ? { ...rule, time: 'args[0].at', own: "args[0].from == 'Ana'" } : rule
)
const answers = { ...testDialect.answers, success: 'ack[0].ok == true || has(ack[0].messages)' }
const dialect = (base: object, id: string): object => ({
  ...base,
  id,
  inbound,
  answers,
  outbound: { ...testDialect.outbound, history }
})
/** The server can only be asked for what came after something. */
const since = {
  ...dialect(testDialect, 'since'),
  outbound: {
    ...testDialect.outbound,
    history: {
      ...history,
      when: "entry.stretch == 'after'",
      args: [{ since: '=entry.cursor.remoteId', limit: '=entry.limit' }]
    }
  }
}
/** The server hands out pages by how many later messages to leave out. */
const counted = {
  ...dialect(testDialect, 'counted'),
  outbound: {
    ...testDialect.outbound,
    history: {
      ...history,
      args: [{ skip: '=entry.skip' }],
      ack: {
        read: [{ ...history.ack.read[0], stretch: "entry.skip > 0 ? 'around' : 'latest'" }]
      }
    }
  }
}
/** The same by numbers of pages, of twenty each. */
const numbered = {
  ...counted,
  id: 'numbered',
  outbound: {
    ...counted.outbound,
    history: {
      ...history,
      args: [{ page: '=int(entry.here / 20) + 1' }],
      ack: {
        read: [
          {
            ...history.ack.read[0],
            stretch: "entry.here == 0 ? 'latest' : entry.here % 20 == 0 ? 'before' : 'around'"
          }
        ]
      }
    }
  }
}
const documents = [
  since,
  counted,
  numbered,
  dialect(testDialect, 'fetching'),
  dialect(onceDialect, 'fetching-once'),
  { ...testDialect, id: 'forgetful', inbound }
]

interface Said {
  id: string
  from: string
  text: string
  at: number
}

let rig: Rig
let server: ChatServer
let test: TestNetwork
let log: Said[]
/** Messages that were ever said. */
let count: number
/** What the server was asked, in order. */
let asked: string[]
let conversationId: number
/** What happens at the server before it answers for history. */
let onAsked: () => void

const say = (text: string, from = 'Bo'): void => {
  const said = {
    id: `s${count}`,
    from,
    text,
    at: Date.now() - 10_000_000 + count * 1_000
  }
  count++
  log.push(said)
  server.io.emit('message', said)
}

function serveHistory(): void {
  server.io.on('connection', (socket) => {
    socket.on(
      'history',
      (
        wanted: { before?: string; since?: string; skip?: number; page?: number },
        ack: (page: object) => void
      ) => {
        asked.push('history')
        onAsked()
        const skip = wanted.page === undefined ? wanted.skip : (wanted.page - 1) * 20
        if (skip !== undefined) {
          const end = Math.max(0, log.length - skip)
          const start = Math.max(0, end - 20)
          return ack({ messages: log.slice(start, end), more: start > 0 })
        }
        if (wanted.since !== undefined) {
          const start = log.findIndex(({ id }) => id === wanted.since) + 1
          return ack({ messages: log.slice(start, start + 20), more: start + 20 < log.length })
        }
        const end = wanted.before ? log.findIndex(({ id }) => id === wanted.before) : log.length
        const start = Math.max(0, end - 20)
        ack({ messages: log.slice(start, end), more: start > 0 })
      }
    )
    socket.on('send', () => asked.push('send'))
  })
}

async function open(dialectId: string, options: object = {}): Promise<void> {
  server = await ChatServer.open(options)
  serveHistory()
  must(
    await rig.window.ask.addServer({
      ...newServer(),
      connect: server.connect,
      dialectId,
      login: { name: 'Ana' }
    })
  )
  await test.reached(SERVER, 'online')
  say('first')
  conversationId = await until(async () => {
    const found = must(await rig.network.ask.conversationId({ serverId: SERVER, remoteId: '' }))
    return found.conversationId
  })
  await until(async () => (await stored()).messages.length > 0)
}

async function stored(): Promise<{ messages: Message[]; gaps: HistoryGap[] }> {
  const asking = { conversationId, anchor: { at: 'end' as const }, rows: 400 }
  const opened = must(await rig.window.ask.openRange(asking))
  must(await rig.window.ask.closeRange({ rangeId: opened.rangeId }))
  return opened
}
const texts = async (): Promise<string[]> => (await stored()).messages.map(({ text }) => text)

/** Cuts the transport, lets things be said meanwhile, and waits until the person is back. */
async function away(meanwhile: () => void): Promise<void> {
  test.connections.length = 0
  const before = server.sockets.length
  for (const { conn } of server.sockets) conn.close()
  await test.reached(SERVER, 'reconnecting')
  meanwhile()
  await until(() => server.sockets.length > before, 10_000)
  await test.reached(SERVER, 'online')
}

beforeEach(() => {
  rig = openRig()
  rig.clock.now = Date.now()
  log = []
  count = 0
  asked = []
  onAsked = () => undefined
  test = new TestNetwork({ documents })
  const [ours, theirs] = portPair()
  rig.store.serveNetwork(theirs)
  test.network.attachStore(ours)
})
afterEach(async () => {
  test.close()
  await server.close()
  rig.end()
})

describe('what was missed', () => {
  it('is fetched behind words that the person writes, and leaves no gap', async () => {
    await open('fetching')
    server.onSend = ({ text }, ack) => {
      log.push({ id: 'mine', from: 'Ana', text, at: Date.now() })
      ack?.({ ok: true, id: 'mine' })
    }
    await away(() => {
      for (let n = 0; n < 300; n++) say(`missed ${n}`)
      const input = { conversationId, clientId: clientId(), text: 'me first', replyToId: null }
      void rig.window.ask.sendMessage(input)
    })
    await until(async () => (await stored()).messages.length >= 302, 10_000)
    const { messages, gaps } = await stored()
    expect(messages.map(({ text }) => text)).toEqual(log.map(({ text }) => text))
    expect(gaps).toEqual([])
    expect(asked.filter((what) => what === 'history').length).toBeGreaterThan(14)
    expect(asked.indexOf('send')).toBeLessThan(5)
  })

  it('is fetched from below where the server only tells what came after something', async () => {
    await open('since')
    await away(() => {
      for (let n = 0; n < 90; n++) say(`missed ${n}`)
    })
    await until(async () => (await stored()).messages.length >= 91, 10_000)
    say('and on')
    await until(async () => (await texts()).includes('and on'))
    expect(await texts()).toEqual(log.map(({ text }) => text))
    expect((await stored()).gaps).toEqual([])
    await away(() => undefined)
    await until(() => asked.length >= 6)
    say('nothing was missed')
    await until(async () => (await texts()).includes('nothing was missed'))
    expect((await stored()).gaps).toEqual([])
  })

  it.each(['counted', 'numbered'])(
    'is fetched from a server whose pages are %s, whatever is said meanwhile',
    async (dialectId) => {
      await open(dialectId)
      await away(() => {
        for (let n = 0; n < 150; n++) say(`missed ${n}`)
        onAsked = () => say(`meanwhile ${asked.length}`)
      })
      await until(async () => (await stored()).gaps.length === 0 && asked.length > 7, 10_000)
      onAsked = () => undefined
      say('and on')
      await until(async () => (await texts()).includes('and on'))
      expect(await texts()).toEqual(log.map(({ text }) => text))
      expect((await stored()).gaps).toEqual([])
    }
  )

  it('stays booked where a page does not join what is here', async () => {
    await open('counted')
    await until(() => asked.length > 0)
    await away(() => {
      asked = []
      for (let n = 0; n < 60; n++) say(`missed ${n}`)
      // What the server forgets at its end moves its pages away from what is here.
      onAsked = () => {
        if (asked.length === 2) log.splice(-10)
      }
    })
    await until(() => asked.length >= 2)
    say('and on')
    await until(async () => (await texts()).includes('and on'))
    const found = await texts()
    expect(found).toContain('missed 30')
    expect(found).not.toContain('missed 38')
    const { messages, gaps } = await stored()
    const above = messages.find(({ text }) => text === 'missed 40')
    expect(gaps).toMatchObject([{ beforePosition: above?.position }])
  })

  it('is not asked for again where the server hands it over by itself', async () => {
    await open('fetching', { connectionStateRecovery: { maxDisconnectionDuration: 60_000 } })
    await until(() => asked.length > 0)
    asked = []
    await away(() => {
      for (let n = 0; n < 5; n++) say(`recovered ${n}`)
    })
    await until(async () => (await stored()).messages.length === 6)
    say('and on')
    await until(async () => (await texts()).includes('and on'))
    expect((await stored()).gaps).toEqual([])
    expect(await texts()).toEqual(log.map(({ text }) => text))
    expect(asked).toEqual([])
  })

  it('is shown as a gap, once, where the server can not be asked', async () => {
    await open('forgetful')
    await away(() => say('lost'))
    expect((await stored()).gaps).toEqual([])
    say('after')
    say('and more')
    await until(async () => (await texts()).includes('and more'))
    const { messages, gaps } = await stored()
    expect(messages.map(({ text }) => text)).toEqual(['first', 'after', 'and more'])
    expect(gaps).toMatchObject([
      { afterPosition: messages[0]?.position, beforePosition: messages[1]?.position }
    ])
    const [gap] = gaps
    const filled = await test.window.ask.fillGap({ conversationId, gapId: gap?.id ?? 0 })
    expect(filled).toMatchObject({ ok: false, failure: { code: 'not-supported' } })
  })

  it('is no gap where the server only repeats what came last', async () => {
    await open('forgetful')
    await away(() => undefined)
    server.io.emit('message', log.at(-1))
    say('next')
    await until(async () => (await texts()).includes('next'))
    expect((await stored()).gaps).toEqual([])
  })
})

describe('a word that was emitted before the cut, where sending twice is two', () => {
  const sent = async (): Promise<Message | undefined> =>
    (await stored()).messages.find(({ text }) => text === 'did it arrive')
  const write = async (): Promise<void> => {
    const input = { conversationId, clientId: clientId(), text: 'did it arrive', replyToId: null }
    must(await rig.window.ask.sendMessage(input))
  }
  const states: unknown[] = []

  async function cutAfterSend(isKept: boolean): Promise<void> {
    states.length = 0
    await open('fetching-once')
    test.connections.length = 0
    server.onSend = ({ text, socketId }) => {
      if (isKept) log.push({ id: 'kept', from: 'Ana', text, at: Date.now() })
      server.sockets.find(({ id }) => id === socketId)?.conn.close()
    }
    await write()
    await test.reached(SERVER, 'reconnecting')
    states.push((await sent())?.state)
    await test.reached(SERVER, 'online', 10_000)
  }

  it('is found in the history, and the person is never bothered', async () => {
    await cutAfterSend(true)
    await until(async () => {
      const state = (await sent())?.state
      if (states.at(-1) !== state) states.push(state)
      return state === 'sent'
    })
    expect(states).toEqual(['sending', 'sent'])
    expect(server.received).toHaveLength(1)
    expect(await texts()).toEqual(['first', 'did it arrive'])
  })

  it('is for the person to decide about once the history does not have it', async () => {
    await cutAfterSend(false)
    await until(async () => (await sent())?.state === 'unconfirmed')
    expect(states).toEqual(['sending'])
    expect(server.received).toHaveLength(1)
  })
})
