// What a person takes out and brings back through the real windows: an export, a backup, and the same person on another computer.
import { expect, test, type ElectronApplication, type Page } from '@playwright/test'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { composer, freshFolder, launchFilo, message, send } from './support/filo.ts'

const PASSPHRASE = 'thread and needle'
/** A dialect of the person's own: it goes along with a backup. */
const club = {
  filoDialect: 1,
  id: 'club',
  name: 'The club',
  conversations: { mode: 'single' },
  inbound: []
}

/** The person answers the system's dialogs with these paths from now on. */
async function answerDialogs(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen })
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, path)
}

async function openData(page: Page): Promise<void> {
  await page.keyboard.press('Control+,')
  await page.getByRole('tab', { name: 'Data' }).click()
}

test('a conversation is exported, backed up and restored for a fresh person', async () => {
  const mine = freshFolder()
  const written = freshFolder()
  const other = freshFolder()
  const backup = join(written.dir, 'mine.filobackup')
  mkdirSync(join(mine.dir, 'dialects'))
  writeFileSync(join(mine.dir, 'dialects', 'club.json'), JSON.stringify(club))
  const first = await launchFilo({ dir: mine.dir, args: ['--host'] })
  try {
    await expect(composer(first.page)).toBeVisible()
    await send(first.page, 'words <b>worth</b> keeping')
    await expect(message(first.page, 'words <b>worth</b> keeping')).toHaveAttribute(
      'data-state',
      /sent|delivered|read/
    )

    await answerDialogs(first.app, join(written.dir, 'pages'))
    await openData(first.page)
    const settings = first.page.getByRole('dialog', { name: 'Settings' })
    await settings.getByRole('button', { name: 'Export…' }).click()
    await expect(settings.getByText(/messages? (is|are) in “pages”\./)).toBeVisible()
    const pages = readdirSync(join(written.dir, 'pages'))
    expect(pages).toContain('index.html')
    const html = pages.map((name) => readFileSync(join(written.dir, 'pages', name), 'utf8')).join()
    expect(html).toContain('words &lt;b&gt;worth&lt;/b&gt; keeping')

    await answerDialogs(first.app, backup)
    await settings.getByRole('button', { name: 'Back up now…' }).click()
    const asked = first.page.getByRole('dialog', { name: 'Back up' })
    await asked.getByLabel('Passphrase of the backup').fill(PASSPHRASE)
    await asked.getByLabel('Once more').fill(PASSPHRASE)
    await asked.getByRole('button', { name: 'Choose a place…' }).click()
    await expect(settings.getByText(/“mine.filobackup” holds everything/)).toBeVisible()
    await expect(settings.getByText(/^Last backup:/)).toBeVisible()

    const kept = settings.getByRole('region', { name: 'How long history is kept' })
    await expect(kept.getByText(/^1 message stored/)).toBeVisible()
    await kept.getByRole('combobox').selectOption('30 days')
    await first.page.keyboard.press('Escape')
    await openData(first.page)
    await expect(kept.getByRole('combobox')).toHaveValue('30')
    await expect(message(first.page, 'words <b>worth</b> keeping')).toBeAttached()
  } finally {
    await first.close()
  }

  const second = await launchFilo({ dir: other.dir, args: [backup] })
  try {
    // Opened from outside, it asks for its passphrase, and nothing is touched.
    const offered = second.page.getByRole('dialog', { name: 'Restore a backup' })
    await expect(offered.getByText('mine.filobackup')).toBeVisible()
    await expect(offered.getByLabel('Passphrase of the backup')).toBeVisible()
    await offered.locator('footer').getByRole('button', { name: 'Close' }).click()
    await answerDialogs(second.app, backup)
    await second.page.getByRole('button', { name: 'Restore a backup' }).click()
    const dialog = second.page.getByRole('dialog', { name: 'Restore a backup' })
    await dialog.getByLabel('Passphrase of the backup').fill('not this one')
    await dialog.getByRole('button', { name: 'Open', exact: true }).click()
    await expect(dialog.getByText(/doesn’t open the backup/)).toBeVisible()
    await dialog.getByLabel('Passphrase of the backup').fill(PASSPHRASE)
    await dialog.getByRole('button', { name: 'Open', exact: true }).click()
    await expect(dialog.getByText('Messages', { exact: true })).toBeVisible()
    await dialog.getByRole('button', { name: 'Restore', exact: true }).click()
    await expect(message(second.page, 'words <b>worth</b> keeping')).toBeVisible()
    expect(readdirSync(other.dir).filter((name) => name.startsWith('set-aside-'))).toHaveLength(1)
    expect(readdirSync(other.dir)).not.toContain('restoring')
    const dialect = readFileSync(join(other.dir, 'dialects', 'dialect-club.json'), 'utf8')
    expect(JSON.parse(dialect)).toEqual(club)
  } finally {
    await second.close()
    for (const folder of [mine, written, other]) folder.remove()
  }
})
