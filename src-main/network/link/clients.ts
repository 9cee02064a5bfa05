// Which client library speaks to which generation of servers.
import type { ClientOptions, ClientSocket } from './client.ts'
import { openClient2 } from './client-2.ts'
import { openClient4 } from './client-4.ts'

export type OpenClient = (options: ClientOptions) => ClientSocket

/** One client speaks generations 3 and 4; another, where it is there, generation 2. */
export interface Clients {
  '4': OpenClient
  '2'?: OpenClient
}

export const builtInClients: Clients = { '4': openClient4, '2': openClient2 }

/** The client that speaks `generation`. */
export function clientFor(clients: Clients, generation: '2' | '3' | '4'): OpenClient {
  return (generation === '2' ? clients['2'] : undefined) ?? clients['4']
}
