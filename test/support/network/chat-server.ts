// A real Socket.IO 4 server for tests, that speaks a small vocabulary and misbehaves when told to.
import { createServer, type Server as HttpServer } from 'node:http'
import { createServer as createHttps, type ServerOptions as TlsOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Server, type Socket, type ServerOptions } from 'socket.io'

export interface Received {
  text: string
  clientId: string | undefined
  socketId: string
}

/** What the server does with a `send`. */
export type OnSend = (message: Received, ack: ((answer: unknown) => void) | undefined) => void

export class ChatServer {
  readonly received: Received[] = []
  readonly sockets: Socket[] = []
  readonly io: Server
  readonly #http: HttpServer
  /** Replaces the usual answer. */
  onSend: OnSend = (_message, ack) => ack?.({ ok: true, id: `m${this.received.length}` })

  private constructor(http: HttpServer, options: Partial<ServerOptions>) {
    this.#http = http
    this.io = new Server(http, options)
    this.io.on('connection', (socket) => {
      this.sockets.push(socket)
      socket.on('send', (message: Received, ack?: (answer: unknown) => void) => {
        const received = { ...message, socketId: socket.id }
        this.received.push(received)
        this.onSend(received, ack)
      })
    })
  }

  static async open(options: Partial<ServerOptions> = {}, port = 0): Promise<ChatServer> {
    return ChatServer.#listen(createServer(), options, port)
  }

  /** The same behind TLS. */
  static async openSecure(tls: TlsOptions, port = 0): Promise<ChatServer> {
    return ChatServer.#listen(createHttps(tls), {}, port)
  }

  static async #listen(
    http: HttpServer,
    options: Partial<ServerOptions>,
    port: number
  ): Promise<ChatServer> {
    const server = new ChatServer(http, options)
    await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve))
    return server
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port
  }

  get url(): string {
    return `${'setSecureContext' in this.#http ? 'https' : 'http'}://127.0.0.1:${this.port}`
  }

  /** How to connect to it. */
  get connect() {
    return {
      url: this.url,
      generation: 'auto' as const,
      transports: 'auto' as const,
      query: {},
      headers: {},
      auth: {}
    }
  }

  async close(): Promise<void> {
    await this.io.close()
  }
}

/** The dialect of the vocabulary above: acknowledged and idempotent. */
export const testDialect = {
  filoDialect: 1,
  id: 'test',
  name: 'Test chat',
  conversations: { mode: 'single', title: 'Chat' },
  inbound: [
    {
      on: 'message',
      is: 'message',
      id: 'args[0].id',
      author: { id: 'args[0].from', name: 'args[0].from' },
      own: 'false',
      text: 'args[0].text'
    },
    {
      on: 'asked',
      is: 'message',
      id: 'args[0].id',
      author: { name: 'args[0].from' },
      own: 'false',
      text: 'args[0].text',
      answer: ['got it']
    },
    { on: 'typing', is: 'typing', own: 'false', by: { name: 'args[0]' }, isOn: 'args[1]' },
    {
      on: 'people',
      is: 'members',
      change: 'all',
      people: { each: 'args[0]', name: 'item' }
    }
  ],
  outbound: {
    send: {
      emit: 'send',
      args: [{ text: '=entry.text', clientId: '=entry.clientId' }],
      ack: { id: 'ack[0].id', timeoutMs: 1000 }
    },
    typing: { emit: 'typing', args: ['=entry.on'] }
  },
  answers: {
    success: 'ack[0].ok == true',
    failures: [
      { when: "ack[0].error == 'slow'", code: 'rate-limited', retryAfterMs: 'ack[0].retryAfterMs' },
      { when: 'true', code: 'message-refused' }
    ]
  },
  echo: 'client-id',
  idempotent: true,
  proves: ['written', 'acknowledged']
}

/** The same, where up to four words may be unanswered, each of which lists those before it. */
export const chainedDialect = {
  ...testDialect,
  id: 'chained',
  outbound: {
    ...testDialect.outbound,
    send: {
      ...testDialect.outbound.send,
      args: [{ text: '=entry.text', clientId: '=entry.clientId', after: '=entry.after' }]
    }
  },
  answers: {
    ...testDialect.answers,
    failures: [
      { when: "ack[0].error == 'out-of-order'", code: 'message-refused', retry: true },
      ...testDialect.answers.failures
    ]
  },
  limits: { unanswered: '4' }
}

/** The same, where sending twice is two messages. */
export const onceDialect = { ...testDialect, id: 'once', idempotent: false }

/** The same, where nothing is acknowledged. */
export const silentDialect = {
  ...testDialect,
  id: 'silent',
  idempotent: false,
  proves: ['written'],
  outbound: {
    send: { emit: 'send', args: [{ text: '=entry.text', clientId: '=entry.clientId' }] }
  }
}
