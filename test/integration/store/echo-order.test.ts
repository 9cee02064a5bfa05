// In which order own words stand that were said without an answer: as they left, until the server tells another.
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  addRoom,
  commit,
  compose,
  live,
  messagesOf,
  must,
  openRig,
  said,
  type Rig
} from './store-rig.ts'

let rig: Rig
let id: number
beforeEach(async () => {
  rig = openRig()
  id = await addRoom(rig)
})
afterEach(() => rig.end())

async function say(text: string): Promise<void> {
  const { outboxId } = await compose(rig, id, text)
  must(await rig.network.ask.markAttempted({ outboxIds: [outboxId] }))
  must(
    await rig.network.ask.settle({
      settlements: [
        { outboxId, outcome: 'proven', proof: 'written', remoteId: null, time: null, seq: null }
      ]
    })
  )
}

const echo = (text: string, seq: number | null = null) =>
  live(said(text, { own: true, author: { id: 'me', name: 'Anna' }, seq }))
const other = (text: string, seq: number | null = null) => live(said(text, { seq }))

const shown = async (): Promise<string[]> => (await messagesOf(rig, id)).map(({ text }) => text)

it('words that come back in another order stand in that one', async () => {
  for (const text of ['first', 'second', 'third']) await say(text)
  await commit(rig, [echo('second')])
  expect(await shown()).toEqual(['first', 'second', 'third'])
  await commit(rig, [echo('first'), echo('third')])
  expect(await shown()).toEqual(['second', 'first', 'third'])
})

it('words that come back in their order stay where they left, whoever spoke meanwhile', async () => {
  await say('first')
  await commit(rig, [other('between')])
  await say('second')
  await commit(rig, [echo('first'), echo('second')])
  expect(await shown()).toEqual(['first', 'between', 'second'])
})

it('words take the place that the server’s numbers give them', async () => {
  await say('first')
  await say('second')
  await commit(rig, [other('before both', 6), echo('second', 7), other('between', 8)])
  await commit(rig, [echo('first', 9)])
  expect(await shown()).toEqual(['before both', 'second', 'between', 'first'])
})
