// A packed Filo does what Filo does: workers, threads and SQLite are found inside the archive, through every fuse.
import { expect, test } from '@playwright/test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connection, freshFolder, message, send } from '../e2e/support/filo.ts'
import { startHost } from '../e2e/support/servers.ts'
import { unpackedFolder } from './support/packages.ts'
import { startPackaged } from './support/packaged-filo.ts'

const launcher = (): string => join(unpackedFolder(), 'filo')

test('hosts, sends, keeps what was written and finds it again', async () => {
  const { dir, remove } = freshFolder()
  const first = await startPackaged(launcher(), { dir, args: ['--host'] })
  await send(first.page, 'Packed and sent')
  await expect(message(first.page, 'Packed and sent')).toHaveAttribute(
    'data-state',
    /sent|delivered/
  )
  await expect(connection(first.page)).toContainText('Connected')
  await first.close()
  // What a package is told of another policy by whoever starts it counts for nothing.
  const policy = join(dir, 'policy.json')
  writeFileSync(policy, JSON.stringify({ organisation: 'Nobody', locked: { theme: 'dark' } }))
  const second = await startPackaged(launcher(), { dir, env: { FILO_POLICY_FILE: policy } })
  await expect(message(second.page, 'Packed and sent')).toBeVisible()
  await second.page.getByRole('button', { name: 'Search everywhere' }).click()
  await second.page.getByRole('searchbox', { name: 'Search' }).fill('packed')
  await expect(second.page.getByRole('list', { name: 'Search results' })).toContainText('Packed')
  await second.page.getByRole('button', { name: 'Settings', exact: true }).click()
  await second.page.getByRole('tab', { name: 'About' }).click()
  await expect(second.page.locator('html')).toHaveAttribute('data-theme', 'system')
  await expect(second.page.getByText('Set by your organisation')).toBeHidden()
  await second.page.getByRole('button', { name: 'Licences' }).click()
  await expect(second.page.getByRole('region', { name: 'Licences' })).toContainText(
    'socket.io-client'
  )
  await second.close()
  remove()
})

test('opens on X where the Wayland display that it is told of is dead', async () => {
  const { dir, remove } = freshFolder()
  const env = { WAYLAND_DISPLAY: 'gone', XDG_SESSION_TYPE: 'wayland', XDG_RUNTIME_DIR: dir }
  const options = { dir, env, args: ['--ozone-platform-hint=auto'] }
  // Without the launcher, Chromium gives up before a line of Filo's has run.
  await expect(startPackaged(`${launcher()}-bin`, options)).rejects.toThrow(/Wayland/)
  const filo = await startPackaged(launcher(), options)
  await expect(filo.page.getByRole('button', { name: 'Host on this computer' })).toBeVisible()
  expect(filo.said()).toContain('using the X display')
  await filo.close()
  remove()
})

test('a link that the desktop hands over asks before it connects', async () => {
  const hostFolder = freshFolder()
  const { dir, remove } = freshFolder()
  const host = await startHost(hostFolder.dir)
  const link = `filo://connect?url=${encodeURIComponent(host.url)}&name=Ada`
  const filo = await startPackaged(launcher(), { dir, args: [link] })
  const dialog = filo.page.getByRole('dialog', { name: 'Connect to this server?' })
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
  await send(filo.page, 'By link')
  await expect(message(filo.page, 'By link')).toHaveAttribute('data-state', /sent|delivered/)
  await filo.close()
  await host.stop()
  hostFolder.remove()
  remove()
})
