// One client before and after a flood into the conversation that it shows, with nothing else done to it.
import { FloodServer } from './flood-server.ts'
import { startClient, type Flood } from './flood-course.ts'

/** Until the last of what Filo was told is on screen. */
const CATCH_UP_MS = 120_000

export interface AroundFlood<T> {
  rest: T
  /** As soon as the last message is on screen; a client that appends rows is not waited for. */
  after: T
  /** After it was left alone again. */
  settled: T
}

/** Floods a client that has been left alone for `settleMs`, and measures it three times by its process id. */
export async function aroundFlood<T>(
  flood: Flood,
  settleMs: number,
  measure: (pid: number) => T
): Promise<AroundFlood<T>> {
  const server = await FloodServer.open()
  try {
    const { app, page } = await startClient(flood, server.url)
    const pid = app.process().pid
    if (pid === undefined) throw new Error('the window did not start')
    await left(settleMs)
    const rest = measure(pid)
    const { said } = await server.flood(flood.rate, flood.seconds)
    if (flood.client === 'filo') {
      const last = page.getByRole('log').getByText(`n${said} `)
      await last.waitFor({ timeout: CATCH_UP_MS })
    }
    const after = measure(pid)
    await left(settleMs)
    const settled = measure(pid)
    await app.close()
    return { rest, after, settled }
  } finally {
    server.close()
  }
}

function left(ms: number): Promise<void> {
  return new Promise((go) => setTimeout(go, ms))
}
