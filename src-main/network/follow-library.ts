// Tells everybody of a dialect of the person's that came, changed or went.
import type { DialectBook } from './dialect-book.ts'
import type { DialectLibrary } from './library/dialect-library.ts'
import type { ReceiverRpc } from './receiver-relay.ts'
import { dialectIdOf, type Roster } from './roster.ts'
import type { SenderRpc } from './sender-relay.ts'
import type { Servers } from './servers.ts'
import type { Windows } from './windows.ts'

export interface LibraryFollowers {
  library: DialectLibrary
  roster: Roster
  book: DialectBook
  servers: Servers
  windows: Windows
  receiver: () => ReceiverRpc | null
  sender: () => SenderRpc | null
}

/** Follows the library for as long as it lives. */
export function followLibrary(followers: LibraryFollowers): void {
  const { library, roster, book, servers, windows } = followers
  library.usersOf = (id) => roster.all().filter((entry) => dialectIdOf(entry) === id).length
  library.onChanged = (id, document, change) => {
    const changed = { id, document, anew: change === 'new' }
    book.set(id, document)
    // What was learned is the receiver's own word.
    if (change !== 'learned') followers.receiver()?.tell('dialectSet', changed)
    followers.sender()?.tell('dialectSet', changed)
    servers.dialectChanged(id, changed.anew)
    if (change !== 'learned') windows.tell('dialectsChanged', {})
  }
}
