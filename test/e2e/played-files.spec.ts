// Files that are dropped into the real window, played in it, and opened by nobody who was not asked.
import { expect, test, type CDPSession, type Locator, type Page } from '@playwright/test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { putFile } from '../support/guest-files.ts'
import { HostGuest } from '../support/host-guest.ts'
import { tone } from '../support/media.ts'
import { composer, freshFolder, launchAt, message, send, type Filo } from './support/filo.ts'
import { startHost } from './support/servers.ts'

/** A second of film as Chromium itself records it. */
async function film(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(async () => {
    const canvas = document.createElement('canvas')
    ;[canvas.width, canvas.height] = [160, 90]
    const brush = canvas.getContext('2d')
    const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm' })
    const parts: Blob[] = []
    recorder.ondataavailable = ({ data }) => void parts.push(data)
    const ended = new Promise((resolve) => (recorder.onstop = resolve))
    recorder.start()
    for (let frame = 0; frame < 40; frame++) {
      if (brush) brush.fillStyle = frame % 2 ? 'teal' : 'white'
      brush?.fillRect(0, 0, 160, 90)
      await new Promise((resolve) => setTimeout(resolve, 40))
    }
    recorder.stop()
    await ended
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer())
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  })
  return Buffer.from(base64, 'base64')
}

/** Drags files in from the system and lets go of them over the conversation. */
async function dropFiles(page: Page, cdp: CDPSession, files: string[]): Promise<void> {
  const box = await composer(page).boundingBox()
  const place = { x: (box?.x ?? 0) + 50, y: (box?.y ?? 0) - 80 }
  const data = { items: [], files, dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await cdp.send('Input.dispatchDragEvent', { type, ...place, data })
  }
}

/** Plays by the key that players have for it, and waits until it is heard or seen to go on. */
async function play(player: Locator): Promise<void> {
  await player.focus()
  await player.press('Space')
  await expect.poll(() => timeOf(player)).toBeGreaterThan(0.3)
}

const timeOf = (player: Locator): Promise<number> =>
  player.evaluate((element: HTMLMediaElement) => element.currentTime)

/** Jumps to a second; answers with where it then is. */
function jump(player: Locator, seconds: number): Promise<number> {
  return player.evaluate(
    (element: HTMLMediaElement, to) =>
      new Promise<number>((resolve) => {
        element.addEventListener('seeked', () => resolve(element.currentTime), { once: true })
        element.currentTime = to
      }),
    seconds
  )
}

/** The person wants no more than 5 MB a second. */
async function limitDownloads(page: Page): Promise<void> {
  await page.keyboard.press('Control+,')
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await settings.getByRole('tab', { name: 'Files' }).click()
  await settings.getByRole('combobox', { name: 'Download at most' }).selectOption('5 MB/s')
  await page.keyboard.press('Escape')
  await expect(settings).toHaveCount(0)
}

/** Notes what is opened or shown in other programs from now on, and does neither. */
async function watchOpening({ app }: Filo): Promise<() => Promise<string[]>> {
  await app.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.showItemInFolder = (path) => void opened.push(`folder of ${path}`)
    shell.openPath = (path) => {
      opened.push(path)
      return Promise.resolve('')
    }
  })
  return () => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)
}

test('sound and film play from this computer and are jumped about in; what could run something is asked about', async () => {
  const [house, given] = [freshFolder(), freshFolder()]
  const host = await startHost(house.dir)
  const bo = await HostGuest.enter(host.url, 'Bo')
  const sound = tone(60)
  const id = await putFile({ address: host.url, token: bo.welcome.token ?? '' }, 'hum.wav', sound)
  const ada = await launchAt(host.url, 'Ada')
  try {
    const { page } = ada
    const opened = await watchOpening(ada)
    const cdp = await page.context().newCDPSession(page)
    /** Which parts of files on this computer were given. */
    const parts: string[] = []
    cdp.on('Network.responseReceived', ({ response: { url, status, headers } }) => {
      if (url.includes('/local/') && status === 206) parts.push(headers['content-range'] ?? '')
    })
    await cdp.send('Network.enable')

    await bo.get('message:send', {
      conversationId: 'lobby',
      clientId: '6f1de3c2-7c1e-4f59-9d0b-333333333333',
      text: 'Listen',
      files: [{ id, name: 'hum.wav', type: 'audio/wav', size: sound.length }]
    })
    const heard = message(page, 'Listen').getByRole('group', { name: /^Sound: hum\.wav/ })
    await limitDownloads(page)
    await heard.getByRole('button', { name: 'Download' }).click()
    await expect(heard).toContainText(/[\d.]+ MB of 11 MB · [3-6](\.\d)? MB\/s · \d s left/)
    const audio = heard.locator('audio')
    await play(audio)
    expect(await jump(audio, 55)).toBeGreaterThan(54)
    await expect.poll(() => timeOf(audio)).toBeGreaterThan(55.2)
    // The jump asked for what lies there, not for all before it.
    expect(parts.some((part) => /^bytes [1-9]\d{6,}-/.test(part))).toBe(true)

    const [shot, tool] = [join(given.dir, 'shot.webm'), join(given.dir, 'tool.sh')]
    writeFileSync(shot, await film(page))
    writeFileSync(tool, '#!/bin/sh\n')
    await dropFiles(page, cdp, [shot, tool])
    const tray = page.getByRole('list', { name: 'Files to send' })
    await expect(tray.getByRole('listitem')).toHaveCount(2)
    await send(page, 'Dropped')
    const sent = message(page, 'Dropped')
    await expect(sent).toHaveAttribute('data-state', /sent|delivered|read/, { timeout: 20_000 })
    const video = sent.locator('video')
    await play(video)
    expect(await jump(video, 0.2)).toBeCloseTo(0.2, 1)
    expect(await video.evaluate((element: HTMLVideoElement) => element.videoWidth)).toBe(160)

    const card = sent.getByRole('group', { name: /^File: tool\.sh/ })
    await expect(card).toContainText('Can run on your computer')
    await card.getByRole('button', { name: 'Open' }).click()
    const question = page.getByRole('dialog', { name: 'Open this file?' })
    await expect(question).toContainText('tool.sh')
    expect(await opened()).toEqual([])
    await question.getByRole('button', { name: 'Open anyway' }).click()
    await expect.poll(opened).toEqual([tool])
    await card.getByRole('button', { name: 'Show in folder' }).click()
    await expect.poll(opened).toEqual([tool, `folder of ${tool}`])

    await ada.app.evaluate(({ Menu }) => {
      const view = Menu.getApplicationMenu()?.items.find(({ label }) => label === 'View')
      view?.submenu?.items.find(({ label }) => label === 'Transfers')?.click()
    })
    await expect(page.getByRole('region', { name: 'Transfers', exact: true })).toBeVisible()
    await page.keyboard.press('Control+Shift+t')
    const threads = page.getByRole('region', { name: 'Threads' })
    await expect(threads.getByRole('row', { name: /^transfers 1/ })).toBeVisible()
  } finally {
    await ada.close()
    bo.close()
    await host.stop()
    for (const folder of [house, given]) folder.remove()
  }
})
