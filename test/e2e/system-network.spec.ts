import { expect, test } from '@playwright/test'
import { TcpProxy } from '../support/network/tcp-proxy.ts'
import { connection, freshFolder, launchAt, message, send } from './support/filo.ts'
import { startHost } from './support/servers.ts'

test('says offline when the network of the system goes, and is back at once when it comes', async () => {
  const hostFolder = freshFolder()
  const adaFolder = freshFolder()
  const benFolder = freshFolder()
  const host = await startHost(hostFolder.dir)
  const proxy = await TcpProxy.open(host.port)
  const ada = await launchAt(proxy.url, 'Ada', { dir: adaFolder.dir })
  const ben = await launchAt(host.url, 'Ben', { dir: benFolder.dir })
  await expect(connection(ada.page)).toContainText('Connected')

  // The doctor's own walk, on a way that is well.
  await ada.page.keyboard.press('Control+,')
  const settings = ada.page.getByRole('dialog', { name: 'Settings' })
  await settings.getByRole('tab', { name: 'Network', exact: true }).click()
  await settings.getByRole('button', { name: 'Check the connection' }).click()
  await expect(settings.getByText('Everything on the way to this server works.')).toBeVisible()
  const lines = settings.getByRole('list', { name: 'Steps of the check' }).getByRole('listitem')
  for (const step of ['Address', 'Name', 'Connection', 'Web server', 'Socket.IO', 'Dialect']) {
    await expect(lines.filter({ hasText: step }).first()).toBeVisible()
  }
  await ada.page.keyboard.press('Escape')
  await expect(settings).toHaveCount(0)

  proxy.goDark()
  await ada.page.context().setOffline(true)
  await expect(connection(ada.page)).toContainText('Offline')
  await send(ben.page, 'While you were gone')

  proxy.comeBack()
  await ada.page.context().setOffline(false)
  await expect(connection(ada.page)).toContainText('Connected')
  await expect(message(ada.page, 'While you were gone')).toBeVisible()

  await ada.close()
  await ben.close()
  await proxy.close()
  await host.stop()
  for (const folder of [hostFolder, adaFolder, benFolder]) folder.remove()
})
