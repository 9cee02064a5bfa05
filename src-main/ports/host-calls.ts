// What main asks of the host process, and what that tells of itself.
import * as v from 'valibot'
import { call } from '../../src-preload/contract/rpc.ts'

/** The embedded server as it stands. */
export interface HostState {
  running: boolean
  /** Where this computer reaches it, e.g. `http://127.0.0.1:40123`; null while it is off. */
  address: string | null
  port: number | null
  shared: boolean
  /** For others on the network, with the secret; null unless shared. */
  inviteLink: string | null
  clients: number
}

export const hostProcessCalls = {
  /** Opens the data folder and listens; must be the first call. Port 0: any free one. */
  open: call(
    v.object({
      port: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)),
      dataDir: v.pipe(v.string(), v.minLength(1)),
      share: v.boolean()
    })
  ).returns<HostState>(),
  /** Opens it to the local network, or closes it to this computer. */
  share: call(v.object({ on: v.boolean() })).returns<HostState>(),
  state: call(v.object({})).returns<HostState>(),
  /** Stops listening and closes the file. */
  close: call(v.object({})).returns<null>()
}
export type HostProcessCalls = typeof hostProcessCalls

export interface HostEvents {
  /** After each change; client counts at most once a second. */
  stateChanged: HostState
}
