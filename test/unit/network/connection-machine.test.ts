import { describe, expect, it } from 'vitest'
import type { Failure } from '../../../src-preload/contract/failure.ts'
import {
  newMemory,
  step,
  type ConnectionMemory,
  type MonitorInput,
  type Order
} from '../../../src-main/network/monitor/connection-machine.ts'
import type { Fact } from '../../../src-main/network/thread-calls.ts'

const START = 1_000_000
const gone: Failure = { code: 'server-unreachable', retry: true }
const refused: Failure = { code: 'name-taken', retry: false }
const up: Fact = {
  kind: 'connected',
  transport: 'websocket',
  generation: 4
}

/** A machine with its time, fed step by step; pauses are 1000 ms per failed try. */
class Bench {
  memory: ConnectionMemory = newMemory('server', 0, START)
  now = START
  orders: Order[] = []

  feed(input: MonitorInput): this {
    const around = { now: this.now, pauseMs: (attempt: number) => 1_000 * (attempt + 1) }
    const stepped = step(this.memory, input, around)
    this.memory = stepped.memory
    this.orders = stepped.orders
    return this
  }

  fact(fact: Fact, epoch = this.memory.epoch): this {
    return this.feed({ kind: 'fact', epoch, fact })
  }

  later(ms: number): this {
    this.now += ms
    return this
  }

  get state(): string {
    return this.memory.connection.state
  }
}

const online = (): Bench => new Bench().feed({ kind: 'wanted' }).fact(up).fact({ kind: 'joined' })

