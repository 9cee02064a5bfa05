import { expect, test, type Page } from '@playwright/test'
import { X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeCertificate, type MadeCertificate } from '../support/network/certificate-maker.ts'
import { expectNoViolations } from './support/axe.ts'
import { composer, connection, launchFilo, log, message, send } from './support/filo.ts'
import { startPickyHost } from './support/servers.ts'

const first = makeCertificate({ name: 'home', hosts: ['127.0.0.1'] })
const second = makeCertificate({ name: 'other', hosts: ['127.0.0.1'] })
const tls = ({ certificate, key }: MadeCertificate) => ({ cert: certificate, key })

/** The lines in which a fingerprint is shown. */
function linesOf({ certificate }: MadeCertificate): string[] {
  const bytes = new X509Certificate(certificate).fingerprint256.split(':')
  return [0, 8, 16, 24].map((from) => bytes.slice(from, from + 8).join(':'))
}

async function shows(page: Page, title: string, made: readonly MadeCertificate[]): Promise<void> {
  const dialog = page.getByRole('dialog', { name: title })
  const shown = dialog.locator('[data-part=fingerprint] span')
  await expect(shown).toHaveText(made.flatMap(linesOf))
}

test('a self-signed server is trusted once, by its fingerprint, and refused when it changes', async () => {
  let server = await startPickyHost('refuse', tls(first))
  const filo = await launchFilo()
  const { page } = filo
  await page.getByRole('button', { name: 'Connect to a server' }).first().click()
  const adding = page.getByRole('dialog', { name: 'Add server' })
  await adding.getByRole('textbox', { name: 'Address' }).fill(server.url)
  await adding.getByRole('textbox', { name: 'Your name' }).fill('Ada')
  await adding.getByRole('button', { name: 'Connect', exact: true }).click()
  const asking = page.getByRole('dialog', { name: 'Trust this certificate?' })
  await expect(asking).toContainText('made this certificate itself')
  await shows(page, 'Trust this certificate?', [first])
  await expectNoViolations(page)
  await asking.getByRole('button', { name: 'Cancel' }).click()
  await expect(adding).toBeVisible()
  await adding.getByRole('button', { name: 'Connect', exact: true }).click()
  await asking.getByRole('button', { name: 'Trust this certificate' }).click()
  await expect(connection(page)).toContainText('Connected')
  await send(page, 'Only between us')
  await expect(message(page, 'Only between us')).toHaveAttribute('data-state', /sent|delivered/)

  await server.stop()
  server = await startPickyHost('refuse', tls(second), server.port)
  await expect(connection(page)).toContainText('Blocked', { timeout: 20_000 })
  await expect(page.getByText(/shows another certificate than the one you trust/)).toBeVisible()
  await send(page, 'Said while in doubt')
  await page.getByRole('button', { name: 'Look at the certificate' }).click()
  const changed = page.getByRole('dialog', { name: 'The certificate has changed' })
  await shows(page, 'The certificate has changed', [first, second])
  await expectNoViolations(page)
  await changed.getByRole('button', { name: 'Cancel' }).click()
  await expect(connection(page)).toContainText('Blocked')
  await expect(message(page, 'Said while in doubt')).toHaveAttribute('data-state', 'queued')
  await page.getByRole('button', { name: 'Look at the certificate' }).click()
  await changed.getByRole('button', { name: 'Trust the new one' }).click()
  await expect(connection(page)).toContainText('Connected')
  await expect(message(page, 'Said while in doubt')).toHaveAttribute('data-state', /sent|delivered/)
  await filo.close()
  await server.stop()
})

test('an authority of one’s own comes from a file, and a client certificate too', async () => {
  const authority = makeCertificate({ name: 'Small authority', isAuthority: true })
  const paper = makeCertificate({ name: 'home', by: authority, hosts: ['127.0.0.1'] })
  const server = await startPickyHost('refuse', tls(paper))
  const filo = await launchFilo()
  const { page } = filo
  const files = [
    ['ca.pem', authority.certificate],
    ['ada.pem', first.certificate + first.key]
  ].map(([name = '', text = '']) => {
    writeFileSync(join(filo.dir, name), text)
    return join(filo.dir, name)
  })
  await filo.app.evaluate(({ dialog }, paths) => {
    const waiting = [...paths]
    dialog.showOpenDialog = () =>
      Promise.resolve({ canceled: false, filePaths: waiting.splice(0, 1) })
  }, files)
  await page.getByRole('button', { name: 'Connect to a server' }).first().click()
  const adding = page.getByRole('dialog', { name: 'Add server' })
  await adding.getByRole('textbox', { name: 'Address' }).fill(server.url)
  await adding.getByRole('textbox', { name: 'Your name' }).fill('Ada')
  await adding.getByRole('button', { name: 'Connect', exact: true }).click()
  const asking = page.getByRole('dialog', { name: 'Trust this certificate?' })
  await expect(asking).toContainText('authority that vouches for this certificate is not known')
  await asking.getByRole('button', { name: 'Trust this certificate' }).click()
  await expect(composer(page)).toBeVisible()
  await page.keyboard.press('Control+,')
  await page.getByRole('tab', { name: 'Servers' }).click()
  await page.getByRole('button', { name: 'Choose a file: Own authority' }).click()
  await expect(page.getByRole('group', { name: 'Own authority' })).toContainText('Small authority')
  await page.getByRole('button', { name: 'Choose a file: Client certificate' }).click()
  await expect(page.getByRole('group', { name: 'Client certificate' })).toContainText('home')
  await page.getByRole('button', { name: 'Forget the trusted certificate' }).click()
  const sure = page.getByRole('dialog', { name: 'Forget this certificate?' })
  await sure.getByRole('button', { name: 'Forget' }).click()
  await page.keyboard.press('Escape')
  // From now on it is the authority that vouches.
  await expect(connection(page)).toContainText('Connected')
  await send(page, 'By authority')
  await expect(message(page, 'By authority')).toHaveAttribute('data-state', /sent|delivered/)
  await expect(log(page)).toBeVisible()
  await filo.close()
  await server.stop()
})
