// What becomes of what the store tells by itself: what is to be sent, files that are wanted, servers that changed.
import type { LinkNews } from './link-news.ts'
import type { SenderRpc } from './sender-relay.ts'
import type { Servers } from './servers.ts'
import type { StoreDoorOptions } from './store-door.ts'
import type { TransferDesk } from './transfer-desk.ts'

export interface StoreHearsOptions {
  /** Looked up late: the door to the store is opened before those that it tells. */
  news: () => LinkNews
  servers: () => Servers
  transfers: () => TransferDesk
  sender: () => SenderRpc | null
}

/** What the door to the store calls. */
export function storeHears({
  news,
  servers,
  transfers,
  sender
}: StoreHearsOptions): Pick<StoreDoorOptions, 'hears' | 'onAttached'> {
  return {
    onAttached: () => {
      transfers().attached()
      void servers()
        .list()
        .then(() => transfers().listed())
    },
    hears: {
      outboxAdded: (added) => {
        sender()?.tell('outboxAdded', added)
        news().workBegan()
      },
      outboxRemoved: (removed) => sender()?.tell('outboxRemoved', removed),
      transfersWaiting: ({ serverIds }) => transfers().waiting(serverIds),
      transfersStopped: ({ fileIds }) => transfers().stopped(fileIds),
      linkAdded: (link) => servers().set(link),
      linkChanged: (link) => servers().set(link),
      linkRemoved: ({ serverId }) => servers().remove(serverId)
    }
  }
}