describe('a connection', () => {
  it('is opened when it is wanted, and online once introduced', () => {
    const bench = new Bench().feed({ kind: 'wanted' })
    expect([bench.state, bench.orders]).toEqual(['connecting', [{ kind: 'open', epoch: 1 }]])
    expect(bench.fact(up).state).toBe('connecting')
    expect(bench.fact({ kind: 'joined' }).state).toBe('online')
    expect(bench.memory.connection).toMatchObject({ transport: 'websocket', generation: 4 })
  })

  it('pauses longer after each failure, and says until when', () => {
    const bench = new Bench().feed({ kind: 'wanted' }).fact({ kind: 'failed', failure: gone })
    expect(bench.memory.connection).toMatchObject({
      state: 'reconnecting',
      reason: gone,
      retryAt: START + 1_000
    })
    bench.later(1_000).feed({ kind: 'timer' })
    expect(bench.orders).toEqual([{ kind: 'open', epoch: 2 }])
    expect(bench.memory.connection).toMatchObject({ state: 'reconnecting', retryAt: null })
    bench.fact({ kind: 'failed', failure: gone })
    expect(bench.memory.connection.retryAt).toBe(START + 3_000)
  })

  it('begins with a short pause again after it stood for a while', () => {
    const bench = online()
    bench.memory = { ...bench.memory, attempts: 7 }
    bench.later(9_000).fact({ kind: 'closed', failure: gone })
    expect(bench.memory.connection.retryAt).toBe(bench.now + 8_000)
    const stable = online()
    stable.memory = { ...stable.memory, attempts: 7 }
    stable.later(10_000).fact({ kind: 'closed', failure: gone })
    expect(stable.memory.connection.retryAt).toBe(stable.now + 1_000)
  })

  it('waits for the person where trying again would not help', () => {
    const bench = new Bench().feed({ kind: 'wanted' }).fact(up)
    bench.fact({ kind: 'failed', failure: refused })
    expect(bench.memory).toMatchObject({ timer: null, connection: { state: 'needs-you' } })
    expect(bench.orders).toEqual([{ kind: 'close', epoch: 1 }])
    expect(bench.feed({ kind: 'system', cause: 'resume' }).orders).toEqual([])
    expect(bench.feed({ kind: 'wanted' }).orders).toEqual([{ kind: 'open', epoch: 2 }])
  })

  it('hears nothing of an attempt that was given up', () => {
    const bench = new Bench().feed({ kind: 'wanted' }).feed({ kind: 'wanted' })
    expect(bench.orders).toEqual([
      { kind: 'close', epoch: 1 },
      { kind: 'open', epoch: 2 }
    ])
    expect(bench.fact({ kind: 'failed', failure: refused }, 1).state).toBe('connecting')
  })

  it('is asked for a sign of life when its heartbeat is late, and made anew without one', () => {
    const bench = online().later(30_000).fact({ kind: 'late' })
    expect(bench.state).toBe('slow')
    expect(bench.orders).toEqual([{ kind: 'probe', epoch: 1, timeoutMs: 5_000 }])
    bench.fact({ kind: 'silent' })
    expect(bench.state).toBe('reconnecting')
    expect(bench.orders).toEqual([
      { kind: 'close', epoch: 1 },
      { kind: 'open', epoch: 2 }
    ])
  })

  it('is online again when the sign of life comes', () => {
    const late = (): Bench => online().later(30_000).fact({ kind: 'late' })
    expect(late().fact({ kind: 'latency', latencyMs: 40 }).state).toBe('online')
    expect(late().fact({ kind: 'heard' }).state).toBe('online')
  })

  it('is asked again while its heartbeat stays away, though an earlier question is open', () => {
    const bench = online().fact({ kind: 'late' }).later(30_000).fact({ kind: 'late' })
    expect(bench.orders).toEqual([{ kind: 'probe', epoch: 1, timeoutMs: 5_000 }])
  })

  it('is not doubted before it is introduced', () => {
    const bench = new Bench().feed({ kind: 'wanted' }).fact(up).fact({ kind: 'late' })
    expect([bench.state, bench.orders]).toEqual(['connecting', []])
  })

  it('waits for nothing while it stands', () => {
    expect(online().memory.timer).toBeNull()
  })

  it('is probed on every wake, whatever it says of itself', () => {
    for (const cause of ['resume', 'online', 'offline', 'unlock'] as const) {
      expect(online().feed({ kind: 'system', cause }).orders).toEqual([
        { kind: 'probe', epoch: 1, timeoutMs: 1_500 }
      ])
    }
  })

  it('cuts the pause short when the network is back', () => {
    const bench = online().fact({ kind: 'closed', failure: gone })
    expect(bench.feed({ kind: 'system', cause: 'online' }).orders).toEqual([
      { kind: 'open', epoch: 2 }
    ])
  })

  it('is offline, not the server’s fault, while the system has no network', () => {
    const bench = online().feed({ kind: 'system', cause: 'offline' })
    bench.fact({ kind: 'closed', failure: gone })
    expect(bench.memory.connection).toMatchObject({
      state: 'offline',
      reason: { code: 'network-offline' }
    })
    bench.feed({ kind: 'system', cause: 'online' }).fact({ kind: 'failed', failure: gone })
    expect(bench.state).toBe('reconnecting')
  })

  it('says at once that the network is gone while it waits for the next try, which stands', () => {
    const bench = online().fact({ kind: 'closed', failure: gone })
    const { retryAt } = bench.memory.connection
    bench.feed({ kind: 'system', cause: 'offline' })
    expect(bench.memory).toMatchObject({
      timer: { kind: 'retry' },
      connection: { state: 'offline', reason: { code: 'network-offline' }, retryAt }
    })
  })

  it('is offline when nothing answers after the network went, and tries at once when it comes', () => {
    const bench = online().feed({ kind: 'system', cause: 'offline' }).fact({ kind: 'silent' })
    expect(bench.memory.connection).toMatchObject({
      state: 'offline',
      reason: { code: 'network-offline' }
    })
    bench.feed({ kind: 'system', cause: 'online' })
    expect(bench.orders.at(-1)).toEqual({ kind: 'open', epoch: 3 })
    expect(bench.state).toBe('reconnecting')
  })

  it('stays online without a network where the server answers, as one on this computer does', () => {
    const bench = online().feed({ kind: 'system', cause: 'offline' })
    expect(bench.fact({ kind: 'latency', latencyMs: 1 }).state).toBe('online')
  })

  it('is slow above two seconds and online again below one', () => {
    const bench = online().fact({ kind: 'latency', latencyMs: 2_500 })
    expect(bench.state).toBe('slow')
    expect(bench.fact({ kind: 'latency', latencyMs: 1_500 }).state).toBe('slow')
    expect(bench.fact({ kind: 'latency', latencyMs: 900 }).state).toBe('online')
  })

  it('is asked for a sign of life as soon as an answer is overdue, once at a time', () => {
    const bench = online().fact({ kind: 'overdue' })
    expect(bench.orders).toEqual([{ kind: 'probe', epoch: 1, timeoutMs: 3_000 }])
    expect(bench.state).toBe('online')
    expect(bench.fact({ kind: 'overdue' }).orders).toEqual([])
    expect(bench.fact({ kind: 'latency', latencyMs: 40 }).fact({ kind: 'overdue' }).orders).toEqual(
      [{ kind: 'probe', epoch: 1, timeoutMs: 3_000 }]
    )
    expect(bench.fact({ kind: 'silent' }).state).toBe('reconnecting')
  })

  it('that went before its introduction was done does not come online by it', () => {
    const bench = new Bench().feed({ kind: 'wanted' }).fact(up)
    bench.fact({ kind: 'closed', failure: gone })
    const { memory } = bench
    expect(bench.fact({ kind: 'joined' }).memory).toBe(memory)
    expect(bench.fact(up).memory).toBe(memory)
    expect(bench.fact({ kind: 'latency', latencyMs: 5 }).memory).toBe(memory)
    expect(bench.later(1_000).feed({ kind: 'timer' }).orders).toEqual([{ kind: 'open', epoch: 2 }])
  })

  it('that went says why, though the reason comes after its end', () => {
    const bench = new Bench().feed({ kind: 'wanted' }).fact(up)
    bench.fact({ kind: 'closed', failure: gone })
    expect(bench.fact({ kind: 'failed', failure: refused }).state).toBe('needs-you')
  })

  it('that is not open is not asked for overdue answers', () => {
    expect(new Bench().feed({ kind: 'wanted' }).fact({ kind: 'overdue' }).orders).toEqual([])
  })
})
