import { describe, expect, it } from 'vitest'
import { MonitorWatch } from '../../../src-main/network/monitor-watch.ts'
import { FakeClock } from '../../support/network/fake-clock.ts'

function bench(isAlive = true) {
  const clock = new FakeClock()
  const told: string[] = []
  const monitor = { beats: 0, isAlive, isLooking: false }
  const watch = new MonitorWatch({
    clock,
    pid: 1,
    beats: () => monitor.beats,
    ask: () => {
      if (monitor.isAlive) monitor.beats++
    },
    isLooking: () => monitor.isLooking,
    show: ({ readings }) => told.push(...readings.map(({ name, state }) => `${name} ${state}`)),
    onHung: () => told.push('restart')
  })
  return { clock, told, monitor, watch }
}

describe('the watch over the monitor', () => {
  it('needs no timer while the monitor was told nothing', async () => {
    const { clock, watch } = bench()
    expect(clock.waiting).toBe(0)
    for (let n = 0; n < 10; n++) watch.owes()
    expect(clock.waiting).toBe(1)
    await clock.pass(60_000)
    expect(clock.waiting).toBe(0)
  })

  it('shows a monitor that does not beat as hung, and restarts it only after a second check', async () => {
    const { clock, told, watch } = bench(false)
    watch.owes()
    await clock.pass(7_900)
    expect(told).toEqual([])
    await clock.pass(200)
    expect(told).toEqual(['monitor hung'])
    await clock.pass(3_000)
    expect(told).toEqual(['monitor hung', 'restart'])
    expect(clock.waiting).toBe(0)
  })

  it('takes a beat before the second check for life', async () => {
    const { clock, told, monitor, watch } = bench(false)
    watch.owes()
    await clock.pass(8_100)
    monitor.beats++
    await clock.pass(60_000)
    expect(told).toEqual(['monitor hung'])
  })

  it('is not fooled by checks that came far too late', async () => {
    const { clock, told, monitor, watch } = bench(false)
    watch.owes()
    clock.sleep(3_600_000)
    await clock.pass(0)
    expect(told).toEqual([])
    await clock.pass(8_000)
    expect(told).toEqual(['monitor hung'])
    clock.sleep(3_600_000)
    await clock.pass(0)
    expect(told).toEqual(['monitor hung'])
    monitor.beats++
    await clock.pass(10_000)
    expect(told).toEqual(['monitor hung'])
  })

  it('keeps looking while the monitor ticks by itself, and notices when it stops', async () => {
    const { clock, told, monitor, watch } = bench()
    monitor.isLooking = true
    watch.owes()
    for (let second = 0; second < 30; second++) {
      monitor.beats++
      await clock.pass(1_000)
    }
    expect(told).toEqual([])
    await clock.pass(20_000)
    expect(told).toEqual(['monitor hung', 'restart'])
  })

  it('asks once more when the monitor was told more after its beat', async () => {
    const { clock, told, monitor, watch } = bench()
    watch.owes()
    monitor.isAlive = false
    watch.owes()
    await clock.pass(30_000)
    expect(told).toEqual(['monitor hung', 'restart'])
  })
})
