// Sixteen large files at once while words go on, through a line that is cut again and again and a process that dies.
import { expect, test, type Page } from '@playwright/test'
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { getFile, putFile, type GuestAt } from '../support/guest-files.ts'
import { HostGuest } from '../support/host-guest.ts'
import { TcpProxy } from '../support/network/tcp-proxy.ts'
import {
  answerDialogs,
  composer,
  freshFolder,
  launchAt,
  message,
  processId,
  texts
} from './support/filo.ts'
import { startHost } from './support/servers.ts'

const EACH_WAY = 8
const MB = 1_000_000
const FILE_BYTES = 50 * MB
/** The line is cut when so much has gone through it since the files began to move. */
const CUTS = [60 * MB, 180 * MB, 300 * MB, 540 * MB, 660 * MB]
const KILL = 420 * MB
/** With what is sent again after all that: little, since each file goes on where it was. */
const MOST_BYTES = 1.25 * 2 * EACH_WAY * FILE_BYTES
/** After so many words the other one says something. */
const ANSWER_EVERY = 3

test('eight files go up and eight come down at once, whatever is cut or killed, while words go on', async () => {
  const [house, given] = [freshFolder(), freshFolder()]
  const host = await startHost(house.dir)
  const proxy = await TcpProxy.open(host.port)
  const bo = await HostGuest.enter(host.url, 'Bo')
  const at = { address: host.url, token: bo.welcome.token ?? '' }
  const theirs = await giveFiles(bo, at)
  const mine = writeFiles(given.dir)
  const ada = await launchAt(proxy.url, 'Ada')
  const { page } = ada
  try {
    await answerDialogs(
      ada.app,
      [...mine.keys()].map((name) => join(given.dir, name))
    )
    await page.getByRole('button', { name: 'Attach' }).click()
    const tray = page.getByRole('list', { name: 'Files to send' })
    await expect(tray.getByRole('listitem')).toHaveCount(EACH_WAY)
    const first = await processId(ada, 'network')
    for (const bytes of CUTS) proxy.after(bytes, () => proxy.cut())
    proxy.after(KILL, () => process.kill(first, 'SIGKILL'))
    await composer(page).fill('Eight from me')
    await composer(page).press('Enter')
    await downloadAll(page)
    const isSent = (): boolean => bo.all('message').some(({ text }) => text === 'Eight from me')
    const chat = await chatUntil(
      { page, bo },
      () => isSent() && arrivedBelow(ada.dir).length === EACH_WAY
    )
    expect(await processId(ada, 'network')).not.toBe(first)
    const sent = await bo.hear('message', ({ text }) => text === 'Eight from me')

    await bo.hear('message', ({ text }) => text === chat.words.at(-1))
    const heard = bo.all('message').map(({ text }) => text)
    expect(heard.filter((text) => text.startsWith('word'))).toEqual(chat.words)
    await expect(message(page, chat.answers.at(-1) ?? '')).toBeVisible()
    const shown = (await texts(page)).filter((text) => text.startsWith('answer'))
    expect(shown).toEqual(chat.answers.slice(-shown.length))

    const arrived = arrivedBelow(ada.dir).map((path) => sha256(readFileSync(path)))
    expect(arrived.sort()).toEqual([...theirs.values()].sort())
    expect(sent.files?.map(({ name }) => name).sort()).toEqual([...mine.keys()].sort())
    for (const { id, name } of sent.files ?? []) {
      expect(sha256(await getFile(at, id))).toBe(mine.get(name))
    }
    expect(proxy.passed).toBeLessThan(MOST_BYTES)
    expect(proxy.most).toBeGreaterThan(2 * EACH_WAY)
    await page.keyboard.press('Control+j')
    const transfers = page.getByRole('region', { name: 'Transfers', exact: true })
    await expect(transfers.locator('[data-file-state=here]')).toHaveCount(2 * EACH_WAY)
  } finally {
    await ada.close()
    bo.close()
    await proxy.close()
    await host.stop()
    rmSync(ada.dir, { recursive: true, force: true })
    for (const folder of [house, given]) folder.remove()
  }
})

/** Bo's files, sent by a plain client straight to the host; answers with the hash of each name. */
async function giveFiles(bo: HostGuest, at: GuestAt): Promise<Map<string, string>> {
  const hashes = new Map<string, string>()
  const files = []
  for (let number = 0; number < EACH_WAY; number++) {
    const [name, bytes] = [`theirs ${number}.bin`, contentOf(number)]
    hashes.set(name, sha256(bytes))
    files.push({ id: await putFile(at, name, bytes), name, type: 'x/y', size: bytes.length })
  }
  await bo.get('message:send', { ...inLobby('Eight for you'), files })
  return hashes
}

/** Ada's files; answers with the hash of each name. */
function writeFiles(folder: string): Map<string, string> {
  const hashes = new Map<string, string>()
  for (let number = 0; number < EACH_WAY; number++) {
    const [name, bytes] = [`mine ${number}.bin`, contentOf(EACH_WAY + number)]
    hashes.set(name, sha256(bytes))
    writeFileSync(join(folder, name), bytes)
  }
  return hashes
}

const noise = randomBytes(FILE_BYTES)

/** Every stretch of it says which file it belongs to. */
function contentOf(number: number): Buffer<ArrayBuffer> {
  for (let at = 0; at < FILE_BYTES; at += 4_096) noise.writeUInt32LE(number, at)
  return noise
}

async function downloadAll(page: Page): Promise<void> {
  const buttons = message(page, 'Eight for you').getByRole('button', { name: 'Download' })
  await expect(buttons).toHaveCount(EACH_WAY)
  await buttons.evaluateAll((all) => {
    for (const button of all) (button as HTMLElement).click()
  })
}

interface Chat {
  /** Ada's, and Bo's answers, as they were written. */
  words: string[]
  answers: string[]
}

/** Both write until it is done. */
async function chatUntil(
  { page, bo }: { page: Page; bo: HostGuest },
  isDone: () => boolean
): Promise<Chat> {
  const chat: Chat = { words: [], answers: [] }
  while (!isDone()) {
    const word = `word ${chat.words.length}`
    await composer(page).pressSequentially(word)
    await composer(page).press('Enter')
    await expect(composer(page)).toHaveValue('')
    chat.words.push(word)
    if (chat.words.length % ANSWER_EVERY > 0) continue
    const answer = `answer ${chat.answers.length}`
    await bo.get('message:send', inLobby(answer))
    chat.answers.push(answer)
  }
  return chat
}

function inLobby(text: string): { conversationId: string; clientId: string; text: string } {
  return { conversationId: 'lobby', clientId: `bo-${text}`, text }
}

/** The files that came for a person and are whole. */
function arrivedBelow(personDir: string): string[] {
  const folder = join(personDir, 'store', 'files')
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => name.endsWith('.bin')).map((name) => join(folder, name))
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
