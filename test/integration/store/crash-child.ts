// Commits batch after batch into a store until it is killed; prints the number of each answered one.
import { writeSync } from 'node:fs'
import { openRpc, type CallTable } from '../../../src-preload/contract/rpc.ts'
import { portPair } from '../../../src-main/ports/port-pair.ts'
import {
  storeForNetworkCalls,
  type StoreForNetworkCalls
} from '../../../src-main/ports/store-network-calls.ts'
import { openStore } from '../../../src-main/store/store.ts'
import { live, must, said, SERVER } from './store-rig.ts'

const BATCH = 20

async function commitForEver(path: string, round: string): Promise<void> {
  const store = must(openStore({ path, encryptionKey: 'key' }))
  const [near, far] = portPair()
  store.serveNetwork(far)
  const { ask } = openRpc<CallTable, StoreForNetworkCalls, object, object>(near, {
    asks: storeForNetworkCalls
  })
  for (let batch = 0; ; batch++) {
    const names = Array.from({ length: BATCH }, (_, n) => `${round}-${batch}-${n}`)
    const events = names.map((name) => live(said(name, { remoteId: name })))
    must(
      await ask.commit({
        serverId: SERVER,
        events,
        receivedAt: Date.now(),
        batch: `${round}${batch}`
      })
    )
    writeSync(1, `${batch}\n`)
  }
}

const [path, round] = process.argv.slice(2)
if (path === undefined || round === undefined) throw new Error('wants a path and a round')
void commitForEver(path, round)
