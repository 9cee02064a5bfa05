// A conformance run's stage: an emulated server, and people who enter it one after the other.
import type { ConversationRef } from '../../../src-preload/contract/inbound.ts'
import { preset } from '../dialects.ts'
import { DialectClient } from './driver.ts'
import { emulate, type Behaviour, type Emulation } from './emulator.ts'

export interface Stage {
  server: Emulation
  /** Lets somebody in; `more` is filled in beside the name. */
  enter(name: string, more?: Record<string, string>): Promise<DialectClient>
  close(): Promise<void>
}

/** Starts the server. */
export async function openStage(behaviour: Behaviour): Promise<Stage> {
  const server = await emulate(behaviour)
  const clients: DialectClient[] = []
  return {
    server,
    enter: async (name, more = {}) => {
      const login = { name, email: name, ...behaviour.login, ...more }
      const generation = behaviour.generation === 2 ? '2' : '4'
      const client = new DialectClient(server.url, preset(behaviour.id), login, generation)
      clients.push(client)
      await client.join()
      return client
    },
    close: async () => {
      for (const client of clients) client.close()
      await server.close()
    }
  }
}

/** Where somebody writes to: the stated place, the one conversation, or the one with a person. */
export async function placeOf(
  { shows }: Behaviour,
  client: DialectClient,
  other: string
): Promise<ConversationRef> {
  if (shows.place) return shows.place
  const { single } = client.dialect
  if (single !== null) return { remoteId: '', kind: 'single', title: single, peer: null }
  const list = await client.told('conversations', ({ conversations }) =>
    conversations.some(({ title }) => title === other)
  )
  const found = list.conversations.find(({ title }) => title === other)
  if (!found) throw new Error('no conversation')
  return { remoteId: found.remoteId, kind: found.kind, title: found.title, peer: found.peer }
}
