// Files on this computer: shown to the window in parts and so that nothing runs, opened only when asked for.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { done } from '../../../src-preload/contract/failure.ts'
import { LOCAL_FILES } from '../../../src-preload/contract/files.ts'
import type { LocalFile } from '../../../src-main/ports/file-calls.ts'
import { FileDesk } from '../../../src-main/shell/files/file-desk.ts'
import { serveLocalFile, type AskStore } from '../../../src-main/shell/files/local-files.ts'
import { transferRules } from '../../../src-main/shell/files/transfer-rules.ts'
import type { Served } from '../../../src-main/shell/served.ts'

const bytes = Buffer.from(Array.from({ length: 256 }, (_, at) => at))
let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'filo-shell-files-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function local(more: Partial<LocalFile> = {}): LocalFile {
  const path = join(folder, 'song.wav')
  writeFileSync(path, bytes)
  return {
    name: 'song.wav',
    mediaType: 'audio/wav',
    isShown: true,
    isRisky: false,
    path,
    bytes: null,
    ...more
  }
}

describe('the window is shown', () => {
  const serve = (file: LocalFile, range: string | null): Promise<Served> => {
    const store = {
      localFile: () => Promise.resolve(done(file)),
      thumbnail: vi.fn()
    } as unknown as ReturnType<AskStore>
    return serveLocalFile(`${LOCAL_FILES}${'t'.repeat(32)}`, range, () => store)
  }
  const read = async ({ body }: Served): Promise<Buffer> =>
    body instanceof Readable ? buffer(body) : Buffer.from(body ?? new Uint8Array())

  test.each([
    ['a file on the disk', (): LocalFile => local()],
    ['one that came within its message', (): LocalFile => local({ path: null, bytes })]
  ])('the part of %s that it asks for', async (_name, file) => {
    const part = await serve(file(), 'bytes=100-109')
    expect(part).toMatchObject({
      statusCode: 206,
      headers: {
        'content-range': 'bytes 100-109/256',
        'content-length': '10',
        'accept-ranges': 'bytes'
      }
    })
    expect(await read(part)).toEqual(bytes.subarray(100, 110))
    const all = await serve(file(), null)
    expect([all.statusCode, await read(all)]).toEqual([200, bytes])
    expect((await serve(file(), 'bytes=256-')).statusCode).toBe(416)
  })

  test('nothing in a way that would run, and nothing that is no picture, sound or film', async () => {
    const served = await serve(local(), null)
    const { headers } = served
    await read(served)
    expect(headers['content-security-policy']).toBe("default-src 'none'; sandbox")
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect((await serve(local({ isShown: false }), null)).statusCode).toBe(404)
  })
})

describe('a file of a message', () => {
  const open = vi.fn(() => Promise.resolve(true))
  const deskFor = (file: LocalFile): FileDesk =>
    new FileDesk({
      places: {
        open,
        show: vi.fn(),
        askForFiles: () => Promise.resolve([]),
        askToSave: () => Promise.resolve(null),
        temporary: folder
      },
      store: () => ({ localFile: () => Promise.resolve(done(file)), stageFiles: vi.fn() }),
      userData: folder,
      onErrand: () => undefined
    })
  beforeEach(() => open.mockClear())

  test('is opened by the system’s program when somebody asks', async () => {
    const file = local()
    expect(await deskFor(file).open(1, false)).toEqual(done(null))
    expect(open).toHaveBeenCalledExactlyOnceWith(file.path)
  })

  test('that could run something is opened only by who was warned', async () => {
    const desk = deskFor(local({ isRisky: true }))
    expect(await desk.open(1, false)).toMatchObject({ ok: false, failure: { code: 'file-risky' } })
    expect(open).not.toHaveBeenCalled()
    expect(await desk.open(1, true)).toEqual(done(null))
    expect(open).toHaveBeenCalledOnce()
  })
})

test.each([
  ['auto', false, 5_000],
  ['auto', true, 0],
  ['yes', false, 0],
  ['no', true, 5_000]
] as const)(
  'where the network costs %s (the system says %s), %d bytes come by themselves',
  (metered, isMetered, autoBytes) => {
    const rules = transferRules(
      { upRate: 1_000, downRate: null, autoBytes: 5_000, metered },
      isMetered
    )
    expect(rules).toEqual({ upRate: 1_000, downRate: null, autoBytes })
  }
)
