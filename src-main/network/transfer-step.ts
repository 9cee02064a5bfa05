// How one step of a transfer went.
import type { Failure } from '../../src-preload/contract/failure.ts'

export type Step<T> = { kind: 'done'; value: T } | FailedStep | { kind: 'stopped' }

export interface FailedStep {
  kind: 'failed'
  failure: Failure
  retryAfterMs: number | null
  /** The server itself did not know, over HTTP, who asked: a new login may mend it. */
  isStranger?: boolean
}

/** The statuses by which a server says that it does not know who asks. */
export function isStrangerStatus(status: number): boolean {
  return status === 401 || status === 403
}
