// A person's folder with a history whose last conversation is opened at start.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchContext } from '../figure.ts'
import { BIG, openHere, provideHistory, roomsOf, SERVER } from './history.ts'
import { must } from './must.ts'

/** Fills `folder`, which is there and empty, with a conversation of so many messages. */
export async function lastAt(
  folder: string,
  messages: number,
  context: BenchContext
): Promise<void> {
  const path = join(folder, 'filo.sqlite')
  await provideHistory(path, roomsOf(messages), context)
  const { store, network } = openHere(path)
  const found = must(await network.conversationId({ serverId: SERVER, remoteId: BIG }))
  store.close()
  const settings = { lastServerId: SERVER, lastConversationId: found.conversationId }
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings))
}
