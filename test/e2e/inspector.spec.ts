// A server whose words its dialect does not know, looked into and understood: events seen, one emitted by hand, one taught.
import { expect, test } from '@playwright/test'
import { join } from 'node:path'
import { expectNoViolations } from './support/axe.ts'
import { connection, freshFolder, launchAt, message, send } from './support/filo.ts'
import { startStranger } from './support/servers.ts'

test('the Inspector shows raw events, emits one, and learns what one means', async () => {
  const server = await startStranger()
  const written = freshFolder()
  const filo = await launchAt(server.url, 'Ada', { dialect: 'socketio-chat-example' })
  const { page } = filo
  try {
    await expect(connection(page)).toContainText('Connected')
    await page.keyboard.press('Control+Shift+I')
    const inspector = page.getByRole('region', { name: 'Inspector' })
    const events = inspector.getByRole('listbox', { name: 'Events' })
    await expect(events.locator('[data-event="add user"]')).toContainText('introduction')

    await inspector.getByRole('button', { name: 'Emit…' }).click()
    await inspector.getByRole('combobox', { name: 'Event' }).last().fill('shout')
    await inspector.getByRole('button', { name: 'Add JSON' }).click()
    await inspector.getByLabel('Argument 1', { exact: true }).fill('"First words"')
    await inspector.getByRole('button', { name: 'Emit', exact: true }).click()
    const emitted = events.locator('[data-event="shout"]')
    await expect(emitted).toContainText('by hand')
    await expect(emitted).toContainText(/ack \d+ ms/)
    await expect(inspector.getByText('letters')).toBeVisible()
    await expect(inspector.getByText('11', { exact: true })).toBeVisible()

    const heard = events.locator('[data-event="utterance"]')
    await expect(heard).toContainText('not understood')
    await heard.click()
    await inspector.getByRole('button', { name: 'Read this as…' }).click()
    await inspector.getByRole('button', { name: 'This one: words' }).click()
    await inspector.getByRole('button', { name: 'This one: who' }).click()
    await expect(inspector.getByRole('combobox', { name: 'Text *' })).toHaveValue('args[0].words')
    await expect(inspector.getByRole('region', { name: 'How it reads' })).toContainText(
      'Bo: First words'
    )
    await expectNoViolations(page)
    await inspector.getByRole('button', { name: 'Keep and use' }).click()
    await expect(inspector.getByRole('region', { name: 'utterance' })).toBeVisible()

    await page.keyboard.press('Control+Shift+I')
    await expect(connection(page)).toContainText('Connected')
    await expect(async () => {
      server.say('Bo', 'Understood now')
      await expect(message(page, 'Understood now').first()).toBeVisible({ timeout: 500 })
    }).toPass()
    const said = message(page, 'Understood now').first()
    await expect(said).toHaveAttribute('data-author', 'Bo')
    await said.hover()
    await said.getByRole('button', { name: 'Show in Inspector' }).click()
    await expect(events.locator('[data-event="utterance"][aria-selected="true"]')).toContainText(
      'Understood now'
    )

    await inspector.getByRole('button', { name: 'Emit…' }).click()
    await inspector.getByRole('combobox', { name: 'Event' }).last().fill('shout')
    await inspector.getByRole('button', { name: 'Write like this…' }).click()
    await expect(inspector.getByRole('combobox', { name: 'My words *' })).toHaveValue('entry.text')
    await inspector.getByRole('textbox', { name: 'Words to try it with' }).fill('Tried first')
    const goesOut = inspector.getByRole('region', { name: 'How it would go out' })
    await expect(goesOut).toContainText('"Tried first"')
    await expectNoViolations(page)
    await goesOut.getByRole('button', { name: 'Send it once' }).click()
    await expect(goesOut).toContainText('The server acknowledged it')
    await expect(goesOut).toContainText('It came back as a message.')
    await inspector.getByRole('button', { name: 'Keep and use' }).click()
    await expect(inspector.getByRole('heading', { name: 'How to write here' })).toHaveCount(0)
    await page.keyboard.press('Control+Shift+I')
    await expect(connection(page)).toContainText('Connected')
    await send(page, 'Written as taught')
    const own = message(page, 'Written as taught').and(page.locator('[data-own="true"]'))
    await expect(own).toHaveAttribute('data-state', /sent|delivered/)
    await page.keyboard.press('Control+Shift+I')

    // Enough to reach beyond what is in sight: the ends are reached by keys, what is chosen is in sight.
    for (let number = 1; number <= 60; number++) server.say('Bo', `Said ${number}`)
    const chosen = events.locator('[aria-selected="true"]')
    await expect(async () => {
      await events.press('End')
      await expect(chosen).toContainText('Said 60', { timeout: 500 })
    }).toPass()
    await expect(chosen).toBeInViewport()
    await inspector.getByRole('button', { name: 'Copy arguments as JSON' }).click()
    await expect
      .poll(() => filo.app.evaluate(({ clipboard }) => clipboard.readText()))
      .toContain('"words": "Said 60"')
    await events.press('Home')
    await expect(chosen).toHaveAttribute('aria-posinset', '1')
    await expect(chosen).toBeInViewport()
    await expect(events.getByText('Said 60')).toHaveCount(0)

    // A file goes out as bytes, and what comes back is shown as such.
    await inspector.getByRole('button', { name: 'Emit…' }).click()
    await inspector.getByRole('combobox', { name: 'Event' }).last().fill('shout')
    await inspector.getByRole('button', { name: 'Remove argument 1' }).click()
    const bytes = { name: 'three.bin', mimeType: 'application/octet-stream' }
    await inspector
      .locator('.args input[type=file]')
      .setInputFiles({ ...bytes, buffer: Buffer.from([1, 2, 255]) })
    await expect(inspector.getByText('three.bin')).toBeVisible()
    await inspector.getByRole('button', { name: 'Emit', exact: true }).click()
    await expect(inspector.getByText('letters')).toBeVisible()
    await events.press('End')
    await expect(inspector.getByText('01 02 ff')).toBeVisible()

    const path = join(written.dir, 'events.json')
    await filo.app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, path)
    await inspector.getByRole('button', { name: 'Save all events…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Save a recording' })
    await expect(dialog.getByLabel('The file’s text')).toContainText('Understood now')
    await dialog.getByRole('button', { name: 'Choose a place…' }).click()
    await expect(dialog).toHaveCount(0)
    await server.stop()
    await inspector.locator('header input[type=file]').setInputFiles(path)
    await expect(inspector.getByText('Recording “events.json”, no server')).toBeVisible()
    await expect(events.locator('[data-event="utterance"]').last()).toContainText('message')
  } finally {
    await filo.close()
    await server.stop()
    written.remove()
  }
})
