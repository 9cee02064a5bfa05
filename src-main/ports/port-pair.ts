// Two ports joined in memory: for tests, and for rooms that happen to share a thread.
import type { Port } from '../../src-preload/contract/port.ts'

class PairedPort implements Port {
  other: PairedPort | null = null
  #messageListeners = new Set<(value: unknown) => void>()
  #closeListeners = new Set<() => void>()
  #waiting: unknown[] = []

  post(value: unknown): void {
    const other = this.other
    if (!other) return
    const copy: unknown = structuredClone(value)
    queueMicrotask(() => other.#deliver(copy))
  }

  onMessage(listener: (value: unknown) => void): () => void {
    this.#messageListeners.add(listener)
    const waiting = this.#waiting.splice(0)
    for (const value of waiting) queueMicrotask(() => listener(value))
    return () => this.#messageListeners.delete(listener)
  }

  onClose(listener: () => void): () => void {
    this.#closeListeners.add(listener)
    return () => this.#closeListeners.delete(listener)
  }

  close(): void {
    const other = this.other
    this.other = null
    if (!other) return
    other.other = null
    queueMicrotask(() => other.#announceClose())
    this.#announceClose()
  }

  #deliver(value: unknown): void {
    if (this.#messageListeners.size === 0) this.#waiting.push(value)
    for (const listener of this.#messageListeners) listener(value)
  }

  #announceClose(): void {
    for (const listener of [...this.#closeListeners]) listener()
  }
}

/** Makes a joined pair; values are cloned as between processes, and delivered in order, later. */
export function portPair(): [Port, Port] {
  const left = new PairedPort()
  const right = new PairedPort()
  left.other = right
  right.other = left
  return [left, right]
}
