// A message of files alone has something that stands for it wherever it is told of in a line.
import { afterEach, expect, it } from 'vitest'
import type { InboundFile } from '../../../src-preload/contract/inbound.ts'
import {
  addRoom,
  commit,
  live,
  messagesOf,
  must,
  openRig,
  said,
  SERVER,
  settleDown,
  START,
  type Rig
} from './store-rig.ts'

let rig: Rig
afterEach(() => rig.end())

const moth: InboundFile = {
  remoteId: 'f1',
  url: null,
  name: 'moth.png',
  mediaType: 'image/png',
  size: 2_000,
  sha256: null,
  width: 40,
  height: 30
}
const file = { kind: 'image', name: 'moth.png' }

it('says which file in previews, quotes and search results', async () => {
  rig = openRig()
  const conversationId = await addRoom(rig)
  await commit(rig, [live(said('', { remoteId: 'a', time: START - 50, files: [moth] }))])
  const [listed] = must(await rig.window.ask.watchConversations({ serverId: SERVER }))
  expect(listed?.preview).toMatchObject({ text: '', file })

  const replyTo = { remoteId: 'a', author: 'Bruno', text: '' }
  await commit(rig, [live(said('is it this one?', { remoteId: 'b', time: START - 40, replyTo }))])
  expect((await messagesOf(rig, conversationId))[1]?.reply).toMatchObject({ text: '', file })

  await settleDown()
  const found = must(
    await rig.window.ask.search({ query: 'has:file', conversationId: null, limit: 9, cursor: null })
  )
  expect(found.hits).toMatchObject([{ file }])
})

it('says nothing of files where there are words', async () => {
  rig = openRig()
  await addRoom(rig)
  await commit(rig, [live(said('look', { remoteId: 'a', time: START - 50, files: [moth] }))])
  const [listed] = must(await rig.window.ask.watchConversations({ serverId: SERVER }))
  expect(listed?.preview).toEqual({ author: 'Bruno', text: 'look', own: false, state: null })
})
