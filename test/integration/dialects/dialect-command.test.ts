// `npm run dialect` as a stranger uses it: as its own process, against real servers.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { buildEntry, type BuiltEntry } from '../../support/build-entry.ts'
import { behaviours } from '../../support/dialect-emulator/behaviours/all.ts'
import { openStage, type Stage } from '../../support/dialect-emulator/stage.ts'

const PRESETS = 'src-main/dialects/presets'
const folder = mkdtempSync(join(tmpdir(), 'filo-dialect-command-'))
let entry: BuiltEntry
let stage: Stage | null = null

beforeAll(async () => {
  entry = await buildEntry('src-main/network/dialect.process.ts')
})
afterEach(async () => {
  await stage?.close()
  stage = null
})
afterAll(() => {
  entry.close()
  rmSync(folder, { recursive: true })
})

const saying = (words: string): unknown => expect.stringContaining(words)

async function dialect(...args: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [entry.path, ...args])
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => (said += part.toString()))
  }
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, said }
}

async function open(id: string): Promise<Stage> {
  const behaviour = behaviours.find((one) => one.id === id)
  if (!behaviour) throw new Error(`no server ${id}`)
  stage = await openStage(behaviour)
  return stage
}

test('a faulty file is told with line and column', async () => {
  const file = join(folder, 'bad.json')
  writeFileSync(file, '{\n  "filoDialect": 1,\n  "id": 7\n}')
  const { code, said } = await dialect('check', file)
  expect(code).toBe(1)
  expect(said).toContain(`${file}:3:9: id: must be a text, and is a number`)
})

test('wrong arguments are told with how to use it', async () => {
  expect(await dialect('check')).toEqual({ code: 2, said: saying('Usage') })
  expect(await dialect('check', join(folder, 'none.json'))).toMatchObject({ code: 2 })
})

test('each event is shown as the dialect reads it, and nothing is sent unless asked', async () => {
  const chat = await open('socketio-chat-example')
  const bo = await chat.enter('Bo')
  const trying = dialect(
    'check',
    `${PRESETS}/socketio-chat-example.json`,
    '--url',
    chat.server.url,
    '--name',
    'Ana',
    '--seconds',
    '1'
  )
  await bo.told('members', ({ people }) => people.some(({ name }) => name === 'Ana'))
  chat.server.tellAll('new message', { username: 'Bo', message: 'hi' })
  chat.server.tellAll('weather', 'rain')
  const { code, said } = await trying
  expect(code).toBe(0)
  expect(said).toContain('Introduced.')
  expect(said).toContain('message in "Chat" by Bo: "hi"')
  expect(said).toContain('Without a rule: weather')
  const byAna = bo.events.filter(
    (event) => event.kind === 'message' && event.message.author.name === 'Ana'
  )
  expect(byAna).toEqual([])
})

test('one text is sent where that is asked, over an old wire too, and the answer is judged', async () => {
  const chat = await open('andrewmead-chat')
  const bo = await chat.enter('Bo')
  const { code, said } = await dialect(
    'check',
    `${PRESETS}/andrewmead-chat.json`,
    '--url',
    chat.server.url,
    '--name',
    'Ana',
    '--field',
    'room=lounge',
    '--send',
    'hello',
    '--seconds',
    '0.3'
  )
  await bo.told('message', ({ message }) => message.text === 'hello')
  expect(said).toContain('Sent: acknowledged')
  expect(code).toBe(0)
})

test('what is missing, and a door that stays shut, end with 3', async () => {
  const chat = await open('feathers-chat')
  const file = `${PRESETS}/feathers-chat.json`
  const without = await dialect('check', file, '--url', chat.server.url)
  expect(without).toEqual({ code: 3, said: saying('--field password=…') })
  const wrong = await dialect('check', file, '--url', chat.server.url, '--field', 'password=wrong')
  expect(wrong).toEqual({ code: 3, said: saying('Not let in: secret-wrong') })
})

test('a text waits until the server has told where one can write to', async () => {
  const chat = await open('socketio-private-messaging')
  const bo = await chat.enter('Bo')
  const file = `${PRESETS}/socketio-private-messaging.json`
  const wish = ['--url', chat.server.url, '--name', 'Ana', '--send', 'hello', '--seconds', '0.3']
  expect((await dialect('check', file, ...wish)).code).toBe(0)
  await bo.told('message', ({ message }) => message.text === 'hello')
})
