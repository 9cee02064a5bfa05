import { expect, it } from 'vitest'
import { LifeWatch } from '../../../src-main/network/link/life-watch.ts'
import { FakeClock } from '../../support/network/fake-clock.ts'

function watch(everyMs: number | null = 25_000) {
  const clock = new FakeClock()
  const told: string[] = []
  const life = new LifeWatch(clock, ({ kind }) => told.push(kind))
  life.begin(everyMs)
  return { clock, told, life }
}

it('tells nothing of heartbeats that come in time', async () => {
  const { clock, told, life } = watch()
  for (let beat = 0; beat < 20; beat++) {
    await clock.pass(25_000)
    life.heard()
  }
  expect(told).toEqual([])
})

it('tells that the heartbeat is late five seconds after it was due, and when it is back', async () => {
  const { clock, told, life } = watch()
  await clock.pass(20_000)
  life.heard()
  await clock.pass(29_999)
  expect(told).toEqual([])
  await clock.pass(1)
  expect(told).toEqual(['late'])
  life.heard()
  life.heard()
  expect(told).toEqual(['late', 'heard'])
  await clock.pass(30_000)
  expect(told).toEqual(['late', 'heard', 'late'])
})

it('tells it again for as long as nothing comes', async () => {
  const { clock, told } = watch()
  await clock.pass(90_000)
  expect(told).toEqual(['late', 'late', 'late'])
})

it('has one timer, and none where it is not known how often the server is heard or the connection is over', () => {
  const { clock, life } = watch()
  life.heard()
  expect(clock.waiting).toBe(1)
  life.end()
  expect(clock.waiting).toBe(0)
  expect(watch(null).clock.waiting).toBe(0)
})
