// What may be missing around an own word, where only a later connection showed that it had arrived.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
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

describe('where a server numbers nothing', () => {
  const plain = (name: string) => live(said(name, { remoteId: name }))
  const between = async (): Promise<unknown[]> => {
    const gaps = must(await rig.network.ask.listGaps({ serverId: SERVER, conversationId: null }))
    return gaps.map(({ after, before }) => [after?.remoteId, before?.remoteId])
  }

  /** Says something that the server takes over the connection after a break, at the last of so many tries. */
  async function proveAfterBreak(tries: number): Promise<void> {
    const { outboxId } = await compose(rig, id, 'mine')
    for (let tried = 1; tried < tries; tried++) {
      must(await rig.network.ask.markAttempted({ outboxIds: [outboxId] }))
      must(await rig.network.ask.settle({ settlements: [{ outboxId, outcome: 'postponed' }] }))
    }
    await commit(rig, [{ kind: 'break' }])
    must(await rig.network.ask.markAttempted({ outboxIds: [outboxId] }))
    const proof = { proof: 'acknowledged', remoteId: 'mine', time: null, seq: null } as const
    must(await rig.network.ask.settle({ settlements: [{ outboxId, outcome: 'proven', ...proof }] }))
    await commit(rig, [plain('later')])
  }

  it('books both sides of an own word that was sent before, for it may have been taken then', async () => {
    await commit(rig, [plain('first')])
    await proveAfterBreak(2)
    expect(await between()).toEqual([
      ['mine', 'later'],
      ['first', 'mine']
    ])
  })

  it('books only what lies before an own word that was never sent before', async () => {
    await commit(rig, [plain('first')])
    await proveAfterBreak(1)
    expect(await between()).toEqual([['first', 'mine']])
  })
})
