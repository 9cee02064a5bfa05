// What an organisation has set on a computer: its server and dialect are there, its locks hold and say whose they are.
import { expect, test } from '@playwright/test'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectNoViolations } from './support/axe.ts'
import { composer, freshFolder, launchFilo, message, send, type Filo } from './support/filo.ts'
import { startChatExample } from './support/servers.ts'

const preset = JSON.parse(
  readFileSync('src-main/dialects/presets/socketio-chat-example.json', 'utf8')
) as Record<string, unknown>

/** Opens a tab of the settings. */
async function openTab({ page }: Filo, name: string): Promise<void> {
  await page.keyboard.press('Control+,')
  await page.getByRole('tab', { name, exact: true }).click()
}

test('a policy brings its server and dialect, locks what it locks, and says where it is wrong', async () => {
  const folder = freshFolder()
  const server = await startChatExample()
  const dir = join(folder.dir, 'etc')
  mkdirSync(dir, { mode: 0o755 })
  const file = join(dir, 'policy.json')
  const dialect = { ...preset, id: 'acme', name: 'Acme chat words' }
  writeFileSync(join(dir, 'acme.json'), JSON.stringify(dialect), { mode: 0o644 })
  const policy = {
    organisation: 'Acme',
    servers: [{ address: server.url, name: 'Acme chat', dialect: 'acme' }],
    dialects: [join(dir, 'acme.json')],
    defaults: { density: 'compact', retentionDays: 365 },
    locked: {
      theme: 'dark',
      updates: { channel: 'beta' },
      proxy: { mode: 'none' },
      hosting: { on: false }
    }
  }
  writeFileSync(file, JSON.stringify(policy), { mode: 0o644 })
  const launch = { dir: join(folder.dir, 'person'), env: { FILO_POLICY_FILE: file } }
  const filo = await launchFilo(launch)
  const { page } = filo
  await expect(composer(page)).toBeVisible()
  await send(page, 'hello from a policy')
  await expect(message(page, 'hello from a policy')).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(page.locator('html')).toHaveAttribute('data-density', 'compact')

  await openTab(filo, 'Appearance')
  const theme = page.getByRole('group', { name: 'Theme' })
  await expect(theme).toHaveAccessibleDescription('Locked by Acme')
  await expect(theme.getByRole('radio', { name: 'Light' })).toBeDisabled()
  // A window that does not keep to it gets nowhere.
  await theme.evaluate((group) => group.removeAttribute('disabled'))
  await page.getByText('Light', { exact: true }).click()
  await page.getByText('Comfortable').click()
  await expect(page.locator('html')).toHaveAttribute('data-density', 'comfortable')
  await page.getByRole('tab', { name: 'Updates' }).click()
  await expect(page.getByRole('group', { name: 'Which versions' })).toHaveAccessibleDescription(
    'Locked by Acme'
  )
  await expect(page.getByRole('radio', { name: 'Also early ones' })).toBeChecked()
  await page.getByRole('tab', { name: 'Hosting' }).click()
  const host = page.getByRole('switch', { name: 'Server on this computer' })
  await expect(host).toBeDisabled()
  await host.evaluate((button) => button.removeAttribute('disabled'))
  await host.click()
  await expect(page.getByText('Acme has locked this, so it can’t be changed here.')).toBeVisible()
  await expect(host).not.toBeChecked()
  await page.getByRole('tab', { name: 'Network' }).click()
  await expect(page.getByRole('radio', { name: 'Without proxy' })).toBeDisabled()
  await page.getByRole('tab', { name: 'Servers' }).click()
  await expect(page.getByRole('combobox', { name: 'Dialect' })).toHaveValue('acme')
  await expect(page.getByRole('textbox', { name: 'Address' })).toBeDisabled()
  const remove = page.getByRole('button', { name: 'Remove server' })
  await expect(remove).toBeDisabled()
  await expect(remove).toHaveAccessibleDescription('Locked by Acme')
  await expectNoViolations(page)
  await remove.evaluate((button) => button.removeAttribute('disabled'))
  await remove.click()
  await page
    .getByRole('dialog', { name: 'Remove Acme chat?' })
    .getByRole('button', { name: 'Remove server' })
    .click()
  await filo.close()
  const chosen = JSON.parse(readFileSync(join(launch.dir, 'settings.json'), 'utf8')) as object
  expect(chosen).toMatchObject({ density: 'comfortable' })
  expect(chosen).not.toHaveProperty('theme')

  const broken = { ...policy, lokced: {}, dialects: [{ id: 'acme' }], locked: { theme: 'drak' } }
  writeFileSync(file, JSON.stringify(broken))
  const other = await launchFilo(launch)
  const alert = other.page.getByRole('alert')
  await expect(alert).toContainText('lokced')
  await expect(alert).toContainText('locked.theme')
  await expect(alert).toContainText('dialects.0')
  await expect(other.page.locator('html')).toHaveAttribute('data-theme', 'system')
  await alert.getByRole('button', { name: 'Close' }).click()
  await openTab(other, 'Servers')
  await expect(other.page.getByRole('button', { name: 'Remove server' })).toBeDisabled()
  await other.page.getByRole('tab', { name: 'About' }).click()
  await expect(other.page.getByRole('list', { name: 'What can’t be used' })).toContainText('lokced')
  await other.close()
  await server.stop()
  folder.remove()
})
