// How long a bare emit takes to its server, in the same flood in which windows are measured.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { FloodServer } from './flood-server.ts'

const LAST_MS = 500

/** ms from each emit of a process without a window to its arrival. */
export async function runBareEmits(rate: number, seconds: number): Promise<number[]> {
  const server = await FloodServer.open()
  const child = fork(join(import.meta.dirname, 'emit-worker.js'), [server.url])
  try {
    await once(child, 'message')
    await server.flood(rate, seconds)
    const told = once(child, 'message')
    child.send('stop')
    const [emittedAt] = (await told) as [number[]]
    await new Promise((resolve) => setTimeout(resolve, LAST_MS))
    return emittedAt.flatMap((at, index) => {
      const heard = server.heard[index]
      return heard ? [heard.at - at] : []
    })
  } finally {
    child.kill()
    server.close()
  }
}
