// What processes tell of themselves for a debug report: counts, states and codes; no names, addresses or texts.
import type { CrashKind } from '../../src-preload/contract/diagnostics.ts'
import type { DoctorLine } from '../../src-preload/contract/doctor.ts'
import type { FailureCode } from '../../src-preload/contract/failure.ts'
import type { Connection } from '../../src-preload/contract/model.ts'

/** A thread of the network process. */
export interface ThreadFacts {
  name: string
  isRunning: boolean
  /** How often it ended without being asked to. */
  ends: number
  queue: number
  events: number
  bytes: number
  /** Share of one core, 0 to 1. */
  load: number
}

export interface ServerFacts extends Pick<Connection, 'state' | 'transport' | 'generation'> {
  /** A preset's id; what the person made or Filo learned has no name here. */
  dialect: string | null
  failure: FailureCode | null
}

export interface NetworkFacts {
  threads: ThreadFacts[]
  servers: ServerFacts[]
  /** The last network check, if there was one: `at` ms since 1970. */
  check: {
    at: number
    lines: Pick<DoctorLine, 'step' | 'result' | 'finding' | 'ms' | 'code'>[]
  } | null
}

export interface StoreFacts {
  schema: number
  /** Of the database with its log. */
  fileBytes: number
  counts: Record<string, number>
}

/** A thread that ended without being asked to. */
export interface ThreadEnd {
  name: string
  kind: CrashKind
}
