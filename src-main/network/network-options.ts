// What the network process is made of: its clock, threads and sources; tests pass others.
import type { DoctorLine } from '../../src-preload/contract/doctor.ts'
import type { Clock } from './clock.ts'
import type { DialectBook } from './dialect-book.ts'
import type { DialectLibrary } from './library/dialect-library.ts'
import type { Clients } from './link/clients.ts'
import type { ResolveProxy } from './link/route/ways.ts'
import type { BudgetLimits } from './link/server-budget.ts'
import type { MoverSetup } from './mover-calls.ts'
import type { RunningThread, ThreadSetup } from './thread-slot.ts'

export interface NetworkOptions {
  clock: Clock
  /** The person's own dialects. */
  library: DialectLibrary
  startThread: (setup: ThreadSetup) => RunningThread
  /** Starts one of the threads that move files. */
  startMover: (setup: MoverSetup) => RunningThread
  /** Something is about to be done, for which nobody may have asked. */
  onStir?: () => void
  /** A network check came to its end. */
  onChecked?: (lines: DoctorLine[]) => void
  /** Asks the system for its proxies. */
  resolveProxy?: ResolveProxy
  /** Other dialects than the usual ones, for tests. */
  book?: DialectBook
  clients?: Clients
  /** Other budgets for servers than the usual ones, for tests. */
  budget?: BudgetLimits
}
