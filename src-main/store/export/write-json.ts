// Writes an export as one JSON document, a message to a line, so that it can also be read as a stream.
import type { StoreDatabase } from '../database.ts'
import type { ExportedHead, ExportedTotals } from './export-schema.ts'
import { readMessages, type Chapter } from './read-export.ts'

/** The document in pieces; `onSlice` hears of the messages of each. */
export function* jsonPieces(
  db: StoreDatabase,
  { head, chapters, onSlice }: JsonExport
): Generator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"servers":[`
  let server: Chapter['server'] | null = null
  const totals: ExportedTotals = { servers: 0, conversations: 0, messages: 0 }
  for (const chapter of chapters) {
    if (server === chapter.server) yield ','
    else {
      yield `${server === null ? '' : '\n]},'}\n${opened(chapter.server, 'conversations')}`
      totals.servers += 1
    }
    server = chapter.server
    totals.conversations += 1
    yield `\n${opened(chapter.conversation, 'messages')}`
    let separator = '\n'
    for (const slice of readMessages(db, chapter.conversation.id)) {
      const lines = slice.map(({ message }) => JSON.stringify(message))
      yield `${separator}${lines.join(',\n')}`
      separator = ',\n'
      totals.messages += slice.length
      onSlice(slice.length)
    }
    yield '\n]}'
  }
  yield `${server === null ? '' : '\n]}'}\n],"totals":${JSON.stringify(totals)}}\n`
}

export interface JsonExport {
  head: ExportedHead
  chapters: readonly Chapter[]
  onSlice: (messages: number) => void
}

// An object that is still open at a list as its last entry.
function opened(entries: object, list: string): string {
  return `${JSON.stringify(entries).slice(0, -1)},"${list}":[`
}
