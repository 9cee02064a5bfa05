// A connection that was given up before anything was said on it, with the failure that the person is told.
import type { Failure } from '../../../../src-preload/contract/failure.ts'

/** Thrown into Node's HTTP client, which hands it on as the request's error. */
export class RouteError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.code)
  }
}

/** The failure that an error of a client library carries; null where it is another kind of error. */
export function routeFailure(error: unknown): Failure | null {
  return error instanceof RouteError ? error.failure : null
}
