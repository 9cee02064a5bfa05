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
/** Messages go to so many conversations in turn. */
const CONVERSATIONS = Number(process.argv[2] ?? 1)
const ME: Person = { id: 'ada', name: 'Ada' }

const offset = wallOffset()
const now = (): number => performance.now() + offset
const random = randomFrom(7)
const texts = Array.from({ length: TEXTS }, () => textFrom(random))
const people = Array.from({ length: SPEAKERS }, (_, at): Person => ({
  id: `u${at}`,
  name: `Person ${at}`
}))
const rooms = Array.from({ length: CONVERSATIONS }, (_, at) => (at === 0 ? FLOODED : `room-${at}`))
const places = rooms.map(
  (conversationId) => ({ conversationId, conversationKind: 'room' }) as const
)
const lobby = { conversationId: FLOODED, conversationKind: 'room' } as const
/** The same as JSON, for floods past the library. */
const quoted = texts.map((text) => JSON.stringify(text).slice(1, -1))
const authors = people.map((person) => JSON.stringify(person))
const placed = places.map((place) => JSON.stringify(place).slice(1, -1))
let seq = 0
let said = 0

const http = createServer()
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false })

interface Said {
  author: Person
  text: string
  clientId: string
  place?: (typeof places)[number] | undefined
}

function messageOf({ author, text, clientId, place = lobby }: Said): ChatMessage {
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
      const place = places[said % CONVERSATIONS]
      io.emit('message', messageOf({ author, text, clientId: `c${said}`, place }))
    }
    if (done < total || now() - startedAt < seconds * 1000) return
    clearInterval(timer)
    report({ kind: 'flooded', said, lastAt })
  }
  const timer = setInterval(tick, TICK_MS)
}

/** What comes is shared out between all connections. */
async function pour(rate: number | null, seconds: number): Promise<void> {
  const sockets = [...io.sockets.sockets.values()]
  if (sockets.length === 0) throw new Error('nobody is there to be flooded')
  const flood = { rate: rate === null ? null : rate / sockets.length, seconds }
  const ends = await Promise.all(
    sockets.map((socket) => floodByWire(socket, { ...flood, now, next: nextAsJson }))
  )
  report({ kind: 'flooded', said, lastAt: Math.max(...ends) })
}

/** What the library would have made of the same message, put together from parts that are ready. */
function nextAsJson(at: number): string {
  said += 1
  seq += 1
  const author = authors[said % SPEAKERS] ?? ''
  const text = floodText(said, at, quoted[said % TEXTS] ?? '')
  const ids = `"id":"m${seq}","seq":${seq},"change":${seq},"clientId":"c${said}"`
  const placedAt = placed[said % CONVERSATIONS] ?? ''
  return `{${placedAt},${ids},"author":${author},"text":"${text}","at":${Math.round(at)},"reactions":[]}`
}

function welcome(): Welcome {
  const conversations = rooms.map((id, at): Conversation => ({
    ...{ id, kind: 'room', title: at === 0 ? 'Flood' : `Room ${at}`, topic: null, peer: null },
    ...{ joined: true, memberCount: SPEAKERS, lastSeq: seq, lastChange: seq, readSeq: seq },
    createdAt: 1
  }))
  return {
    ...{ version: 1, hostName: 'Flood', me: ME, token: 'flood', isNew: true, recovered: false },
    conversations,
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
    const message = messageOf({
      ...{ author: ME, text: wanted.text, clientId: wanted.clientId ?? randomUUID() }
    })
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
  socket.emit(
    'message',
    messageOf({ author: people[0] ?? ME, text: GREETING, clientId: 'greeting' })
  )
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
