// Makes a thread of a test spin for ever, when the test says so on a channel of their own.
import { BroadcastChannel } from 'node:worker_threads'

const CHANNEL = 'filo-test-hang'

const dataOf = (message: unknown): unknown => (message as { data: unknown }).data

/** For the thread: from now on it hangs when it is told to, and says so first. */
export function hangWhenTold(name: string): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = (message) => {
    if (dataOf(message) !== name) return
    channel.postMessage(`${name} hangs`)
    spin()
  }
  channel.unref()
}

/** For the test: the thread of this name hangs once this resolves. */
export async function tellToHang(name: string): Promise<void> {
  const channel = new BroadcastChannel(CHANNEL)
  await new Promise<void>((resolve) => {
    channel.onmessage = (message) => {
      if (dataOf(message) === `${name} hangs`) resolve()
    }
    channel.postMessage(name)
  })
  channel.close()
}

function spin(): never {
  for (;;) Math.random()
}
