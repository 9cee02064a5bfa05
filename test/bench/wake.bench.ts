// From the system's waking up to words arriving again, through a connection that died without saying so.
import { join } from 'node:path'
import { io } from 'socket.io-client'
import { TcpProxy } from '../support/network/tcp-proxy.ts'
import { figureOf, type Bench, type BenchContext } from './figure.ts'
import { LOBBY, openBenchHost } from './support/bench-host.ts'
import { enterHost } from './support/guest.ts'
import { startFilo } from './support/windows.ts'

export const wakeBench: Bench = {
  name: 'wake',
  about:
    'from the wake signal to a new message on screen, the old connection half-open, beside socket.io-client left to its heartbeat',
  minutes: { full: 2, quick: 1.5 },
  run: async (context) => {
    const host = await openBenchHost(join(context.folder, 'host'))
    try {
      const bare = await timeBare(context, host.address)
      const samples = await timeFilo(context, host.address)
      return [
        figureOf({
          name: 'wake to online',
          unit: 'ms',
          quote: 'p95',
          samples,
          baseline: { name: 'bare socket.io-client', samples: bare },
          aim: { of: 'value', atMost: 3_000 }
        })
      ]
    } finally {
      await host.close()
    }
  }
}

async function timeFilo(context: BenchContext, address: string): Promise<number[]> {
  const proxy = await proxyTo(address)
  const guest = await enterHost(address, 'Bo')
  const parameters = new URLSearchParams({ url: proxy.url, name: 'Ada', dialect: 'filo' })
  const folder = join(context.folder, 'person')
  const { app, page } = await startFilo(folder, [`filo://connect?${parameters.toString()}`])
  const dialog = page.getByRole('dialog', { name: 'Connect to this server?' })
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
  const samples: number[] = []
  const shown = (text: string): Promise<void> =>
    page.getByRole('log').getByText(text, { exact: true }).last().waitFor({ timeout: 60_000 })
  for (let round = 0; round < (context.isQuick ? 3 : 20); round++) {
    await guest.send(LOBBY, `before ${round}`)
    await shown(`before ${round}`)
    proxy.goSilent()
    const startedAt = performance.now()
    await app.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'))
    await guest.send(LOBBY, `after ${round}`)
    await shown(`after ${round}`)
    samples.push(performance.now() - startedAt)
  }
  await app.close()
  guest.close()
  await proxy.close()
  context.say(`${samples.length} wakes`)
  return samples
}

async function timeBare(context: BenchContext, address: string): Promise<number[]> {
  const proxy = await proxyTo(address)
  const socket = io(proxy.url, { auth: { name: 'Cy' }, transports: ['websocket'] })
  const welcomed = (): Promise<void> => new Promise((done) => void socket.once('welcome', done))
  await welcomed()
  proxy.goSilent()
  const startedAt = performance.now()
  await welcomed()
  const tookMs = performance.now() - startedAt
  socket.disconnect()
  await proxy.close()
  context.say('bare client done')
  return [tookMs]
}

async function proxyTo(address: string): Promise<TcpProxy> {
  return await TcpProxy.open(Number(new URL(address).port))
}
