// What a long task is told and tells while it runs: how far it is, and whether it is still wanted.
import type { Failure } from '../../../src-preload/contract/failure.ts'
import type { DataStep } from '../../../src-preload/contract/data-calls.ts'

export interface JobProgress {
  step: DataStep
  done: number
  total: number
}

export interface JobWatch {
  onProgress: (progress: JobProgress) => void
  /** Asked often: the person may have changed their mind. */
  isCancelled: () => boolean
}

export type JobOutcome =
  { kind: 'done'; messages: number } | { kind: 'cancelled' } | { kind: 'failed'; failure: Failure }

/** Thrown where a task notices that it was cancelled; ends as an outcome. */
export class CancelledError extends Error {}

/** Ends the task here if it was cancelled. */
export function stopIfCancelled(watch: JobWatch): void {
  if (watch.isCancelled()) throw new CancelledError('cancelled')
}
