// What becomes of what the receiver tells by itself: sessions, readings, refusals, and what passes by.
import type { Inspector } from './inspector/inspector.ts'
import type { Lessons } from './lessons.ts'
import type { Link } from './link/link.ts'
import type { ReceiverRelayOptions } from './receiver-relay.ts'
import type { Roster } from './roster.ts'
import type { SenderRpc } from './sender-relay.ts'
import type { Traffic } from './traffic.ts'
import type { TransferDesk } from './transfer-desk.ts'
import type { Windows } from './windows.ts'

export interface ReceiverHearsOptions {
  roster: Roster
  link: Link
  traffic: Traffic
  inspector: Inspector
  lessons: Lessons
  transfers: TransferDesk
  windows: Windows
  sender: () => SenderRpc | null
}

export function receiverHears(options: ReceiverHearsOptions): ReceiverRelayOptions['hears'] {
  const { roster, link, traffic, inspector, lessons, transfers, windows, sender } = options
  return {
    sessionChanged: ({ serverId, session }) => {
      const entry = roster.get(serverId)
      if (entry) entry.session = session
      sender()?.tell('sessionChanged', { serverId, session })
      transfers.describe(serverId)
    },
    eventsRead: ({ serverId, readings }) => inspector.read(serverId, readings),
    framesRefused: ({ serverId, why, count }) => {
      link.refused(serverId, count)
      traffic.refused(serverId, why, count)
    },
    ...lessons.hears,
    eventSeen: (seen) => sender()?.tell('eventSeen', seen),
    typingChanged: (typing) => windows.tell('typingChanged', typing),
    membersChanged: (members) => windows.tell('membersChanged', members),
    serverComplained: (told) => windows.tell('serverComplained', told)
  }
}
