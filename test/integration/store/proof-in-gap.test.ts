import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  addRoom,
  commit,
  compose,
  live,
  must,
  openRig,
  said,
  SERVER,
  type Rig
} from './store-rig.ts'

let rig: Rig
let id: number
beforeEach(async () => {
  rig = openRig()
  id = await addRoom(rig)
  await commit(rig, [numbered(1)])
})
afterEach(() => rig.end())

const numbered = (seq: number) => live(said(`number ${seq}`, { seq, remoteId: `m${seq}` }))

/** Says something that is proven, by its number, only over the next connection. */
async function proveLate(seq: number): Promise<void> {
  const { outboxId } = await compose(rig, id, 'mine')
  must(await rig.network.ask.markAttempted({ outboxIds: [outboxId] }))
  await commit(rig, [{ kind: 'break' }])
  const proof = { proof: 'acknowledged', remoteId: `m${seq}`, time: null, seq } as const
  must(await rig.network.ask.settle({ settlements: [{ outboxId, outcome: 'proven', ...proof }] }))
}

async function booked(): Promise<unknown[]> {
  const gaps = must(await rig.network.ask.listGaps({ serverId: SERVER, conversationId: null }))
  return gaps.map(({ after, before }) => [after?.seq, before?.seq])
}

it('books what others said on both sides of an own word that was proven over a later connection', async () => {
  await proveLate(4)
  await commit(rig, [numbered(7)])
  expect(await booked()).toEqual([
    [4, 7],
    [1, 4]
  ])
})

it('books nothing where the numbers say that nothing was missed', async () => {
  await proveLate(2)
  await commit(rig, [numbered(3)])
  expect(await booked()).toEqual([])
})
