// Whatever happens in whatever order: every word ends in exactly one honest state, in order, and never twice unasked.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  chainedDialect,
  onceDialect,
  silentDialect,
  testDialect
} from '../../support/network/chat-server.ts'
import { OutboxWorld } from '../../support/network/outbox-world.ts'
import { settle } from '../../support/network/fake-clock.ts'

const WEEK_MS = 7 * 24 * 60 * 60 * 1000
const RUNS = 250

type Late = NonNullable<ReturnType<OutboxWorld['leaveUnanswered']>>
type Action = readonly [string, (world: OutboxWorld, late: Late[], n: number) => void]

/** What may happen; what is listed more often happens more often. */
const actions: readonly Action[] = [
  ['compose', (world, _late, n) => world.compose(n % 3)],
  ['compose', (world, _late, n) => world.compose(n % 3)],
  ['compose', (world, _late, n) => world.compose(n % 3)],
  ['join', (world) => world.join()],
  ['join', (world) => world.join()],
  ['answer yes', (world, _late, n) => world.answer(n, 'yes')],
  ['answer yes', (world, _late, n) => world.answer(n, 'yes')],
  ['answer slow', (world, _late, n) => world.answer(n, 'slow')],
  ['answer no', (world, _late, n) => world.answer(n, 'no')],
  [
    'leave unanswered',
    (world, late, n) => void late.push(...[world.leaveUnanswered(n, n % 2 === 0) ?? []].flat())
  ],
  ['hand over', (world, _late, n) => world.handOver(n)],
  ['end of a way', (world, _late, n) => world.endWay(n, n % 2 === 0)],
  ['answer late', (world, late) => late.splice(0, 1).forEach((flight) => world.answerLate(flight))],
  ['cut', (world, _late, n) => world.cut(n % 2 === 0, n === 0 ? undefined : n)],
  ['cut silently', (world) => void (world.isCut = true)],
  [
    'crash',
    (world, late, n) => {
      late.length = 0
      world.crash(n % 2 === 0)
    }
  ],
  ['store refuses', (world) => void (world.storeRefuses = true)],
  ['store works', (world) => void (world.storeRefuses = false)],
  ['echo', (world, _late, n) => world.echo(n)],
  ['history', (world) => world.answerHistory()],
  ['take back', (world, _late, n) => world.takeBack(n)],
  ['retry', (world, _late, n) => world.retry(n)]
]

const pauses = [0, 0, 0, 300, 1_500, 20_000, 130_000, WEEK_MS]
const script = fc.array(
  fc.record({
    action: fc.nat(actions.length - 1),
    n: fc.nat(5),
    pauseMs: fc.constantFrom(...pauses)
  }),
  { maxLength: 60, size: 'max' }
)
type Script = readonly { action: number; n: number; pauseMs: number }[]

/** Everything works again; the first conversation's words stay unanswered until all others are done. */
async function comeToRest(world: OutboxWorld): Promise<void> {
  world.storeRefuses = false
  if (world.isCut) world.cut(false)
  world.join()
  for (let round = 0; round < 100; round++) {
    await world.clock.pass(2_000)
    world.answerHistory()
    world.endWay(0, true)
    const n = world.flights.findIndex(({ word }) => word.conversationId !== 0)
    if (n >= 0) world.answer(n, 'yes')
  }
  await settle()
  expect(open(world).filter(({ conversationId }) => conversationId !== 0)).toEqual([])
  for (let round = 0; round < 300 && open(world).length > 0; round++) {
    if (world.flights.length > 0) world.answer(0, 'yes')
    world.answerHistory()
    await world.clock.pass(70_000)
  }
}

const open = (world: OutboxWorld) => world.words.filter(({ state }) => state === 'queued')
const copies = (world: OutboxWorld, key: string): number =>
  world.arrived.filter((word) => word.key === key).length

