// Owns the bound on what Socket.IO's connection state recovery keeps in memory.

/**
 * Cuts the in-memory adapter's list of broadcasts to its newest `most`. Whoever needs an older one is
 * simply not recovered and asks for history. Other adapters keep theirs elsewhere and bound it there.
 */
export function trimRecovery(adapter: object, most: number): void {
  // SessionAwareAdapter's list is private, ages out only once a minute, and knows no size.
  const packets: unknown = Reflect.get(adapter, 'packets')
  if (Array.isArray(packets) && packets.length > most) packets.splice(0, packets.length - most)
}
