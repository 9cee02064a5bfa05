// Makes a thread of a test spin for ever, when the test says so on a channel of their own.
import { BroadcastChannel } from 'node:worker_threads'

const CHANNEL = 'filo-test-hang'

/** For the thread: from now on it hangs when it is told to. */
export function hangWhenTold(name: string): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = (message) => {
    if ((message as unknown as { data: unknown }).data === name) spin()
  }
  channel.unref()
}

/** For the test: the thread of this name hangs from now on. */
export function tellToHang(name: string): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage(name)
  channel.close()
}

function spin(): never {
  for (;;) Math.random()
}
