// A process with a Socket.IO server that speaks Filo's own protocol and says as much as it is told to.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import type {
  ChatMessage,
  Conversation,
  Person,
  Welcome
} from '../../../src-main/host/protocol-events.ts'
import { FLOODED, floodText, GREETING, type FloodOrder, type FloodReport } from './flood-talk.ts'
import { wallOffset } from './wall-clock.ts'
import { floodByWire } from './wire-flood.ts'
import { randomFrom, textFrom } from './words.ts'

const TICK_MS = 2
/** Different texts, made before any flood. */
const TEXTS = 2_000
const SPEAKERS = 40
const ME: Person = { id: 'ada', name: 'Ada' }

const offset = wallOffset()
const now = (): number => performance.now() + offset
const random = randomFrom(7)
const texts = Array.from({ length: TEXTS }, () => textFrom(random))
const people = Array.from({ length: SPEAKERS }, (_, at): Person => ({
  id: `u${at}`,
  name: `Person ${at}`
}))
const place = { conversationId: FLOODED, conversationKind: 'room' } as const
/** The same as JSON, for floods past the library. */
const quoted = texts.map((text) => JSON.stringify(text).slice(1, -1))
const authors = people.map((person) => JSON.stringify(person))
const placed = JSON.stringify(place).slice(1, -1)
let seq = 0
let said = 0

const http = createServer()
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false })

function messageOf(author: Person, text: string, clientId: string): ChatMessage {
  seq += 1
  const at = Math.round(now())
  return { ...place, id: `m${seq}`, seq, change: seq, clientId, author, text, at, reactions: [] }
}

function flood(rate: number, seconds: number): void {
  const startedAt = now()
  const total = rate * seconds
  let done = 0
  let lastAt = startedAt
  const tick = (): void => {
    const due = Math.min(total, Math.floor(((now() - startedAt) / 1000) * rate))
    for (; done < due; done++) {
      said += 1
      lastAt = now()
      const author = people[said % SPEAKERS] ?? ME
      const text = floodText(said, lastAt, texts[said % TEXTS] ?? '')
      io.emit('message', messageOf(author, text, `c${said}`))
    }
    if (done < total || now() - startedAt < seconds * 1000) return
    clearInterval(timer)
    report({ kind: 'flooded', said, lastAt })
  }
  const timer = setInterval(tick, TICK_MS)
}

async function pour(rate: number | null, seconds: number): Promise<void> {
  const [socket] = await io.fetchSockets()
  const local = socket && io.sockets.sockets.get(socket.id)
  if (!local) throw new Error('nobody is there to be flooded')
  const lastAt = await floodByWire(local, { rate, seconds, now, next: nextAsJson })
  report({ kind: 'flooded', said, lastAt })
}

/** What the library would have made of the same message, put together from parts that are ready. */
function nextAsJson(at: number): string {
  said += 1
  seq += 1
  const author = authors[said % SPEAKERS] ?? ''
  const text = floodText(said, at, quoted[said % TEXTS] ?? '')
  const ids = `"id":"m${seq}","seq":${seq},"change":${seq},"clientId":"c${said}"`
  return `{${placed},${ids},"author":${author},"text":"${text}","at":${Math.round(at)},"reactions":[]}`
}

function welcome(): Welcome {
  const conversation: Conversation = {
    ...{ id: FLOODED, kind: 'room', title: 'Flood', topic: null, peer: null, joined: true },
    ...{ memberCount: SPEAKERS, lastSeq: seq, lastChange: seq, readSeq: seq, createdAt: 1 }
  }
  return {
    ...{ version: 1, hostName: 'Flood', me: ME, token: 'flood', isNew: true, recovered: false },
    conversations: [conversation],
    people: people.map((person) => ({ ...person, online: true })),
    limits: {
      ...{ textLength: 10_000, nameLength: 60, pageLength: 200, packetBytes: 1_000_000 },
      ...{ writesPerSecond: 1_000, writesAtOnce: 1_000, unanswered: 32 }
    },
    features: {
      ...{ edit: true, delete: true, react: true, reply: true, typing: true, presence: true },
      ...{ receipts: true, history: true, rooms: true, directs: false }
    },
    now: now()
  }
}

type Answer = (answer: unknown) => void

function serve(socket: Socket): void {
  socket.emit('welcome', welcome())
  socket.on('message:send', (wanted: { text: string; clientId?: string }, answer?: Answer) => {
    report({ kind: 'heard', text: wanted.text, at: now() })
    const message = messageOf(ME, wanted.text, wanted.clientId ?? randomUUID())
    answer?.({ ok: true, id: message.id, seq: message.seq, at: message.at })
    io.emit('message', message)
  })
  socket.on('history', (_: unknown, answer?: Answer) =>
    answer?.({ ok: true, messages: [], more: false })
  )
  socket.on('room:list', (_: unknown, answer?: Answer) =>
    answer?.({ ok: true, conversations: welcome().conversations })
  )
  socket.on('read', (_: unknown, answer?: Answer) => answer?.({ ok: true }))
}

function report(what: FloodReport): void {
  process.send?.(what)
}

io.on('connection', (socket) => {
  serve(socket)
  socket.emit('message', messageOf(people[0] ?? ME, GREETING, 'greeting'))
})
process.on('message', (order: FloodOrder) => {
  if (order.kind === 'flood') flood(order.rate, order.seconds)
  else void pour(order.rate, order.seconds)
})
process.once('disconnect', () => process.exit())
http.listen(0, '127.0.0.1', () => {
  // An address of a TCP server that listens is never a string or null.
  const { port } = http.address() as AddressInfo
  report({ kind: 'open', url: `http://127.0.0.1:${port}` })
})
