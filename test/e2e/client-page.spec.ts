// The address that people open in a browser: a page whose chat talks to another address, which is chosen and learned from it.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@playwright/test'
import { expectNoViolations } from './support/axe.ts'
import { connection, launchFilo } from './support/filo.ts'
import { startWhisperer } from './support/servers.ts'

test('the address of a web client leads to its server, which is introduced to as that page does it', async () => {
  const server = await startWhisperer()
  const origin = new URL(server.url).origin
  const script = `const s = io("${origin}"); s.emit('zaun', { spitz: nickname.value })`
  const client = createServer((_request, response) => {
    response.end(`<title>Chat</title><script>${script}</script>`)
  })
  await new Promise<void>((resolve) => client.listen(0, '127.0.0.1', resolve))
  const filo = await launchFilo()
  try {
    const { page } = filo
    await page
      .getByRole('button', { name: /Add server|Connect to a server/ })
      .first()
      .click()
    const dialog = page.getByRole('dialog', { name: 'Add server' })
    const { port } = client.address() as AddressInfo
    await dialog.getByLabel('Address', { exact: true }).fill(`http://127.0.0.1:${port}`)
    await dialog.getByLabel('Your name').fill('Ada')
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
    const choice = dialog.getByRole('button', { name: origin })
    await expect(choice).toBeVisible()
    await expectNoViolations(page)
    await choice.click()
    await expect(connection(page)).toContainText('Connected')
    const bar = page.getByRole('region', { name: 'Learning this server' })
    await expect(bar).toContainText('zaun {"spitz":"Ada"}')
    expect(server.heard).toEqual([])
  } finally {
    await filo.close()
    client.close()
    await server.stop()
  }
})
