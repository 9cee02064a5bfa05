// Files through the real windows: chosen, sent with words, fetched, looked at, and the same on the other side.
import { expect, test, type Page } from '@playwright/test'
import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectNoViolations } from './support/axe.ts'
import { answerDialogs, composer, freshFolder, launchAt, message, send } from './support/filo.ts'
import { startHost } from './support/servers.ts'

/** A real picture, larger than its small one. */
async function paint(page: Page): Promise<Buffer> {
  const address = await page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.width = 1_600
    canvas.height = 900
    const brush = canvas.getContext('2d')
    if (brush) {
      brush.fillStyle = 'teal'
      brush.fillRect(200, 200, 800, 500)
    }
    return canvas.toDataURL('image/png')
  })
  return Buffer.from(address.slice(address.indexOf(',') + 1), 'base64')
}

/** A picture out of the clipboard, without a file. */
async function pastePicture(page: Page): Promise<void> {
  const bytes = [...(await paint(page))]
  await composer(page).evaluate((box, given) => {
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File([new Uint8Array(given)], 'image.png', { type: 'image/png' }))
    box.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    )
  }, bytes)
}

test('many files wait beside each other in a narrow window, and go with one word', async () => {
  const [house, given] = [freshFolder(), freshFolder()]
  const host = await startHost(house.dir)
  const ada = await launchAt(host.url, 'Ada')
  try {
    const notes = Array.from({ length: 8 }, (_, at) => join(given.dir, `note ${at}.txt`))
    for (const path of notes) writeFileSync(path, path)
    await answerDialogs(ada.app, notes)
    await ada.page.getByRole('button', { name: 'Attach' }).click()
    const tray = ada.page.getByRole('list', { name: 'Files to send' })
    await expect(tray.getByRole('listitem')).toHaveCount(8)
    await ada.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(480, 700)
    })
    await expect(ada.page.getByRole('button', { name: 'Send' })).toBeInViewport({ ratio: 1 })
    await send(ada.page, 'Eight notes')
    const sent = message(ada.page, 'Eight notes')
    await expect(sent.getByRole('group', { name: /^File: note \d\.txt/ })).toHaveCount(8)
    await expect(sent).toHaveAttribute('data-state', /sent|delivered|read/, { timeout: 20_000 })
  } finally {
    await ada.close()
    await host.stop()
    for (const folder of [house, given]) folder.remove()
  }
})

test('a file that is gone by then holds up no words, and has:file finds what carries one', async () => {
  const [house, given] = [freshFolder(), freshFolder()]
  const host = await startHost(house.dir)
  const ada = await launchAt(host.url, 'Ada')
  try {
    const tray = ada.page.getByRole('list', { name: 'Files to send' })
    const [gone, kept] = [join(given.dir, 'gone.txt'), join(given.dir, 'kept.txt')]
    for (const [path, words] of [[gone, 'With a ghost'] as const, [kept, 'With a file'] as const]) {
      writeFileSync(path, path)
      await answerDialogs(ada.app, [path])
      await ada.page.getByRole('button', { name: 'Attach' }).click()
      await expect(tray.getByRole('listitem')).toHaveCount(1)
      if (path === gone) rmSync(gone)
      await send(ada.page, words)
    }
    await send(ada.page, 'Words alone')
    const isSent = /sent|delivered|read/
    await expect(message(ada.page, 'Words alone')).toHaveAttribute('data-state', isSent)
    await expect(message(ada.page, 'With a file')).toHaveAttribute('data-state', isSent)
    await expect(message(ada.page, 'With a ghost')).toHaveAttribute('data-state', 'failed')
    await ada.page.keyboard.press('Control+Shift+f')
    await ada.page.getByRole('searchbox', { name: 'Search' }).fill('has:file')
    const results = ada.page.getByRole('list', { name: 'Search results' })
    await expect(results).toContainText('With a file')
    await expect(results).not.toContainText('Words alone')
  } finally {
    await ada.close()
    await host.stop()
    for (const folder of [house, given]) folder.remove()
  }
})

