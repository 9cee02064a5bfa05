// What several servers write alike: the time, and a room.
import type { ConversationRef } from '../../../../src-preload/contract/inbound.ts'

export const at = (): string => new Date().toISOString()

export const room = (remoteId: string, title: string | null = null): ConversationRef => ({
  remoteId,
  kind: 'room',
  title,
  peer: null
})
