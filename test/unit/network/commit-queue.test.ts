import { describe, expect, it } from 'vitest'
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import type { KeptEvent } from '../../../src-preload/contract/inbound.ts'
import { CommitQueue } from '../../../src-main/network/receiver/commit-queue.ts'
import type { CommitRequest } from '../../../src-main/network/thread-calls.ts'
import { FakeClock, settle } from '../../support/network/fake-clock.ts'

const named = (name: string): KeptEvent => ({ kind: 'server-name', name })

function bench(commit: (request: CommitRequest) => Promise<Result<{ added: number }>>) {
  const requests: CommitRequest[] = []
  const settled: number[] = []
  const dropped: number[] = []
  const clock = new FakeClock()
  const alone = { is: false }
  const queue = new CommitQueue({
    serverId: 's',
    clock,
    batchPrefix: 'p',
    isAlone: () => alone.is,
    commit: (request) => {
      requests.push(request)
      return commit(request)
    },
    settled: (throughSeq) => void settled.push(throughSeq),
    dropped: (count) => void dropped.push(count)
  })
  const push = (seq: number, ...names: string[]): void =>
    queue.push({
      events: names.map(named),
      receivedAt: seq,
      seq,
      reply: null,
      committed: null
    })
  const names = (): string[][] =>
    requests.map(({ events }) => events.map((event) => ('name' in event ? event.name : '')))
  return { queue, push, requests, settled, dropped, clock, names, alone }
}

describe('the way of kept events to the store', () => {
  it('is taken in larger steps while no other server speaks', async () => {
    const { queue, push, requests, alone } = bench(() => Promise.resolve(done({ added: 1 })))
    for (const isAlone of [false, true]) {
      alone.is = isAlone
      for (let seq = 1; seq <= 1_000; seq++) push(seq, 'a')
      queue.flush()
      while (queue.length > 0) await settle()
    }
    await settle()
    const sizes = requests.map(({ events }) => events.length)
    expect(sizes).toEqual([...Array<number>(10).fill(100), 500, 500])
  })

  it('has one batch under way, and gathers the next meanwhile', async () => {
    const answers: (() => void)[] = []
    const { queue, push, names, clock } = bench(
      () => new Promise((resolve) => answers.push(() => resolve(done({ added: 1 }))))
    )
    push(1, 'a')
    queue.flush()
    push(2, 'b')
    push(3, 'c')
    queue.flush()
    await clock.pass(50)
    expect(names()).toEqual([['a']])
    answers[0]?.()
    await settle()
    expect(names()).toEqual([['a'], ['b', 'c']])
  })

  it('begins no sooner than a moment after the last began, unless somebody waits for it', async () => {
    const { queue, push, names, clock } = bench(() => Promise.resolve(done({ added: 1 })))
    push(1, 'a')
    queue.flush()
    await clock.pass(4)
    push(2, 'b')
    queue.flush()
    await clock.pass(7)
    push(3, 'c')
    queue.flush()
    expect(names()).toEqual([['a']])
    await clock.pass(1)
    expect(names()).toEqual([['a'], ['b', 'c']])
    const from = { receivedAt: 4, seq: 4, reply: null }
    queue.push({ events: [named('d')], ...from, committed: () => undefined })
    queue.flush()
    expect(names().at(-1)).toEqual(['d'])
  })

  it('settles frames that held nothing, but never before earlier ones are on disk', async () => {
    const answers: (() => void)[] = []
    const { queue, push, settled, requests } = bench(
      () => new Promise((resolve) => answers.push(() => resolve(done({ added: 1 }))))
    )
    push(1)
    queue.flush()
    expect(settled).toEqual([1])
    push(2, 'a')
    queue.flush()
    push(3)
    queue.flush()
    expect([settled, requests[0]?.throughSeq]).toEqual([[1], 2])
    answers[0]?.()
    await settle()
    expect(settled).toEqual([1, 3])
  })

  it('asks again, under the same name, while the store can not take it', async () => {
    let tries = 0
    const { queue, push, requests, clock } = bench(async () =>
      ++tries < 3 ? refuse('disk-full', undefined, true) : done({ added: 1 })
    )
    push(1, 'a')
    queue.flush()
    await clock.pass(5_000)
    expect(requests.map(({ batch }) => batch)).toEqual(['p:1', 'p:1', 'p:1'])
  })

  it('finds the one event that the store will never take, and loses no other', async () => {
    const kept: string[] = []
    const { queue, push, dropped, settled } = bench(async ({ events }) => {
      const given = events.map((event) => ('name' in event ? event.name : ''))
      if (given.includes('bad')) return refuse('input-invalid')
      kept.push(...given)
      return done({ added: given.length })
    })
    for (const [at, name] of ['a', 'b', 'bad', 'c', 'd'].entries()) push(at + 1, name)
    queue.flush()
    await settle()
    await settle()
    expect(kept).toEqual(['a', 'b', 'c', 'd'])
    expect(dropped).toEqual([1])
    expect(settled).toEqual([3])
  })

  it('has two full batches under way in a flood, the second named behind the first', async () => {
    const answers: (() => void)[] = []
    const { queue, push, requests, alone, clock } = bench(
      () => new Promise((resolve) => answers.push(() => resolve(done({ added: 1 }))))
    )
    alone.is = true
    for (let seq = 1; seq <= 1_600; seq++) push(seq, 'a')
    queue.flush()
    const sent = (): unknown[] => requests.map(({ batch, after }) => [batch, after])
    expect(sent()).toEqual([
      ['p:1', undefined],
      ['p:2', 'p:1']
    ])
    answers[0]?.()
    await settle()
    expect(sent().at(-1)).toEqual(['p:3', 'p:2'])
    answers[1]?.()
    await settle()
    // What is left fills no batch: it waits until nothing is under way.
    expect(requests).toHaveLength(3)
    answers[2]?.()
    await clock.pass(20)
    expect(requests.map(({ events }) => events.length)).toEqual([500, 500, 500, 100])
    expect(requests.at(-1)?.after).toBeUndefined()
  })

  it('asks again in order for what was refused beside another batch', async () => {
    let isFull = true
    const committed: string[] = []
    const { queue, push, alone, clock } = bench(async ({ batch, after }) => {
      const isBehind = after === undefined || committed.includes(after)
      if (isFull || !isBehind) return refuse('disk-full', undefined, true)
      committed.push(batch)
      return done({ added: 1 })
    })
    alone.is = true
    for (let seq = 1; seq <= 1_000; seq++) push(seq, 'a')
    queue.flush()
    await clock.pass(2_500)
    isFull = false
    await clock.pass(2_500)
    expect(committed).toEqual(['p:1', 'p:2'])
  })
})
