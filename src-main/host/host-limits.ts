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
  recoveryMs: 120_000
}
