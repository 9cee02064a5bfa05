// Makes room before a place where nothing fits any more, by moving what stands there and close behind it.
import type { MessageId } from '../../src-preload/contract/model.ts'
import type { StoreDatabase } from './database.ts'
import type { OpenConversation } from './open-conversation.ts'
import { PENDING_BASE, positionAt } from './position.ts'
import { readPlaces, shiftGaps, shiftPlaces } from './queries/crowded-places.ts'

/** A hole behind a crowd is worth moving into from this size on: half a second. */
const WIDE = positionAt(500)
/** How far a crowd is moved that stands at the end. */
const FAR = positionAt(60_000)
const LOOKED_AT = 256

/** Places that moved: all from the first to the last, by as much. */
export interface Shift {
  first: number
  last: number
  by: number
}

/** One message that moved, and from where. */
export interface Moved {
  messageId: MessageId
  position: number
  movedFrom: number
}

/**
 * Frees places before `above`, which is taken. What stands from there to the next wide hole moves into that.
 * Whoever remembers places of this conversation must look again.
 */
export function makeRoom(
  db: StoreDatabase,
  conversation: OpenConversation,
  above: number
): readonly Moved[] {
  const { crowd, by } = crowdFrom(db, conversation, above)
  const last = crowd.at(-1)?.position
  if (last === undefined) return []
  const shift: Shift = { first: above, last, by }
  shiftPlaces(db, conversation.row.id, shift)
  shiftGaps(db, conversation.row.id, shift)
  conversation.followShift(shift)
  return crowd.map(({ id, position }) => ({
    messageId: id,
    position: position + by,
    movedFrom: position
  }))
}

type Place = { id: MessageId; position: number }

function crowdFrom(
  db: StoreDatabase,
  { row }: OpenConversation,
  above: number
): { crowd: Place[]; by: number } {
  const crowd: Place[] = []
  for (let from = above; ;) {
    const places = readPlaces(db, row.id, from, LOOKED_AT)
    for (const place of places) {
      const hole = place.position - (crowd.at(-1)?.position ?? place.position)
      if (hole >= WIDE) return { crowd, by: Math.floor(hole / 2) }
      crowd.push(place)
    }
    if (places.length < LOOKED_AT) break
    from = (crowd.at(-1)?.position ?? from) + 1
  }
  // Behind the end is all the room there is, up to where own messages wait.
  const end = crowd.at(-1)?.position ?? above
  return { crowd, by: Math.min(FAR, Math.floor((PENDING_BASE - end) / 2)) }
}
