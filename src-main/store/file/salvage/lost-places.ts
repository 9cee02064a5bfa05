// Where messages were lost: the index of their places lies on other pages than they do, and outlasts them.
import type { Database } from '../../../base/sql.ts'
import type { BrokenFile } from './open-broken.ts'
import { walkTree } from './pages.ts'
import { readRecord } from './record.ts'

/** The index whose entries begin with conversation and position (schema step 1). */
const INDEX = 'messages_by_position'

/** Books a gap wherever the index of the damaged file names a place between two messages that nothing fills. */
export function bookLostPlaces({ pages, roots }: BrokenFile, fresh: Database): void {
  const root = roots.indexes.get(INDEX)
  if (root === undefined) return
  fresh.exec('CREATE TEMP TABLE places (conversation_id INTEGER, position INTEGER)')
  const note = fresh.prepare('INSERT INTO temp.places VALUES (?, ?)')
  fresh.transaction(() => {
    walkTree(pages, root, (cells) => {
      for (const { payload } of cells) {
        const [conversation, position] = readRecord(payload) ?? []
        if (isWhole(conversation) && isWhole(position)) note.run([conversation, position])
      }
    })
    bookGaps(fresh)
  })
  fresh.exec('DROP TABLE temp.places')
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value)
}

// What is missing before the oldest or after the newest is asked for by reading back and by connecting.
function bookGaps(fresh: Database): void {
  fresh.exec(`
    INSERT INTO gaps (conversation_id, after_position, before_position, found_at)
    SELECT DISTINCT conversation_id, after_position, before_position, found_at FROM (
      SELECT p.conversation_id,
        (SELECT m.position FROM messages m WHERE m.conversation_id = p.conversation_id
           AND m.position < p.position ORDER BY m.position DESC LIMIT 1) AS after_position,
        (SELECT m.position FROM messages m WHERE m.conversation_id = p.conversation_id
           AND m.position > p.position AND m.position < 8000000000000000
           ORDER BY m.position LIMIT 1) AS before_position,
        (SELECT max(received_at) FROM messages) AS found_at
      FROM temp.places p
      WHERE p.position < 8000000000000000 AND NOT EXISTS (SELECT 1 FROM messages m
        WHERE m.conversation_id = p.conversation_id AND m.position = p.position)) lost
    WHERE after_position IS NOT NULL AND before_position IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM gaps g WHERE g.conversation_id = lost.conversation_id
        AND g.after_position < lost.before_position AND g.before_position > lost.after_position)`)
}
