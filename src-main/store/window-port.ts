// Serves one window: answers its calls, tells it what changed of what it looks at.
import type { Port } from '../../src-preload/contract/port.ts'
import { openRpc, type CallTable, type Handlers, type Rpc } from '../../src-preload/contract/rpc.ts'
import {
  storeCalls,
  type StoreCalls,
  type StoreEvents
} from '../../src-preload/contract/store-calls.ts'
import { describeError, ownWord } from '../base/log.ts'
import { MessageReader } from './queries/messages-read.ts'
import { WindowRanges } from './ranges.ts'
import type { IndexKeeper } from './search/index-keeper.ts'
import type { StoreCore } from './store-core.ts'
import type { KeptFiles } from './files/kept-files.ts'
import { fileHandlers } from './window-files.ts'
import { WindowLists, type TellWindow } from './window-lists.ts'
import { messageHandlers } from './window-messages.ts'
import { noticeHandlers } from './window-notices.ts'
import { passageHandlers } from './window-passage.ts'
import { rangeHandlers } from './window-ranges.ts'
import { searchHandlers } from './window-search.ts'
import { serverHandlers } from './window-servers.ts'
import { WindowTransfers } from './window-transfers.ts'

/** Serves until the port closes; returns how to end it earlier. */
export function serveWindow(
  core: StoreCore,
  { indexes, kept }: { indexes: IndexKeeper; kept: KeptFiles },
  port: Port
): () => void {
  // The listeners below only run once the calls are open.
  let rpc: Rpc<CallTable, StoreEvents> | null = null
  const tell: TellWindow = (name, payload) => rpc?.tell(name, payload)
  const { clock } = core.headStart
  const lists = new WindowLists(core.db, tell, clock)
  const panel = new WindowTransfers(core.db, tell, clock)
  const reader = new MessageReader(core.db, core.bodyOf)
  const ranges = new WindowRanges(reader, (change) => rpc?.tell('rangeChanged', change), clock)
  const handlers: Handlers<StoreCalls> = {
    ...serverHandlers(core, lists),
    ...passageHandlers(core),
    ...rangeHandlers(core, ranges),
    ...messageHandlers(core),
    ...noticeHandlers(core),
    ...searchHandlers(core, indexes),
    ...fileHandlers(core, kept, panel)
  }
  rpc = openRpc<StoreCalls, CallTable, object, StoreEvents>(port, {
    answers: { table: storeCalls, handlers },
    onTrouble: ({ call, kind, error }) =>
      core.log.warn('window call refused', {
        call: ownWord(call, storeCalls),
        kind,
        error: describeError(error)
      })
  })
  const undoChanges = core.onChange((changes) => {
    lists.hear(changes)
    ranges.hear(changes)
    panel.hear(changes)
  })
  const end = (): void => {
    undoChanges()
    lists.close()
    panel.close()
    ranges.closeAll()
  }
  rpc.onClose(end)
  return () => {
    end()
    rpc?.close()
  }
}
