import { expect, test } from '@playwright/test'
import { SocksProxy } from '../support/network/test-proxies.ts'
import { connection, launchAt, message, send } from './support/filo.ts'
import { startPickyHost } from './support/servers.ts'

test('the proxy that the system names is the way to a server, names included, and to nowhere else', async () => {
  const server = await startPickyHost('refuse')
  const proxy = await new SocksProxy().listen()
  // Only the proxy knows this name.
  const url = `http://chat.test:${server.port}`
  const args = [`--proxy-server=socks5://${proxy.address}`]
  const filo = await launchAt(url, 'Ada', { args })
  await expect(connection(filo.page)).toContainText('Connected')
  await send(filo.page, 'By the long way')
  await expect(message(filo.page, 'By the long way')).toHaveAttribute(
    'data-state',
    /sent|delivered/
  )
  // Nobody is contacted unasked, Chromium's own helpers included.
  expect(new Set(proxy.asked)).toEqual(new Set([`SOCKS chat.test:${server.port}`]))
  await filo.close()
  await proxy.close()
  await server.stop()
})
