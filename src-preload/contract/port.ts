// The shape of a message port, whatever carries it: window, utility process, worker thread or test.

/** Two-way pipe of structured-cloneable values. Order is kept; delivery ends when either side closes. */
export interface Port {
  /** Sends one value to the other side. After `close` it is dropped. */
  post(value: unknown): void
  /** Subscribes to values from the other side; returns the undo. */
  onMessage(listener: (value: unknown) => void): () => void
  /** Called once when the other side is gone or `close` was called here; returns the undo. */
  onClose(listener: () => void): () => void
  /** Ends the pipe on this side. */
  close(): void
}
