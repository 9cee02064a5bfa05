// The threads that move files come when there is something to move, go when there is not, and come back when they die.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLog } from '../../../../src-main/base/log.ts'
import { openCounters } from '../../../../src-main/network/counters.ts'
import { RateGate } from '../../../../src-main/network/rate-gate.ts'
import type { RunningThread } from '../../../../src-main/network/thread-slot.ts'
import { TransferPool } from '../../../../src-main/network/transfer-pool.ts'
import { portPair } from '../../../../src-main/ports/port-pair.ts'
import { FakeClock } from '../../../support/network/fake-clock.ts'

const source = { path: '/nowhere', size: 1, modifiedAt: null }
let clock: FakeClock
let pool: TransferPool
let started: { name: string; dies: () => void }[]
let states: string[]
let worked: number

/** A thread that never answers. */
function silentThread(name: string): RunningThread {
  const [ours, theirs] = portPair()
  started.push({ name, dies: () => theirs.close() })
  return { port: ours, terminate: () => theirs.close() }
}

beforeEach(() => {
  clock = new FakeClock()
  started = []
  states = []
  worked = 0
  pool = new TransferPool({
    clock,
    log: openLog('network'),
    counters: openCounters(),
    rates: new RateGate().memory,
    resolveProxy: () => Promise.resolve('DIRECT'),
    start: ({ name }) => silentThread(name),
    onMoved: () => undefined,
    onLife: ({ name, state }) => states.push(`${name} ${state}`),
    onWork: () => void worked++
  })
})
afterEach(() => pool.close())

test('none runs before there is something to move', () => {
  expect(pool.size).toBe(0)
  expect(pool.lives().every(({ state }) => state === 'off')).toBe(true)
  void pool.hash(source)
  expect(started).toMatchObject([{ name: 'transfers 1' }])
  expect(states).toEqual(['transfers 1 alive'])
  expect(worked).toBe(1)
})

test('there are never more than the machine has cores for, four at most, however much is asked', () => {
  for (let file = 0; file < 100; file++) void pool.hash(source)
  expect(pool.size).toBe(pool.lives().length)
  expect(pool.size).toBeLessThanOrEqual(4)
})

test('one that dies says so of what it did, is started again, and goes when nothing comes', async () => {
  const asked = pool.hash(source)
  started[0]?.dies()
  await expect(asked).resolves.toMatchObject({ ok: false, failure: { code: 'process-gone' } })
  expect(pool.lives()[0]).toMatchObject({ state: 'restarting', restarts: 1 })
  await clock.pass(1_000)
  expect(pool.lives()[0]).toMatchObject({ state: 'alive', restarts: 1 })
  await clock.pass(15_000)
  expect(states).toEqual(['alive', 'restarting', 'alive', 'off'].map((to) => `transfers 1 ${to}`))
  expect(pool.size).toBe(0)
  await clock.pass(60_000)
  expect(started).toHaveLength(2)
})
