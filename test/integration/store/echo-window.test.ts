// Which echo is whose where only the text tells: by the time that passed, whatever clocks are set to.
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { KeptEvent } from '../../../src-preload/contract/inbound.ts'
import {
  addRoom,
  commit,
  compose,
  live,
  messagesOf,
  must,
  openRig,
  page,
  said,
  START,
  type Rig
} from './store-rig.ts'

const HOUR = 3_600_000

let rig: Rig
let id: number
beforeEach(async () => {
  rig = openRig()
  id = await addRoom(rig)
})
afterEach(() => rig.end())

async function emitHello(): Promise<void> {
  const { outboxId } = await compose(rig, id, 'hello')
  must(await rig.network.ask.markAttempted({ outboxIds: [outboxId] }))
  must(
    await rig.network.ask.settle({
      settlements: [
        { outboxId, outcome: 'proven', proof: 'written', remoteId: null, time: null, seq: null }
      ]
    })
  )
}

function setClock(by: number): void {
  rig.clock.now += by
  rig.clock.setBy += by
}

function mine(time: number | null = null) {
  return said('hello', { own: true, author: { id: 'me', name: 'Anna' }, time })
}

async function proofsAfter(event: KeptEvent): Promise<(string | null)[]> {
  await commit(rig, [event])
  return (await messagesOf(rig, id)).map((one) => one.proof)
}

it.each([
  ['on', 5 * HOUR],
  ['back', -3 * HOUR]
])('an echo is recognised though the clock was set %s meanwhile', async (_way, by) => {
  await emitHello()
  setClock(by)
  rig.clock.now += 20_000
  expect(await proofsAfter(live(mine()))).toEqual(['echoed'])
})

it('an echo is recognised after a restart of the store with another clock', async () => {
  await emitHello()
  setClock(5 * HOUR)
  rig.reopen()
  expect(await proofsAfter(live(mine()))).toEqual(['echoed'])
})

it('a word that left while the clock was wrong is found in later history by the time of the server', async () => {
  setClock(5 * HOUR)
  await emitHello()
  setClock(-5 * HOUR)
  rig.clock.now += HOUR
  expect(await proofsAfter(page([mine(START + 500)]))).toEqual(['echoed'])
})

it('the same text is another message once the time for an echo has passed', async () => {
  await emitHello()
  rig.clock.now += 300_000
  expect(await proofsAfter(live(mine()))).toEqual(['written', 'echoed'])
})

it('the same text is another message after the clock was set to when the first one left', async () => {
  await emitHello()
  rig.clock.now += HOUR
  setClock(5 * HOUR)
  expect(await proofsAfter(live(mine()))).toEqual(['written', 'echoed'])
})

it('a computer that was started again goes by its wall clock', async () => {
  await emitHello()
  rig.clock.now += HOUR
  rig.clock.startedAt = rig.clock.now - 10_000
  expect(await proofsAfter(live(mine()))).toEqual(['written', 'echoed'])
  expect(await proofsAfter(page([mine(START + 500)]))).toEqual(['echoed', 'echoed'])
})
