// How one step of a transfer went.
import type { Failure } from '../../src-preload/contract/failure.ts'

export type Step<T> =
  | { kind: 'done'; value: T }
  | { kind: 'failed'; failure: Failure; retryAfterMs: number | null }
  | { kind: 'stopped' }
