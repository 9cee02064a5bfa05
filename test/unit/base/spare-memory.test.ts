// When a thread gives memory back: once it rests, and only where there is something to give.
import { expect, test } from 'vitest'
import { spareMemory, type Heap } from '../../../src-main/base/spare-memory.ts'

const MB = 1024 * 1024

test('memory is given back once the start is over, then no timer runs', () => {
  const thread = new FakeThread(12 * MB)
  spareMemory(thread.also, thread.heap)
  thread.works(200)
  thread.pass()
  expect(thread.collected).toBe(0)
  thread.pass()
  expect([thread.collected, thread.alsoGiven]).toEqual([1, 1])
  expect(thread.isWaiting).toBe(false)
})

test('nothing is collected while there is work, only when it is over', () => {
  const thread = new FakeThread(12 * MB)
  spareMemory(thread.also, thread.heap)
  thread.pass()
  thread.grows(20 * MB)
  for (let moment = 0; moment < 5; moment++) {
    thread.works(400)
    thread.pass()
  }
  expect(thread.collected).toBe(1)
  thread.pass()
  expect(thread.collected).toBe(2)
  expect(thread.isWaiting).toBe(false)
})

test('a few words that leave next to nothing behind are not worth a collection', () => {
  const thread = new FakeThread(12 * MB)
  spareMemory(thread.also, thread.heap)
  thread.pass()
  thread.grows(1 * MB)
  thread.pass()
  expect(thread.collected).toBe(1)
  expect(thread.isWaiting).toBe(false)
})

class FakeThread {
  collected = 0
  alsoGiven = 0
  #bytes: number
  #cpuMs = 0
  #timers: (() => void)[] = []
  #onGarbage: () => void = () => undefined

  constructor(bytes: number) {
    this.#bytes = bytes
  }

  readonly also = (): void => {
    this.alsoGiven += 1
  }

  readonly heap: Heap = {
    bytes: () => this.#bytes,
    cpuMs: () => this.#cpuMs,
    collect: () => {
      this.collected += 1
      this.#bytes = 8 * MB
    },
    onGarbage: (listener) => {
      this.#onGarbage = listener
    },
    after: (_delayMs, work) => void this.#timers.push(work)
  }

  get isWaiting(): boolean {
    return this.#timers.length > 0
  }

  works(cpuMs: number): void {
    this.#cpuMs += cpuMs
  }

  /** V8 collects by itself and holds more afterwards. */
  grows(bytes: number): void {
    this.#bytes += bytes
    this.#onGarbage()
  }

  /** The time passes after which it is looked whether it rests. */
  pass(): void {
    for (const work of this.#timers.splice(0)) work()
  }
}
