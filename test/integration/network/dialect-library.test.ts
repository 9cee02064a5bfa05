// The person's own dialects as a library: files taken in, given out, renamed and removed while servers are connected.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../src-main/network/clock.ts'
import { DialectFiles } from '../../../src-main/network/library/dialect-files.ts'
import { DialectLibrary } from '../../../src-main/network/library/dialect-library.ts'
import { checkPresets } from '../../../src-main/network/library/preset-dialects.ts'
import { ChatServer, testDialect } from '../../support/network/chat-server.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'

let dir: string
let files: DialectFiles
let library: DialectLibrary
const open: { close: () => unknown }[] = []

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'filo-dialects-'))
  files = new DialectFiles(join(dir, 'kept'))
  library = new DialectLibrary(files, systemClock, [])
})
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
  rmSync(dir, { recursive: true, force: true })
})

/** Writes a file as the person has it somewhere; answers with its path. */
function fileOf(document: unknown, name = 'mine.json'): string {
  const path = join(dir, name)
  writeFileSync(path, typeof document === 'string' ? document : JSON.stringify(document))
  return path
}

async function again(): Promise<DialectLibrary> {
  await library.close()
  return new DialectLibrary(files, systemClock, await files.read())
}

const shouting = {
  ...testDialect,
  inbound: [{ on: 'message', is: 'message', text: 'args[0].text + "!"' }]
}

describe('a dialect that an organisation has set', () => {
  it('goes before the person’s own under its id, which is left alone', async () => {
    await library.take(fileOf(shouting), 'ask')
    const preset = checkPresets([testDialect])
    expect(preset.refused).toEqual([])
    const held = new DialectLibrary(files, systemClock, await files.read(), preset.documents)
    expect(held.get('test')).toEqual(testDialect)
    const locked = { failure: { code: 'set-by-policy' } }
    expect(await held.rename('test', 'Mine')).toMatchObject(locked)
    expect(await held.remove('test')).toMatchObject(locked)
    expect(await held.save(shouting)).toMatchObject(locked)
    expect(await held.take(fileOf(shouting), 'ask')).toMatchObject({
      failure: { code: 'dialect-taken', detail: { mayReplace: 0 } }
    })
    expect(await held.take(fileOf(shouting), 'replace')).toMatchObject({
      value: { dialectId: 'test-2' }
    })
    expect(held.files().map(({ name }) => name)).toEqual(['dialect-test-2.json'])
    expect((await again()).get('test')).toEqual(shouting)
  })

  it('is left out and named where it is none, or comes with Filo', () => {
    const { documents, refused } = checkPresets([
      { id: 'broken' },
      testDialect,
      { ...testDialect, id: 'filo' },
      { ...testDialect, name: 'Twice' }
    ])
    expect(documents).toEqual([testDialect])
    expect(refused.map(({ place, failure }) => [place, failure.code])).toEqual([
      [0, 'dialect-invalid'],
      [2, 'dialect-taken'],
      [3, 'dialect-taken']
    ])
  })
})

describe('a dialect file', () => {
  it('is taken in, kept, and given out again', async () => {
    expect(await library.take(fileOf(testDialect), 'ask')).toEqual({
      ok: true,
      value: { dialectId: 'test', name: 'Test chat' }
    })
    const kept = await again()
    expect(kept.get('test')).toEqual(testDialect)
    const path = join(dir, 'out.json')
    expect(await kept.give('test', path)).toMatchObject({ ok: true })
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(testDialect)
    expect(await kept.give('filo', path)).toMatchObject({ ok: true })
    expect(readdirSync(dir).filter((name) => name.includes('draft'))).toEqual([])
  })

  it('is refused with the place of its mistake', async () => {
    expect(await library.take(fileOf('{\n  "id": }'), 'ask')).toMatchObject({
      failure: { code: 'dialect-not-json', detail: { line: 2, column: 9 } }
    })
    const wrong = { ...testDialect, inbound: [{ on: 'm', is: 'message', text: 'args[0' }] }
    expect(await library.take(fileOf(wrong), 'ask')).toMatchObject({
      failure: { code: 'dialect-invalid', detail: { path: 'inbound.0.text' } }
    })
    expect(await library.take(fileOf(' '.repeat(200_001)), 'ask')).toMatchObject({
      failure: { code: 'dialect-too-large', detail: { max: 200 } }
    })
    expect(await library.take(join(dir, 'nowhere.json'), 'ask')).toMatchObject({
      failure: { code: 'file-not-read' }
    })
    expect(library.documents()).toEqual([])
  })

  it('whose id is another’s replaces it or stands beside it, as the person says', async () => {
    await library.take(fileOf(testDialect), 'ask')
    expect(await library.take(fileOf(shouting), 'ask')).toMatchObject({
      failure: { code: 'dialect-taken', detail: { id: 'test', mayReplace: 1 } }
    })
    expect(await library.take(fileOf(shouting), 'both')).toEqual({
      ok: true,
      value: { dialectId: 'test-2', name: 'Test chat (2)' }
    })
    expect(library.get('test')).toEqual(testDialect)
    await library.take(fileOf(shouting), 'replace')
    expect((await again()).get('test')).toEqual(shouting)
  })

  it('never replaces one that comes with Filo', async () => {
    const asFilo = { ...testDialect, id: 'filo' }
    expect(await library.take(fileOf(asFilo), 'ask')).toMatchObject({
      failure: { code: 'dialect-taken', detail: { mayReplace: 0 } }
    })
    expect(await library.take(fileOf(asFilo), 'replace')).toMatchObject({
      value: { dialectId: 'filo-2' }
    })
    expect(await library.rename('filo', 'Mine')).toMatchObject({ failure: { code: 'not-allowed' } })
    expect(await library.remove('filo')).toMatchObject({ failure: { code: 'not-allowed' } })
  })
})

