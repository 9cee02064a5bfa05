// A server that no dialect knows, in the real app: read by watching, written to with one yes, still known after a start; and dialect files.
import { expect, test, type ElectronApplication, type Page } from '@playwright/test'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectNoViolations } from './support/axe.ts'
import {
  connection,
  freshFolder,
  launchAt,
  launchFilo,
  message,
  send,
  type Filo
} from './support/filo.ts'
import {
  startChatExample,
  startDoorman,
  startWhisperer,
  type Whisperer
} from './support/servers.ts'

/** The person answers the system's dialogs with this path from now on. */
async function answerDialogs(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen })
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, path)
}

async function openDialects(page: Page) {
  await page.keyboard.press('Control+,')
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await settings.getByRole('tab', { name: 'Dialects' }).click()
  return settings
}

const bar = (page: Page) => page.getByRole('region', { name: 'Learning this server' })

async function readAndWrite(filo: Filo, server: Whisperer): Promise<void> {
  const { page } = filo
  await expect(connection(page)).toContainText('Connected')
  server.say('Bo', 'good morning all')
  server.say('Cleo', 'and a good day to you')
  await expect(message(page, 'good morning all')).toHaveAttribute('data-author', 'Bo')
  await expect(message(page, 'and a good day to you')).toContainText('learned')

  await send(page, 'is this heard?')
  await expect(message(page, 'is this heard?')).toHaveAttribute('data-state', 'queued')
  await expect(bar(page)).toContainText('"body":"is this heard?"')
  expect(server.heard).toEqual([])
  await expectNoViolations(page)
  await bar(page).getByRole('button', { name: 'Try' }).click()
  await expect(message(page, 'is this heard?')).toHaveAttribute('data-state', /sent|delivered|read/)
  await expect(bar(page)).toHaveCount(0)

  await send(page, 'and this goes by itself')
  await expect(message(page, 'and this goes by itself')).toHaveAttribute(
    'data-state',
    /sent|delivered/
  )
  await expect(message(page, 'is this heard?')).toHaveCount(1)
  expect(server.heard).toEqual(['whisper', 'whisper'])
}

test('an unknown server is read, written to with one yes, and known after a start', async () => {
  const person = freshFolder()
  const server = await startWhisperer()
  try {
    const first = await launchAt(server.url, 'Ada', { dir: person.dir })
    await readAndWrite(first, server)
    await first.close()

    const second = await launchFilo({ dir: person.dir })
    await expect(connection(second.page)).toContainText('Connected')
    server.say('Bo', 'welcome back')
    await expect(message(second.page, 'welcome back')).toHaveAttribute('data-author', 'Bo')
    await send(second.page, 'still by itself')
    await expect(message(second.page, 'still by itself')).toHaveAttribute(
      'data-state',
      /sent|delivered/
    )
    await expect(message(second.page, 'good morning all')).toHaveCount(1)
    await second.close()
  } finally {
    await server.stop()
    person.remove()
  }
})

test('a silent server is introduced to as its own page does it, with one yes', async () => {
  const person = freshFolder()
  const server = await startDoorman()
  try {
    const filo = await launchAt(server.url, 'Ada', { dir: person.dir })
    const { page } = filo
    await expect(bar(page)).toContainText('zaun {"spitz":"Ada"}')
    await expect(bar(page)).toContainText('The server’s own page says it like this.')
    expect(server.heard).toEqual([])
    await bar(page).getByRole('button', { name: 'Try' }).click()
    await expect(message(page, 'good to see you, Ada')).toHaveAttribute('data-author', 'Bo')
    await expect(bar(page)).toHaveCount(0)
    expect(server.heard).toEqual(['zaun'])
    await filo.close()
  } finally {
    await server.stop()
    person.remove()
  }
})

test('a silent server whose page speaks a known dialect is talked to in it, with one yes', async () => {
  const person = freshFolder()
  const server = await startChatExample()
  try {
    const filo = await launchAt(server.url, 'Ada', { dir: person.dir })
    const { page } = filo
    await expect(bar(page)).toContainText('This looks like a Socket.IO chat example server.')
    await expectNoViolations(page)
    await bar(page).getByRole('button', { name: 'Use that dialect' }).click()
    await expect(bar(page)).toHaveCount(0)
    await send(page, 'hello, example')
    await expect(message(page, 'hello, example')).toHaveAttribute('data-state', /sent|delivered/)
    // Its settings say why, and there it may be changed.
    await page.keyboard.press('Control+,')
    const settings = page.getByRole('dialog', { name: 'Settings' })
    await settings.getByRole('tab', { name: 'Servers' }).click()
    const fits = settings.getByRole('region', { name: 'What it may speak, by what it has shown' })
    const fit = fits.getByRole('listitem').filter({ hasText: 'Socket.IO chat example' })
    await expect(fit).toContainText('event login')
    await expect(fit).toContainText('in use')
    await expectNoViolations(page)
    await settings
      .getByLabel('Dialect')
      .selectOption({ label: 'Socket.IO classic chat (nickname, user message)' })
    await expect(fit.getByRole('button', { name: 'Use Socket.IO chat example' })).toBeVisible()
    await filo.close()
  } finally {
    await server.stop()
    person.remove()
  }
})

test('a dialect is imported, renamed, exported and removed', async () => {
  const person = freshFolder()
  const elsewhere = freshFolder()
  const given = join(elsewhere.dir, 'club.json')
  const taken = join(elsewhere.dir, 'out.json')
  const dialect = {
    filoDialect: 1,
    id: 'club',
    name: 'The club',
    conversations: { mode: 'single', title: 'Club' },
    inbound: [{ on: 'said', is: 'message', text: 'args[0]' }]
  }
  const filo = await launchFilo({ dir: person.dir })
  try {
    const settings = await openDialects(filo.page)
    writeFileSync(given, JSON.stringify({ ...dialect, inbound: [{ on: 'said', is: 'mesage' }] }))
    await answerDialogs(filo.app, given)
    await settings.getByRole('button', { name: 'Import dialect' }).click()
    await expect(settings.getByRole('alert')).toContainText('inbound.0')

    writeFileSync(given, JSON.stringify(dialect))
    await settings.getByRole('button', { name: 'Import dialect' }).click()
    await expect(settings.getByRole('status')).toContainText('“The club” is ready to use.')
    await settings.getByRole('textbox', { name: 'Name of the dialect' }).fill('Our club')
    await settings.getByRole('textbox', { name: 'Name of the dialect' }).press('Tab')
    await expect(settings.getByRole('radio', { name: 'Our club' })).toBeChecked()

    await answerDialogs(filo.app, taken)
    await settings.getByRole('button', { name: 'Export dialect' }).click()
    await expect(settings.getByRole('status')).toContainText('“Our club” is in “out.json”.')
    expect(JSON.parse(readFileSync(taken, 'utf8'))).toEqual({ ...dialect, name: 'Our club' })

    await settings.getByRole('button', { name: 'Import dialect' }).click()
    await settings.getByRole('button', { name: 'Keep both' }).click()
    await expect(settings.getByRole('radio', { name: 'Our club (2)' })).toBeChecked()
    await settings.getByRole('button', { name: 'Remove' }).click()
    const asked = filo.page.getByRole('dialog', { name: 'Remove Our club (2)?' })
    await asked.getByRole('button', { name: 'Remove' }).click()
    await expect(settings.getByRole('radio', { name: 'Our club (2)' })).toHaveCount(0)
    await expect(settings.getByRole('radio', { name: 'Our club' })).toHaveCount(1)
  } finally {
    await filo.close()
    person.remove()
    elsewhere.remove()
  }
})
