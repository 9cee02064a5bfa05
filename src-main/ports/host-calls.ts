// What main asks of the host process, and what that tells of itself.
import * as v from 'valibot'
import { call } from '../../src-preload/contract/rpc.ts'
import type { Alive } from './work-sign.ts'

/** How the embedded server stands. */
export interface HostState {
  running: boolean
  /** For this computer: `http://127.0.0.1:<port>`; null while it does not run. */
  address: string | null
  port: number | null
  /** Whether other machines on the local network may come. */
  shared: boolean
  /** `filo://connect?…` with the secret in it; only while shared. */
  inviteLink: string | null
  clients: number
}

export const hostProcessCalls = {
  /** Starts the server; port 0 takes any free one. Refuses with `host-port-taken` or `host-failed`. */
  open: call(
    v.object({
      port: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)),
      dataDir: v.pipe(v.string(), v.minLength(1)),
      share: v.boolean(),
      /** Whose Filo this is; names the host to its guests. */
      ownerName: v.optional(v.pipe(v.string(), v.maxLength(200)))
    })
  ).returns<HostState>(),
  /** Opens the running server to the local network, or closes it again; who is here stays. */
  share: call(v.object({ on: v.boolean() })).returns<HostState>(),
  /** Makes every earlier invite link worthless and sends guests from other machines away. */
  rotateSecret: call(v.object({})).returns<HostState>(),
  state: call(v.object({})).returns<HostState>(),
  ping: call(v.object({})).returns<Alive>(),
  /** Finishes what is under way and stops the server. */
  close: call(v.object({})).returns<null>()
}
export type HostProcessCalls = typeof hostProcessCalls

export interface HostEvents {
  /** Anything of the state changed; clients coming and going at most four times a second. */
  stateChanged: HostState
}
