// A plain client of Filo's host that writes as fast as it is told to.
import { randomUUID } from 'node:crypto'
import { io, type Socket } from 'socket.io-client'

export interface Guest {
  /** Sends one message into a conversation; resolves when the host has it. */
  send: (conversationId: string, text: string) => Promise<void>
  close: () => void
}

export async function enterHost(url: string, name: string): Promise<Guest> {
  const socket: Socket = io(url, { auth: { name }, transports: ['websocket'], forceNew: true })
  await new Promise<void>((resolve, reject) => {
    socket.once('welcome', () => resolve())
    socket.once('connect_error', reject)
  })
  return {
    send: async (conversationId, text) => {
      const payload = { conversationId, clientId: randomUUID(), text }
      const answer: unknown = await socket.emitWithAck('message:send', payload)
      if (!isYes(answer)) throw new Error(`not sent: ${JSON.stringify(answer)}`)
    },
    close: () => socket.disconnect()
  }
}

function isYes(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === true
}