describe('a backup’s dialects', () => {
  it('come back, and what stood under their ids stays under another', async () => {
    await library.take(fileOf(testDialect), 'ask')
    const backup = library.files()
    await library.take(fileOf(shouting), 'replace')
    expect(await library.takeAll(backup)).toMatchObject({ ok: true })
    expect(library.get('test')).toEqual(testDialect)
    expect(library.get('test-2')).toMatchObject({ inbound: shouting.inbound })
    await library.takeAll(backup)
    expect(library.documents()).toHaveLength(2)
    await library.takeAll([{ name: 'x.json', text: '{"id": "y"' }])
    expect(library.documents()).toHaveLength(2)
  })
})

describe('a dialect in use', () => {
  it('that is replaced is read by at once, and is not removed', async () => {
    await library.take(fileOf(testDialect), 'ask')
    const server = await ChatServer.open()
    const test = new TestNetwork({ library })
    open.push(test, server)
    const { serverId } = test.store.addLink({ connect: server.connect })
    await test.reached(serverId, 'online')
    server.io.emit('message', { id: 'a', from: 'Bo', text: 'one' })
    await until(() => test.store.texts().includes('one'))

    const before = server.sockets.length
    await library.take(fileOf(shouting), 'replace')
    await until(
      () => server.sockets.length > before && test.connection(serverId)?.state === 'online'
    )
    server.io.emit('message', { id: 'b', from: 'Bo', text: 'two' })
    await until(() => test.store.texts().includes('two!'))

    expect(await test.window.ask.removeDialect({ dialectId: 'test' })).toMatchObject({
      failure: { code: 'dialect-in-use', detail: { count: 1 } }
    })
    expect(await test.window.ask.renameDialect({ dialectId: 'test', name: 'Loud' })).toMatchObject({
      ok: true
    })
    expect(await test.window.ask.listDialects({})).toMatchObject({
      value: expect.arrayContaining([
        expect.objectContaining({ id: 'test', name: 'Loud', origin: 'own' })
      ]) as unknown
    })
    test.store.removeLink(serverId)
    await until(async () => (await test.window.ask.removeDialect({ dialectId: 'test' })).ok)
    expect(readdirSync(join(dir, 'kept'))).toEqual([])
  })

  it('is given up for another one without a start, and what was queued goes out in that', async () => {
    await library.take(fileOf(testDialect), 'ask')
    const other = {
      ...testDialect,
      id: 'other',
      outbound: { send: { emit: 'send', args: [{ text: '="other: " + entry.text' }], ack: {} } }
    }
    await library.take(fileOf(other), 'ask')
    const server = await ChatServer.open()
    const test = new TestNetwork({ library })
    open.push(test, server)
    const link = test.store.addLink({ connect: server.connect })
    await test.reached(link.serverId, 'online')
    test.store.changeLink({ ...link, dialectId: 'other' })
    await until(() => server.sockets.length === 2)
    const entry = test.store.send(link.serverId, 'hello')
    await until(() => test.store.outcomes(entry).includes('acknowledged'))
    expect(server.received.map(({ text }) => text)).toEqual(['other: hello'])
  })
})
