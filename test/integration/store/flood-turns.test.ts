// While a flood is committed, the person's own words wait for one batch, and the network process's calls keep their order.
// While a flood is being committed, the person's own words wait for one batch, and the network process's calls keep their order.
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  addRoom,
  clientId,
  commit,
  compose,
  live,
  messagesOf,
  must,
  openRig,
  said,
  type Rig
} from './store-rig.ts'

const BATCH = 500

let rig: Rig
let roomId: number
/** Events that were committed before the test. */
let start: number

beforeEach(async () => {
  rig = openRig()
  roomId = await addRoom(rig)
  start = committed()
})
afterEach(() => rig.end())

const committed = (): number => rig.store.ping().eventsTotal

/** Commits so many batches' worth of messages, all asked for at once. */
const flood = (batches: number): Promise<number>[] =>
  Array.from({ length: batches }, (_, n) => {
    const texts = Array.from({ length: BATCH }, (_one, at) => `text ${n} ${at}`)
    return commit(
      rig,
      texts.map((text) => live(said(text, { remoteId: text })))
    )
  })

it('a word of the person waits for no more than the batch that is being committed', async () => {
  const batches = flood(5)
  while (committed() === start) await new Promise((resolve) => setImmediate(resolve))
  const before = committed()
  const word = { conversationId: roomId, clientId: clientId(), text: 'hello', replyToId: null }
  must(await rig.window.ask.sendMessage(word))
  expect(committed() - before).toBeLessThanOrEqual(BATCH)
  expect(committed() - start).toBeLessThan(5 * BATCH)
  await Promise.all(batches)
})

it('what the network process asks comes after all that it had committed before', async () => {
  const { outboxId } = await compose(rig, roomId, 'hello')
  const batches = flood(3)
  const proven = {
    ...{ outboxId, outcome: 'proven' as const, proof: 'acknowledged' as const },
    ...{ remoteId: 'mine', time: null, seq: null }
  }
  const settled = rig.network.ask.settle({ settlements: [proven] })
  const last = commit(rig, [live(said('last', { remoteId: 'last' }))])
  must(await settled)
  expect(committed() - start).toBeGreaterThanOrEqual(3 * BATCH)
  await Promise.all([...batches, last])
  const texts = (await messagesOf(rig, roomId)).map(({ text }) => text)
  expect(texts.slice(-3)).toEqual([`text 2 ${BATCH - 1}`, 'hello', 'last'])
})
