// Holds that ends of threads are counted where nobody asked for them, and told to main.
import { expect, it } from 'vitest'
import { openCounters } from '../../../src-main/network/counters.ts'
import { Figures } from '../../../src-main/network/figures.ts'
import type { RunningThread } from '../../../src-main/network/thread-slot.ts'
import type { ThreadEnd } from '../../../src-main/ports/facts.ts'

interface FakeThread {
  thread: RunningThread
  end: () => void
}

function fakeThread(): FakeThread {
  const listeners: (() => void)[] = []
  const end = (): void => {
    for (const listener of listeners.splice(0)) listener()
  }
  const port = {
    post: () => undefined,
    onMessage: () => () => undefined,
    onClose: (listener: () => void) => {
      listeners.push(listener)
      return () => undefined
    },
    close: () => undefined
  }
  return { thread: { port, terminate: end }, end }
}

function rig() {
  const ends: ThreadEnd[] = []
  const started: FakeThread[] = []
  const figures = new Figures((end) => ends.push(end))
  const counters = openCounters()
  const start = (): RunningThread => {
    const fake = fakeThread()
    started.push(fake)
    return fake.thread
  }
  const watched = figures.watch({ startThread: start, startMover: start })
  const { memory } = counters
  return {
    ends,
    figures,
    counters,
    started,
    receiver: () => watched.startThread({ name: 'receiver', counters: memory, documents: [] }),
    mover: () =>
      watched.startMover({ name: 'transfers 2', counters: memory, rates: new SharedArrayBuffer(8) })
  }
}

it('tells a thread that ended by itself from one that had to be ended', () => {
  const { ends, figures, started, receiver } = rig()
  receiver()
  started[0]?.end()
  const second = receiver()
  second.terminate()
  receiver()
  expect(ends).toEqual([
    { name: 'receiver', kind: 'exited' },
    { name: 'receiver', kind: 'hung' }
  ])
  const { threads } = figures.facts([])
  expect(threads.find(({ name }) => name === 'receiver')).toMatchObject({
    isRunning: true,
    ends: 2
  })
})

it('takes no thread that had nothing to move for one that ended, and none when the network closes', () => {
  const { ends, figures, counters, mover, receiver } = rig()
  mover().terminate()
  expect(ends).toEqual([])
  counters.of('transfers 2').queued(1)
  mover().terminate()
  expect(ends).toEqual([{ name: 'transfers 2', kind: 'hung' }])
  const last = receiver()
  figures.close()
  last.terminate()
  expect(ends).toHaveLength(1)
})

it('keeps of a check its steps and findings, and none of the addresses in them', () => {
  const { figures } = rig()
  const detail = { host: 'chat.example.org', address: '10.0.0.7' }
  const plain = { step: 'dns', result: 'ok', finding: 'ok', ms: 3, code: null } as const
  figures.checked([{ ...plain, detail }], 5)
  expect(figures.facts([]).check).toEqual({ at: 5, lines: [plain] })
})
