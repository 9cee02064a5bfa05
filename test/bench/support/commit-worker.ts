// A thread that commits messages: by the store as the app does it, or by SQLite with nothing around it.
import { parentPort, workerData } from 'node:worker_threads'
import { done } from '../../../src-preload/contract/failure.ts'
import type { Port } from '../../../src-preload/contract/port.ts'
import { openRpc } from '../../../src-preload/contract/rpc.ts'
import { openDatabase } from '../../../src-main/base/sql.ts'
import { portFromNode } from '../../../src-main/ports/message-port.ts'
import { storeForNetworkCalls } from '../../../src-main/ports/store-network-calls.ts'
import { openStore } from '../../../src-main/store/store.ts'
import { must } from './must.ts'

export interface CommitWorkerData {
  mode: 'store' | 'bare'
  path: string
}

const { mode, path } = workerData as CommitWorkerData // given by commit.bench.ts
if (!parentPort) throw new Error('runs as a thread only')
const port = portFromNode(parentPort, 'close', () => parentPort?.close())
if (mode === 'store') must(openStore({ path, encryptionKey: null })).serveNetwork(port)
else serveBare(port)

/** The least that keeps a message: one row each, one transaction a batch, on disk before the answer. */
function serveBare(bare: Port): void {
  const database = openDatabase(path)
  database.exec(
    'CREATE TABLE messages (id INTEGER PRIMARY KEY, room TEXT, time INTEGER, text TEXT)'
  )
  const insert = database.prepare('INSERT INTO messages (room, time, text) VALUES (?, ?, ?)')
  const { commit } = storeForNetworkCalls
  openRpc(bare, {
    answers: {
      table: { commit },
      handlers: {
        commit: ({ events }) => {
          database.transaction(() => {
            for (const event of events) {
              if (event.kind !== 'message') continue
              const { conversation, message } = event
              insert.run([conversation.remoteId, message.time ?? 0, message.text])
            }
          })
          return done({ added: events.length })
        }
      }
    }
  })
}
