// A server as many are: one logs in over HTTP, writes over HTTP, and hears over a socket that asks for the login.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'

type Answer = { status: number; body?: unknown; headers?: Record<string, string | string[]> }

/** What came over HTTP. */
export interface Asked {
  method: string
  path: string
  body: string
  cookie: string
  authorization: string
}

export class AccountServer {
  readonly asked: Asked[] = []
  readonly said: string[] = []
  /** Emitted by clients after they had said it over HTTP. */
  readonly passedOn: unknown[] = []
  readonly io: Server
  readonly #http = createServer((request, response) => void this.#answer(request, response))
  /** Tokens and sessions that are good now. */
  #good = new Set<string>()
  #count = 0
  /** Answers a message otherwise; null as usual, 'hang-up' after it was taken. */
  onMessage: (text: string) => Answer | 'hang-up' | null = () => null

  private constructor() {
    this.io = new Server(this.#http, { serveClient: false })
    this.io.use((socket, next) => {
      const { token } = socket.handshake.auth as { token?: string }
      const session = /sid=([^;]+)/.exec(socket.handshake.headers.cookie ?? '')?.[1]
      const isKnown = this.#good.has(token ?? '') && this.#good.has(session ?? '')
      next(isKnown ? undefined : new Error('Unauthorized'))
    })
    this.io.on('connection', (socket) => {
      socket.on('new message', (message) => void this.passedOn.push(message))
    })
  }

  static async open(): Promise<AccountServer> {
    const server = new AccountServer()
    await new Promise<void>((resolve) => server.#http.listen(0, '127.0.0.1', resolve))
    return server
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`
  }

  get logins(): number {
    return this.asked.filter(({ path }) => path === '/login').length
  }

  /** All logins made so far are void. */
  forgetEverybody(): void {
    this.#good = new Set()
  }

  close(): Promise<void> {
    return this.io.close()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.startsWith('/socket.io/')) return
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const asked: Asked = {
      method: request.method ?? '',
      path: request.url ?? '',
      body: Buffer.concat(chunks).toString(),
      cookie: request.headers.cookie ?? '',
      authorization: request.headers.authorization ?? ''
    }
    this.asked.push(asked)
    const answer = this.#route(asked)
    if (answer === 'hang-up') return void request.socket.destroy()
    const { status, body = {}, headers = {} } = answer
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify(body))
  }

  #route({ path, body, authorization }: Asked): Answer | 'hang-up' {
    if (path === '/csrf') return { status: 200, body: { csrf: 'c1' } }
    if (path === '/login') return this.#logIn(new URLSearchParams(body))
    if (!this.#good.has(authorization.slice('Bearer '.length))) {
      return { status: 401, body: { message: 'jwt expired' } }
    }
    if (path === '/messages') return this.#take((JSON.parse(body) as { text: string }).text)
    if (path.startsWith('/history')) {
      const texts = this.said.map((text, at) => ({ _id: `m${at + 1}`, text, from: 'Bo' }))
      return { status: 200, body: texts }
    }
    return { status: 404 }
  }

  #logIn(form: URLSearchParams): Answer {
    if (form.get('csrf') !== 'c1') return { status: 400, body: { message: 'no csrf' } }
    if (form.get('password') !== 'right')
      return { status: 401, body: { message: 'wrong password' } }
    const [token, session] = [`t${++this.#count}`, `s${this.#count}`]
    this.#good.add(token).add(session)
    const cookie = `sid=${session}; Path=/; HttpOnly`
    const user = { token, user: { _id: 'u1', name: form.get('user') } }
    return { status: 200, body: user, headers: { 'set-cookie': [cookie] } }
  }

  #take(text: string): Answer | 'hang-up' {
    const answer = this.onMessage(text)
    if (answer !== null && answer !== 'hang-up') return answer
    this.said.push(text)
    const message = { _id: `m${this.said.length}`, text, from: 'Ana' }
    return answer ?? { status: 201, body: message }
  }
}

/** Its dialect. */
export const accountDialect = {
  filoDialect: 1,
  id: 'account',
  name: 'Account chat',
  connect: {
    http: [
      {
        name: 'csrf',
        when: 'vars.token == null',
        address: '/csrf',
        ack: { read: [{ is: 'nothing', set: { csrf: 'ack[0].csrf' } }] }
      },
      {
        name: 'login',
        when: 'vars.token == null',
        address: '/login',
        form: { user: '=login.name', password: '=login.password', csrf: '=vars.csrf' },
        ack: {
          read: [
            {
              is: 'identity',
              id: 'ack[0].user._id',
              name: 'ack[0].user.name',
              remember: { token: 'ack[0].token' }
            }
          ]
        }
      }
    ],
    auth: { token: '=vars.token' }
  },
  login: { fields: [{ key: 'password', label: { en: 'Password', it: 'Password' }, secret: true }] },
  conversations: { mode: 'single', title: 'Chat' },
  inbound: [
    {
      on: 'message',
      is: 'message',
      id: 'args[0]._id',
      author: { name: 'args[0].from' },
      text: 'args[0].text'
    }
  ],
  outbound: {
    send: {
      http: {
        address: '/messages',
        headers: { Authorization: "='Bearer ' + vars.token" },
        json: { text: '=entry.text' }
      },
      ack: { id: 'ack[0]._id' },
      emit: 'new message',
      args: ['=ack[0]']
    },
    history: {
      http: {
        address: "='/history/' + uri('one room')",
        query: { limit: '=text(entry.limit)' },
        headers: { Authorization: "='Bearer ' + vars.token" }
      },
      ack: {
        read: [
          {
            is: 'history',
            messages: {
              each: 'ack[0]',
              id: 'item._id',
              author: { name: 'item.from' },
              text: 'item.text'
            }
          }
        ]
      }
    }
  },
  proves: ['written', 'acknowledged']
}
