// Why a file did not move, thrown up to where its transfer is ended.
import { refuse, type Failure, type FailureCode } from '../../../src-preload/contract/failure.ts'
import { networkFailure } from '../link/connect-failure.ts'
import { routeFailure } from '../link/route/route-error.ts'

export class TransferError extends Error {
  readonly failure: Failure
  readonly retryAfterMs: number | null
  /** The server itself did not know who asked. */
  readonly isStranger: boolean

  constructor(failure: Failure, retryAfterMs: number | null = null, isStranger = false) {
    super(failure.code)
    this.failure = failure
    this.retryAfterMs = retryAfterMs
    this.isStranger = isStranger
  }
}

/** Says that it can't be; `retry`: that it may work later. */
export function transferError(
  code: FailureCode,
  detail?: Record<string, string | number>,
  retry = false
): TransferError {
  return new TransferError(refuse(code, detail, retry).failure)
}

/** Puts whatever was thrown into the contract's words. */
export function failureOf(
  error: unknown
): Pick<TransferError, 'failure' | 'retryAfterMs' | 'isStranger'> {
  if (error instanceof TransferError) return error
  const route = routeFailure(error)
  if (route) return { failure: route, retryAfterMs: null, isStranger: false }
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? 'UNKNOWN'
  const plain = diskFailures[code]
  const failure = plain ? refuse(plain, undefined, plain === 'disk-full').failure : null
  const told = failure ?? { ...networkFailure(code), retry: true }
  return { failure: told, retryAfterMs: null, isStranger: false }
}

const diskFailures: Readonly<Record<string, FailureCode>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  ENOENT: 'file-gone',
  EACCES: 'file-not-read',
  EPERM: 'file-not-read',
  EISDIR: 'file-not-read',
  EIO: 'file-not-read',
  EROFS: 'file-not-written',
  ENAMETOOLONG: 'file-not-written'
}
