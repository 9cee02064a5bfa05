// A process full of guests for the load test: connects them, lets all send at once, reports what each heard.
import { createHash } from 'node:crypto'
import { io, type Socket } from 'socket.io-client'
import type { Answer, RequestName } from '../../src-main/host/protocol.ts'

/** What the test tells this process. */
export type LoadOrder =
  | { kind: 'enter'; address: string; names: string[]; rooms: string[]; messages: number }
  | { kind: 'send' }
  | { kind: 'hear-end' }

/** What this process answers. */
export type LoadReport =
  | { kind: 'entered' }
  | { kind: 'sent'; acked: string[] }
  | {
      kind: 'heard'
      /** For each guest: its room, how many messages it heard, whether seq ran 1, 2, 3 …, their ids' hash. */
      heard: { room: string; count: number; isInOrder: boolean; ids: string }[]
    }

interface LoadGuest {
  name: string
  room: string
  socket: Socket
  ids: string[]
  isInOrder: boolean
  /** Resolves when the message `END` came, which the test sends after all is acknowledged. */
  ended: Promise<void>
}

/** The text of each room's last message. */
const END = 'the end'

const ENTERING_AT_ONCE = 40
let guests: LoadGuest[] = []
let messages = 0

process.on('message', (order: LoadOrder) => {
  const work = { enter: () => enter(order), send, 'hear-end': hearEnd }[order.kind]
  work().then(report, (cause: unknown) => {
    process.stderr.write(`${String(cause)}\n`)
    process.exit(1)
  })
})

function report(what: LoadReport): void {
  process.send?.(what)
}

async function enter(order: LoadOrder): Promise<LoadReport> {
  if (order.kind !== 'enter') throw new Error('not an order to enter')
  messages = order.messages
  const { names, rooms } = order
  for (let start = 0; start < names.length; start += ENTERING_AT_ONCE) {
    const batch = names.slice(start, start + ENTERING_AT_ONCE)
    const entered = batch.map((name, index) => {
      const room = rooms[(start + index) % rooms.length] ?? 'lobby'
      return enterOne(order.address, name, room)
    })
    guests = [...guests, ...(await Promise.all(entered))]
  }
  return { kind: 'entered' }
}

async function enterOne(address: string, name: string, room: string): Promise<LoadGuest> {
  const socket = io(address, { auth: { name }, transports: ['websocket'], forceNew: true })
  const guest = follow(socket, name, room)
  await new Promise<void>((resolve, reject) => {
    socket.once('welcome', () => resolve())
    socket.once('connect_error', reject)
  })
  await ask(socket, 'room:join', { conversationId: room })
  return guest
}

function follow(socket: Socket, name: string, room: string): LoadGuest {
  const { promise: ended, resolve } = withResolver()
  const guest: LoadGuest = { name, room, socket, ids: [], isInOrder: true, ended }
  type Heard = { id: string; seq: number; conversationId: string; text: string }
  socket.on('message', ({ id, seq, conversationId, text }: Heard) => {
    if (conversationId !== room) return
    guest.ids.push(id)
    if (seq !== guest.ids.length) guest.isInOrder = false
    if (text === END) resolve()
  })
  return guest
}

function withResolver(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined
  const promise = new Promise<void>((settle) => (resolve = settle))
  return { promise, resolve }
}

async function send(): Promise<LoadReport> {
  const sent = guests.flatMap((guest) =>
    Array.from({ length: messages }, (_, n) => sendOne(guest, `${guest.name}-${n}`))
  )
  return { kind: 'sent', acked: await Promise.all(sent) }
}

async function sendOne({ room, socket }: LoadGuest, clientId: string): Promise<string> {
  const payload = { conversationId: room, clientId, text: `message ${clientId}` }
  return (await ask(socket, 'message:send', payload)).id
}

type Answered<Name extends RequestName> = Extract<Answer<Name>, { ok: true }>

async function ask<Name extends RequestName>(
  socket: Socket,
  name: Name,
  payload: object
): Promise<Answered<Name>> {
  // The host under test is trusted to answer as its protocol says.
  const answer = (await socket.emitWithAck(name, payload)) as Answer<Name>
  if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer)}`)
  return answer
}

async function hearEnd(): Promise<LoadReport> {
  await Promise.all(guests.map((guest) => guest.ended))
  const heard = guests.map(({ room, ids, isInOrder }) => ({
    room,
    count: ids.length,
    isInOrder,
    ids: createHash('sha256').update(ids.join()).digest('hex')
  }))
  for (const guest of guests) guest.socket.disconnect()
  return { kind: 'heard', heard }
}