function checkBooks(world: OutboxWorld): void {
  expect(world.wrongs).toEqual([])
  expect(world.waiting).toBe(0)
  const isOnce = !world.dialect.idempotent
  for (const { key, state, wishes } of world.words) {
    const count = copies(world, key)
    expect(count, key).toBeLessThanOrEqual(isOnce ? 1 + wishes : 1)
    const isProvenByAck = world.dialect.proves.includes('acknowledged')
    if (state === 'proven' && isProvenByAck) expect(count, key).toBeGreaterThan(0)
    if (state === 'taken-back' && isOnce && wishes === 0) expect(count, key).toBe(0)
    if (state === 'failed' && isOnce && wishes === 0) expect(count, key).toBe(0)
  }
}

async function live(document: unknown, steps: Script): Promise<void> {
  const world = new OutboxWorld(document)
  const late: Late[] = []
  for (const { action, n, pauseMs } of steps) {
    actions[action]?.[1](world, late, n)
    // A week of retries by the second would only cost time: the machine slept.
    if (pauseMs === WEEK_MS) world.clock.sleep(WEEK_MS)
    await world.clock.pass(pauseMs === WEEK_MS ? 0 : pauseMs)
  }
  await comeToRest(world)
  checkBooks(world)
}

const fetching = {
  ...onceDialect,
  outbound: { ...onceDialect.outbound, history: { emit: 'history', args: [] } }
}

const told = (steps: Script): string =>
  steps.map(({ action, n, pauseMs }) => `${actions[action]?.[0]} ${n}, ${pauseMs} ms`).join('; ')

describe('the outbox, whatever happens in whatever order', () => {
  it.each([
    ['keeps its promises where sending twice is one message', testDialect],
    ['keeps its promises where words go before the last one is answered', chainedDialect],
    ['keeps its promises where sending twice is two messages', onceDialect],
    ['keeps its promises where history tells what arrived', fetching],
    ['keeps its promises where nothing is acknowledged', silentDialect]
  ])(
    '%s',
    async (_name, document) => {
      const property = fc.asyncProperty(script, async (steps) => {
        await live(document, steps).catch((error: unknown) => {
          throw new Error(`${String(error)}\n${told(steps)}`)
        })
      })
      await fc.assert(property, { seed: 20261122, numRuns: RUNS })
    },
    60_000
  )

  it('sends on when a connection went and another stood before anybody looked', async () => {
    const world = new OutboxWorld(testDialect)
    world.join()
    world.compose(0)
    await world.clock.pass(0)
    world.cut(false)
    world.join()
    await world.clock.pass(0)
    expect(world.flights).toHaveLength(1)
  })

  it('says nothing behind words that an earlier connection may still bring, but only for so long', async () => {
    const world = new OutboxWorld(silentDialect)
    world.join()
    world.compose(0)
    await world.clock.pass(0)
    world.handOver(0)
    world.cut(false)
    world.join()
    world.compose(0)
    world.compose(1)
    await world.clock.pass(0)
    expect(world.flights.map(({ word }) => word.key)).toEqual(['k2'])
    world.endWay(0, true)
    await world.clock.pass(0)
    expect(world.flights.map(({ word }) => word.key)).toEqual(['k2', 'k1'])
    world.handOver(1)
    world.cut(false)
    world.join()
    world.compose(0)
    world.clock.jump(5 * 3_600_000)
    await world.clock.pass(8_000)
    expect(world.flights).toEqual([])
    await world.clock.pass(3_000)
    expect(world.flights.map(({ word }) => word.key)).toEqual(['k3'])
    expect(world.wrongs).toEqual([])
  })

  it('takes no older word of the store’s back that a try is under way', async () => {
    const world = new OutboxWorld(onceDialect)
    world.join()
    world.compose(0)
    await world.clock.pass(0)
    world.storeRefuses = true
    world.answer(0, 'slow')
    await world.clock.pass(100)
    world.storeRefuses = false
    await world.clock.pass(1_500)
    expect(world.flights).toHaveLength(1)
    world.crash(true)
    await world.clock.pass(0)
    expect(world.wrongs).toEqual([])
    expect(world.words.map(({ state }) => state)).toEqual(['unconfirmed'])
  })
})
