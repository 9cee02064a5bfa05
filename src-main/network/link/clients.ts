// Which client library speaks to which generation of servers.
import type { ClientOptions, ClientSocket } from './client.ts'
import { openClient4 } from './client-4.ts'
import { openLate } from './late-client.ts'

export type OpenClient = (options: ClientOptions) => ClientSocket

/** One client speaks generations 3 and 4; another, where it is there, generation 2. */
export interface Clients {
  '4': OpenClient
  '2'?: OpenClient
}

export const builtInClients: Clients = {
  '4': openClient4,
  '2': openLate(async () => (await import('./client-2.ts')).openClient2)
}

/** The client that speaks `generation`. */
export function clientFor(clients: Clients, generation: '2' | '3' | '4'): OpenClient {
  return (generation === '2' ? clients['2'] : undefined) ?? clients['4']
}
