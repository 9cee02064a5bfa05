// A chat server where sending twice is two messages: one kind acknowledges and has history, one does neither.
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import type { Told } from './truth.ts'

export const onceRooms = ['harbour', 'market', 'mill'] as const

interface Row extends Told {
  id: string
  at: number
}

export interface OnceOptions {
  /** Whether it acknowledges, numbers its messages and tells its history. */
  isAnswering: boolean
  /** ms since 1970. */
  now: () => number
}

/** What it stored it keeps, whatever becomes of its connections. */
export class OnceServer {
  readonly #options: OnceOptions
  readonly #rows: Row[] = []
  readonly #counts = new Map<string, number>()
  #http: HttpServer | null = null
  #io: Server | null = null
  #port = 0

  constructor(options: OnceOptions) {
    this.#options = options
  }

  get port(): number {
    return this.#port
  }

  get messages(): readonly Told[] {
    return this.#rows
  }

  async start(): Promise<void> {
    const http = createServer()
    const io = new Server(http, { pingInterval: 2_000, pingTimeout: 2_000 })
    this.#http = http
    this.#io = io
    io.on('connection', (socket) => this.#serve(socket))
    await new Promise<void>((resolve) => http.listen(this.#port, '127.0.0.1', resolve))
    this.#port = (http.address() as AddressInfo).port
  }

  /** Drops everybody in the middle of what they say. */
  async stop(): Promise<void> {
    const [http, io] = [this.#http, this.#io]
    this.#http = null
    this.#io = null
    if (!http || !io) return
    http.closeAllConnections()
    await io.close()
  }

  /** Somebody who is always there says something. */
  say(room: string, author: string, text: string): void {
    const row = this.#store(room, author, text)
    this.#io?.emit('message', row)
  }

  #serve(socket: Socket): void {
    const name = String(socket.handshake.auth['name'])
    const { isAnswering } = this.#options
    if (!isAnswering) socket.emit('rooms', onceRooms)
    socket.on('enter', (answer: (given: unknown) => void) => answer({ ok: true, rooms: onceRooms }))
    socket.on('say', (said: { room: string; text: string }, answer?: (given: unknown) => void) => {
      const row = this.#store(said.room, name, said.text)
      socket.broadcast.emit('message', row)
      if (isAnswering) answer?.({ ok: true, id: row.id, at: row.at, seq: row.seq })
    })
    socket.on('history', (asked: Asked, answer: (given: unknown) => void) =>
      answer(this.#page(asked))
    )
  }

  #store(room: string, author: string, text: string): Row {
    const seq = (this.#counts.get(room) ?? 0) + 1
    this.#counts.set(room, seq)
    const row = { room, author, text, seq, id: `${room}-${seq}`, at: this.#options.now() }
    this.#rows.push(row)
    return row
  }

  #page({ room, before, after, limit }: Asked): object {
    const all = this.#rows.filter((row) => row.room === room)
    const fitting = all.filter(
      ({ seq }) => seq < (before ?? Infinity) && seq > (after ?? Number.NEGATIVE_INFINITY)
    )
    const messages = after === undefined ? fitting.slice(-limit) : fitting.slice(0, limit)
    return { ok: true, messages, more: messages.length < fitting.length }
  }
}

interface Asked {
  room: string
  before?: number
  after?: number
  limit: number
}

const message = (from: string) => ({
  author: { name: `${from}.author` },
  text: `${from}.text`
})
const numbered = (from: string) => ({
  ...message(from),
  id: `${from}.id`,
  time: `${from}.at`,
  seq: `${from}.seq`
})
const shared = {
  filoDialect: 1,
  connect: { generation: '4', auth: { name: '=login.name' } },
  conversations: { mode: 'named' },
  idempotent: false
}
const place = { id: 'args[0].room' }

/** Acknowledged, never repeated, with history. */
export const onceDialect = {
  ...shared,
  id: 'fault-once',
  name: 'Once',
  join: [
    {
      name: 'enter',
      emit: 'enter',
      args: [],
      ack: {
        success: 'ack[0].ok == true',
        read: [
          {
            is: 'conversations',
            list: { each: 'ack[0].rooms', id: 'item', title: 'item', joined: 'true' }
          }
        ]
      }
    }
  ],
  inbound: [{ on: 'message', is: 'message', conversation: place, ...numbered('args[0]') }],
  outbound: {
    send: {
      emit: 'say',
      args: [{ room: '=conversation.remoteId', text: '=entry.text' }],
      ack: { id: 'ack[0].id', time: 'ack[0].at', seq: 'ack[0].seq', timeoutMs: 4000 }
    },
    history: {
      emit: 'history',
      args: [
        {
          room: '=conversation.remoteId',
          'before?': "=entry.stretch == 'before' ? entry.cursor.seq : null",
          'after?': "=entry.stretch == 'after' ? entry.cursor.seq : null",
          limit: '=entry.limit'
        }
      ],
      ack: {
        read: [
          {
            is: 'history',
            messages: { each: 'ack[0].messages', ...numbered('item') },
            more: 'ack[0].more'
          }
        ]
      }
    }
  },
  answers: { success: 'ack[0].ok == true' },
  echo: 'none',
  proves: ['written', 'acknowledged']
}

/** Nothing is acknowledged, nothing has a number, nothing comes twice. */
export const silentDialect = {
  ...shared,
  id: 'fault-silent',
  name: 'Silent',
  inbound: [
    {
      on: 'rooms',
      is: 'conversations',
      list: { each: 'args[0]', id: 'item', title: 'item', joined: 'true' }
    },
    { on: 'message', is: 'message', conversation: place, ...message('args[0]') }
  ],
  outbound: {
    send: { emit: 'say', args: [{ room: '=conversation.remoteId', text: '=entry.text' }] }
  },
  echo: 'none',
  proves: ['written']
}
