// What the test and the rig say to each other: calls with answers, and what the window would have heard.
import type { ProcessChange } from '../../../src-preload/contract/app-calls.ts'
import type { Result } from '../../../src-preload/contract/failure.ts'
import type { NetworkEvents } from '../../../src-preload/contract/network-calls.ts'
import type { StoreEvents } from '../../../src-preload/contract/store-calls.ts'
import type { RepairReport } from '../../../src-preload/contract/vault.ts'

/** What the rig is started with, as JSON in FILO_RIG. */
export interface RigSetup {
  databasePath: string
  /** 64 hex digits. */
  storeKey: string
  /** Dialects of the test's own. */
  dialectsDir: string
}

/** The rig's own calls; those to store and network go through it as a window makes them. */
export interface RigCalls {
  pids: { store: number | undefined; network: number | undefined }
  /** The person's button when a process was given up. */
  restart: null
  /** The system woke up. */
  wake: null
  stop: null
}

export interface RigRequest {
  id: number
  to: 'store' | 'network' | 'rig'
  name: string
  input: unknown
}

/** Everything that a window hears, and what main knows. */
export type RigEvents = StoreEvents &
  NetworkEvents & {
    processChanged: ProcessChange
    /** The store found damage when it opened, and says what became of it. */
    storeRepaired: RepairReport
    /** A fresh port came: everything that was open at the last one is to be opened again. */
    portArrived: { of: 'store' | 'network' }
  }

export type RigEvent = {
  [Name in keyof RigEvents]: { event: Name; payload: RigEvents[Name] }
}[keyof RigEvents]

export type FromRig = RigEvent | { id: number; result: Result<unknown> }
