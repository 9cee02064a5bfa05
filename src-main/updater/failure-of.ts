// What went wrong with an update, by what was thrown: ours, electron-updater's, or the disk's.
import type { Failure, FailureCode } from '../../src-preload/contract/failure.ts'
import { DamagedError, UnsignedError } from './errors.ts'

const CODES: Record<string, FailureCode> = {
  ERR_CHECKSUM_MISMATCH: 'update-damaged',
  ERR_UPDATER_INVALID_SIGNATURE: 'update-unsigned',
  ERR_UPDATER_CHANNEL_FILE_NOT_FOUND: 'update-feed-empty',
  ERR_UPDATER_LATEST_VERSION_NOT_FOUND: 'update-feed-empty',
  ERR_UPDATER_NO_PUBLISHED_VERSIONS: 'update-feed-empty',
  ERR_UPDATER_INVALID_UPDATE_INFO: 'update-feed-invalid',
  ERR_UPDATER_INVALID_VERSION: 'update-feed-invalid',
  ENOSPC: 'update-no-room'
}

/** What went wrong, for the person. */
export function failureOf(error: unknown): Failure {
  const code = codeOf(error)
  return { code, retry: code === 'update-feed-unreachable' }
}

function codeOf(error: unknown): FailureCode {
  if (error instanceof DamagedError) return 'update-damaged'
  if (error instanceof UnsignedError) return 'update-unsigned'
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return CODES[code] ?? 'update-feed-unreachable'
}
