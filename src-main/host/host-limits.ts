// Owns the bounds that a host sets for its guests; the protocol's own are in protocol.ts.
import type { TokenRate } from './token-bucket.ts'
import type { RateName } from './protocol.ts'

export interface HostLimits {
  /** Sockets at once. */
  clients: number
  /** Conversations that one person may be in. */
  conversationsPerPerson: number
  /** Rooms that one person may have made. */
  roomsPerPerson: number
  /** Rooms of the whole host. */
  rooms: number
  /** Different emoji on one message. */
  emojiPerMessage: number
  /** Conversations with more members do not hear each other's receipts. */
  receiptMembers: number
  /** What one socket may ask for, by kind of request. */
  rates: Record<RateName, TokenRate>
  /** Refused requests of one socket; beyond them it is disconnected. */
  refusals: TokenRate
  /** First-time arrivals from one other machine. */
  arrivals: TokenRate
  /** Packets that may wait for a slow client before it is let go; it comes back by history. */
  waitingPackets: number
  /** Broadcasts kept for those who come back within `recoveryMs`. */
  recoveryPackets: number
  recoveryMs: number
  files: FileLimits
}

export interface FileLimits {
  /** Bytes of one file. */
  bytes: number
  /** Bytes of all files together. */
  allBytes: number
  /** Bytes of the disk that stay free. */
  reserveBytes: number
  /** Files of one person that are on their way or in no message yet. */
  unsentPerPerson: number
  /** How long a file may be on its way, or wait for its message, in ms. */
  unsentMs: number
}

export const defaultHostLimits: HostLimits = {
  clients: 5_000,
  conversationsPerPerson: 500,
  roomsPerPerson: 100,
  rooms: 2_000,
  emojiPerMessage: 20,
  receiptMembers: 50,
  rates: {
    write: { atOnce: 40, perSecond: 10 },
    signal: { atOnce: 60, perSecond: 20 },
    query: { atOnce: 100, perSecond: 20 },
    create: { atOnce: 20, perSecond: 0.5 }
  },
  refusals: { atOnce: 500, perSecond: 20 },
  arrivals: { atOnce: 30, perSecond: 0.5 },
  waitingPackets: 10_000,
  recoveryPackets: 10_000,
  recoveryMs: 120_000,
  files: {
    bytes: 2 * 1024 ** 3,
    allBytes: 50 * 1024 ** 3,
    reserveBytes: 512 * 1024 ** 2,
    unsentPerPerson: 200,
    unsentMs: 7 * 86_400_000
  }
}