test('what is attached or pasted arrives byte for byte, and an image opens in the viewer', async () => {
  const [house, given, taken] = [freshFolder(), freshFolder(), freshFolder()]
  const host = await startHost(house.dir)
  const ada = await launchAt(host.url, 'Ada')
  const bo = await launchAt(host.url, 'Bo')
  try {
    const noise = join(given.dir, 'noise.bin')
    const picture = join(given.dir, 'square.png')
    writeFileSync(noise, randomBytes(3_000_000))
    writeFileSync(picture, await paint(ada.page))
    const tray = ada.page.getByRole('list', { name: 'Files to send' })
    await pastePicture(ada.page)
    const pasted = tray.getByRole('listitem', { name: /^Image: Pasted picture\.png/ })
    await pasted.focus()
    await ada.page.keyboard.press('Delete')
    await expect(pasted).toHaveCount(0)
    await expect(composer(ada.page)).toBeFocused()

    await answerDialogs(ada.app, [picture, noise])
    await ada.page.getByRole('button', { name: 'Attach' }).click()
    await expect(tray.getByRole('listitem')).toHaveCount(2)
    await expect(tray.locator('img')).toBeVisible()
    await expectNoViolations(ada.page)
    await send(ada.page, 'Two files')
    await expect(tray).toHaveCount(0)
    const sent = message(ada.page, 'Two files')
    await expect(sent).toHaveAttribute('data-state', /sent|delivered|read/, { timeout: 20_000 })

    const got = message(bo.page, 'Two files')
    // Small enough to be fetched by itself; drawn small by the worker.
    await expect(got.locator('img')).toHaveJSProperty('naturalWidth', 720, { timeout: 20_000 })
    await got.getByRole('button', { name: /^Image: square\.png/ }).click()
    const viewer = bo.page.getByRole('dialog', { name: 'Image: square.png' })
    await expect(viewer.getByRole('img', { name: 'square.png' })).toHaveJSProperty(
      'naturalWidth',
      1_600
    )
    await expectNoViolations(bo.page)
    const scale = viewer.getByRole('button', { name: 'Actual size' })
    await bo.page.keyboard.press('1')
    await expect(scale).toHaveText('100 %')
    await bo.page.keyboard.press('+')
    await expect(scale).not.toHaveText('100 %')
    const shot = join(taken.dir, 'square.png')
    await answerDialogs(bo.app, [shot])
    await bo.page.keyboard.press('Control+s')
    await expect(bo.page.getByText('Saved: ')).toBeVisible()
    expect(readFileSync(shot).equals(readFileSync(picture))).toBe(true)
    await bo.page.keyboard.press('Escape')
    await expect(viewer).toHaveCount(0)

    const card = got.getByRole('group', { name: 'File: noise.bin, 3.0 MB' })
    await card.getByRole('button', { name: 'Download' }).click()
    await expect(card.getByRole('button', { name: 'Open' })).toBeVisible({ timeout: 20_000 })
    const copy = join(taken.dir, 'copy.bin')
    await answerDialogs(bo.app, [copy])
    await card.getByRole('button', { name: 'Save as…' }).click()
    await expect(bo.page.getByText('Saved: ')).toBeVisible()
    expect(readFileSync(copy).equals(readFileSync(noise))).toBe(true)

    await bo.page.keyboard.press('Control+j')
    const transfers = bo.page.getByRole('region', { name: 'Transfers', exact: true })
    await expect(transfers.getByRole('listitem', { name: /noise\.bin/ })).toHaveAttribute(
      'data-file-state',
      'here'
    )
    await expectNoViolations(bo.page)
  } finally {
    await ada.close()
    await bo.close()
    await host.stop()
    for (const folder of [house, given, taken]) folder.remove()
  }
})
