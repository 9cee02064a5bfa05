// Owns what Socket.IO's connection state recovery needs to be safe: a bound, and that a session is taken up once.

/**
 * Cuts the in-memory adapter's list of broadcasts to its newest `most`. Whoever needs an older one is
 * simply not recovered and asks for history. Other adapters keep theirs elsewhere and bound it there.
 */
export function trimRecovery(adapter: object, most: number): void {
  // SessionAwareAdapter's list is private, ages out only once a minute, and knows no size.
  const packets: unknown = Reflect.get(adapter, 'packets')
  if (Array.isArray(packets) && packets.length > most) packets.splice(0, packets.length - most)
}

/**
 * Lets a session be taken up only once. The in-memory adapter keeps it for its whole time: a client that
 * comes back a second time, before the host has noticed the end of its connection, would be given the id of
 * a socket that still stands. The end of that one would then silence the new one.
 */
export function takeUpOnce(adapter: object): void {
  const sessions: unknown = Reflect.get(adapter, 'sessions')
  const restore: unknown = Reflect.get(adapter, 'restoreSession')
  if (!(sessions instanceof Map) || typeof restore !== 'function') return
  Reflect.set(adapter, 'restoreSession', async (id: string, offset: string): Promise<unknown> => {
    const session: unknown = await restore.call(adapter, id, offset)
    if (session) sessions.delete(id)
    return session
  })
}
