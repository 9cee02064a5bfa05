// Another person at Filo's own host, through a plain client: says each thing until it is acknowledged.
import { randomUUID } from 'node:crypto'
import { io, type Socket } from 'socket.io-client'
import type { Answer } from '../../../src-main/host/protocol.ts'

const ANSWER_MS = 4_000
const PAUSE_MS = 100

interface Word {
  room: string
  text: string
  clientId: string
}

export class Friend {
  readonly name: string
  readonly #socket: Socket
  readonly #waiting: Word[] = []
  readonly #rooms: readonly string[]
  #token: string | undefined
  #isBusy = false
  #isIn = false
  #isClosed = false

  /** Comes to the host and goes into the rooms, again whenever the host was away. */
  constructor(address: string, name: string, rooms: readonly string[]) {
    this.name = name
    this.#rooms = rooms
    this.#socket = io(address, {
      transports: ['websocket'],
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
      forceNew: true,
      auth: (give) => give({ name, version: 1, token: this.#token })
    })
    this.#socket.on('welcome', (welcome: { token?: string }) => {
      this.#token = welcome.token ?? this.#token
      void this.#enter()
    })
    this.#socket.on('disconnect', () => (this.#isIn = false))
  }

  /** How many words are not yet acknowledged. */
  get waiting(): number {
    return this.#waiting.length
  }

  say(room: string, text: string): void {
    this.#waiting.push({ room, text, clientId: randomUUID() })
    void this.#run()
  }

  close(): void {
    this.#isClosed = true
    this.#socket.disconnect()
  }

  async #enter(): Promise<void> {
    for (const conversationId of this.#rooms) {
      const joined = await this.#ask<'room:join'>('room:join', { conversationId })
      if (joined?.ok !== true) return void this.#again()
    }
    this.#isIn = true
    void this.#run()
  }

  #again(): void {
    setTimeout(() => {
      if (this.#socket.connected && !this.#isIn) void this.#enter()
    }, PAUSE_MS)
  }

  async #run(): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    while (this.#isIn && !this.#isClosed) {
      const [word] = this.#waiting
      if (!word) break
      const { room: conversationId, text, clientId } = word
      const answer = await this.#ask<'message:send'>('message:send', {
        conversationId,
        text,
        clientId
      })
      if (answer?.ok === true) this.#waiting.shift()
      else await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
    this.#isBusy = false
  }

  async #ask<Name extends 'room:join' | 'message:send'>(
    name: Name,
    payload: object
  ): Promise<Answer<Name> | null> {
    try {
      return (await this.#socket.timeout(ANSWER_MS).emitWithAck(name, payload)) as Answer<Name>
    } catch {
      return null
    }
  }
}
