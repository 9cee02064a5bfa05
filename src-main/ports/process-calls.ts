// What main asks of every process it forks, and what they tell it.
import * as v from 'valibot'
import { call } from '../../src-preload/contract/rpc.ts'

/** Which port end main hands to a process, beside the port itself. */
export type PortRole = 'window' | 'store' | 'network'
export interface PortHandover {
  filoPort: PortRole
}

export const storeProcessCalls = {
  /** Opens the database; must be the first call. Times are ms, paths absolute. */
  open: call(v.object({ path: v.string(), encryptionKey: v.nullable(v.string()) })).returns<{
    schemaVersion: number
    openedInMs: number
  }>(),
  ping: call(v.object({})).returns<{ queue: number; eventsTotal: number }>(),
  /** Finishes what is under way and closes the file. */
  close: call(v.object({})).returns<null>()
}
export type StoreProcessCalls = typeof storeProcessCalls

export const networkProcessCalls = {
  /** Starts the threads; `dialectsDir` holds the person's own dialect files. */
  open: call(
    v.object({ dialectsDir: v.nullable(v.string()), language: v.picklist(['en', 'it']) })
  ).returns<{ threads: string[] }>(),
  ping: call(v.object({})).returns<{ queue: number; eventsTotal: number }>(),
  /** The system woke up or its network changed: probe every connection whatever it says of itself. */
  wake: call(
    v.object({ cause: v.picklist(['resume', 'online', 'offline', 'unlock']) })
  ).returns<null>(),
  close: call(v.object({})).returns<null>()
}
export type NetworkProcessCalls = typeof networkProcessCalls
