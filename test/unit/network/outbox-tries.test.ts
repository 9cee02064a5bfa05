// How often and how long a word is tried: after longer and longer pauses, at once when the way is back, for a week.
import { beforeEach, expect, it } from 'vitest'
import { testDialect } from '../../support/network/chat-server.ts'
import { OutboxWorld } from '../../support/network/outbox-world.ts'

const WEEK_MS = 7 * 24 * 60 * 60 * 1000

let world: OutboxWorld
beforeEach(async () => {
  world = new OutboxWorld(testDialect)
  world.join()
  world.compose(0)
  await world.clock.pass(0)
})

/** Nobody answers; tells how long it takes until the next try, ms. */
async function pauseAfterSilence(): Promise<number> {
  world.leaveUnanswered(0, false)
  for (let ms = 0; ms < 100_000; ms += 50) {
    await world.clock.pass(50)
    if (world.flights.length > 0) return ms + 50
  }
  throw new Error('it was not tried again')
}

it('the pauses between tries grow, and begin small again with the next word', async () => {
  const pauses = [await pauseAfterSilence(), await pauseAfterSilence(), await pauseAfterSilence()]
  expect(pauses).toEqual([500, 1_000, 2_000])
  world.answer(0, 'yes')
  world.compose(0)
  await world.clock.pass(0)
  expect(await pauseAfterSilence()).toBe(500)
})

it('a pause is cut short when the connection was made anew', async () => {
  for (let tries = 0; tries < 6; tries++) await pauseAfterSilence()
  world.leaveUnanswered(0, false)
  await world.clock.pass(100)
  expect(world.flights).toEqual([])
  world.cut(false)
  world.join()
  await world.clock.pass(0)
  expect(world.flights).toHaveLength(1)
})

it('a word that could not go for a week has failed, is not emitted, and goes when the person says so', async () => {
  world.cut(false)
  world.clock.sleep(WEEK_MS + 1)
  world.join()
  await world.clock.pass(0)
  expect([world.words.map(({ state }) => state), world.flights]).toEqual([['failed'], []])
  world.retry(0)
  await world.clock.pass(0)
  world.answer(0, 'yes')
  await world.clock.pass(0)
  expect(world.words.map(({ state }) => state)).toEqual(['proven'])
})
