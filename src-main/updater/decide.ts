// What is done about a version on offer: plain decisions over plain values.
import { gt, prerelease, valid } from 'semver'
import type { FailureCode } from '../../src-preload/contract/failure.ts'
import type { UpdateSettings } from '../../src-preload/contract/updates.ts'

const MB = 1024 * 1024
/** Left free on each disk that is written to, bytes. */
const SPARE = 200 * MB
/** More than any release will be. */
const MOST_BYTES = 1024 * MB

export interface Offer {
  version: string
  /** Bytes. */
  size: number
}

export interface Situation {
  current: string
  channel: UpdateSettings['channel']
  /** The version that did not start here. */
  undone: string | null
}

/** Whether a version on offer is wanted here at all. */
export function isWanted(version: string, { current, channel, undone }: Situation): boolean {
  if (!valid(version) || version === undone || !gt(version, current)) return false
  return channel === 'beta' || prerelease(version) === null
}

/** Free bytes where it is fetched to, and where it is put. */
export interface Room {
  fetching: number
  installing: number
}

/** Why a wanted version is not fetched; null where it may be. */
export function refusalOf({ size }: Offer, room: Room): FailureCode | null {
  if (!Number.isSafeInteger(size) || size <= 0 || size > MOST_BYTES) return 'update-damaged'
  const needed = size + SPARE
  return room.fetching < needed || room.installing < needed ? 'update-no-room' : null
}
