// An AppImage that updates itself by the real electron-updater, under Node: files of random bytes with real maps of
// blocks, Filo's own keeper and engine, and a stand-in for what Electron says of the app.
import { appendBlockmap } from 'app-builder-lib/out/targets/differentialUpdateInfoBuilder.js'
import { HttpExecutor } from 'builder-util-runtime'
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { UpdateState } from '../../../src-preload/contract/updates.ts'
import { FiloAppImageUpdater } from '../../../src-main/updater/app-image-updater.ts'
import { ElectronUpdaterEngine, type Engine } from '../../../src-main/updater/engine.ts'
import { Trial } from '../../../src-main/updater/trial.ts'
import { UpdateKeeper, type UpdateKeeperOptions } from '../../../src-main/updater/update-keeper.ts'
import { startFeed, type FeedServer } from './feed-server.ts'

const CURRENT = '1.0.0'
export const NAME = 'filo-linux.AppImage'
const BYTES = 900_000
const MB = 1024 * 1024

class NodeExecutor extends HttpExecutor<ClientRequest> {
  createRequest(
    options: RequestOptions,
    callback: (response: IncomingMessage) => void
  ): ClientRequest {
    return request(options, callback)
  }
}

export interface Offered {
  version: string
  /** The file that is announced. */
  bytes: Buffer
  sha512: string
  size: number
}

export interface UpdateRig {
  folder: string
  feed: FeedServer
  appImage: string
  trial: Trial
  /** The bytes that run. */
  former: Buffer
  /** Puts a version into the feed; `more` goes into its metadata as it stands. */
  offer: (version: string, more?: string) => Promise<Offered>
  /** Replaces the served file behind the metadata's back. */
  replaceServed: (bytes: Buffer) => void
  signAs: (key: KeyObject, offered: Offered) => void
  publicKey: KeyObject
  privateKey: KeyObject
  /** A Filo that starts: with the same folders, none of what an earlier one knew. */
  start: (more?: Partial<UpdateKeeperOptions> & { key?: string | null }) => Started
  end: () => Promise<void>
}

export interface Started {
  keeper: UpdateKeeper
  /** Checks, and answers how it stands once nothing goes on any more. */
  check: () => Promise<UpdateState>
  /** Ends as a person ends it. */
  quit: () => void
  restarts: number
  progress: number[]
}

export async function updateRig(): Promise<UpdateRig> {
  const folder = mkdtempSync(join(tmpdir(), 'filo-update-'))
  for (const name of ['feed', 'home', 'data', 'cache']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'app-update.yml'), 'updaterCacheDirName: filo-updater\n')
  const appImage = join(folder, 'home', 'Filo.AppImage')
  const { former } = await files()
  writeFileSync(appImage, former)
  const feed = await startFeed(join(folder, 'feed'))
  const served = join(folder, 'feed', NAME)
  const trial = new Trial(appImage)
  const keys = generateKeyPairSync('ed25519')
  const place = { folder, feed, appImage, trial }
  return {
    ...place,
    ...keys,
    former,
    offer: (version, more = '') => offer(place, version, more),
    replaceServed: (bytes) => writeFileSync(served, bytes),
    signAs: (key, { version, sha512 }) => {
      const statement = Buffer.from(`filo ${version} ${NAME} ${sha512}`)
      writeFileSync(`${served}.sig`, sign(null, statement, key).toString('base64'))
    },
    start: (more = {}) => start(place, more),
    end: async () => {
      await feed.close()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

type Place = Pick<UpdateRig, 'folder' | 'feed' | 'appImage' | 'trial'>

interface Files {
  former: Buffer
  next: Buffer
  blockMapSize: number
}
let made: Promise<Files> | null = null

// Made once, since maps of blocks take their time. The middle third is new; the rest is as in the version before.
function files(): Promise<Files> {
  made ??= makeFiles(mkdtempSync(join(tmpdir(), 'filo-update-files-')))
  return made
}

async function makeFiles(folder: string): Promise<Files> {
  const third = Math.floor(BYTES / 3)
  const old = noise(1, BYTES)
  const former = await mapped(join(folder, 'former'), [old])
  const parts = [old.subarray(0, third), noise(2, third), old.subarray(2 * third)]
  const next = await mapped(join(folder, 'next'), parts)
  rmSync(folder, { recursive: true })
  return { former: former.bytes, next: next.bytes, blockMapSize: next.blockMapSize }
}

async function mapped(
  path: string,
  parts: Buffer[]
): Promise<{ bytes: Buffer; blockMapSize: number }> {
  writeFileSync(path, Buffer.concat(parts))
  const { blockMapSize = 0 } = await appendBlockmap(path)
  return { bytes: readFileSync(path), blockMapSize }
}

async function offer({ folder }: Place, version: string, more: string): Promise<Offered> {
  const path = join(folder, 'feed', NAME)
  const { next: bytes, blockMapSize } = await files()
  writeFileSync(path, bytes)
  const sha512 = createHash('sha512').update(bytes).digest('base64')
  const lines = [
    `version: ${version}`,
    'files:',
    `  - url: ${NAME}`,
    `    sha512: ${sha512}`,
    `    size: ${bytes.length}`,
    `    blockMapSize: ${blockMapSize}`,
    `path: ${NAME}`,
    `sha512: ${sha512}`,
    `releaseDate: '2026-11-26T00:00:00.000Z'`,
    more
  ]
  const channels = version.includes('-') ? ['beta'] : ['beta', 'latest']
  for (const channel of channels) {
    writeFileSync(join(folder, 'feed', `${channel}-linux.yml`), `${lines.join('\n')}\n`)
  }
  return { version, bytes, sha512, size: bytes.length }
}

function start(
  { folder, feed, appImage, trial }: Place,
  { key = null, ...more }: Partial<UpdateKeeperOptions> & { key?: string | null }
): Started {
  const quitting: ((code: number) => void)[] = []
  const started = { restarts: 0, progress: [] as number[] }
  const makeEngine = (): Promise<Engine> => {
    const updater = new FiloAppImageUpdater(
      {
        appImage,
        partsFolder: join(folder, 'parts'),
        publicKey: key,
        trial,
        fetch: (url, init) => fetch(url, init),
        startAfterwards: () => void started.restarts++,
        onProgress: (done) => engine.progressed(done)
      },
      {
        version: CURRENT,
        name: 'filo',
        isPackaged: true,
        appUpdateConfigPath: join(folder, 'app-update.yml'),
        userDataPath: join(folder, 'data'),
        baseCachePath: join(folder, 'cache'),
        whenReady: () => Promise.resolve(),
        relaunch: () => undefined,
        quit: () => undefined,
        onQuit: (handler: (code: number) => void) => void quitting.push(handler)
      }
    )
    Object.assign(updater, { httpExecutor: new NodeExecutor() })
    const engine = new ElectronUpdaterEngine(updater, join(folder, 'app-update.yml'))
    return Promise.resolve(engine)
  }
  let settled: (state: UpdateState) => void = () => undefined
  const keeper = new UpdateKeeper({
    makeEngine,
    kind: 'self',
    origin: 'app-image',
    releases: null,
    current: CURRENT,
    undone: trial.undone,
    settings: () => ({ channel: 'stable', automatic: true, feed: feed.url }),
    policy: () => ({}),
    room: () => Promise.resolve({ fetching: 1000 * MB, installing: 1000 * MB }),
    parseNotes: () => Promise.resolve([]),
    onChange: (state) => {
      if (state.phase === 'downloading') started.progress.push(state.done)
      if (!['checking', 'downloading'].includes(state.phase)) settled(state)
    },
    now: () => performance.now() * 1000,
    random: () => 0.5,
    ...more
  })
  return Object.assign(started, {
    keeper,
    quit: () => quitting.forEach((handler) => handler(0)),
    check: async () => {
      const end = new Promise<UpdateState>((resolve) => (settled = resolve))
      keeper.check()
      await end
      // What follows a last word is said in the same turn.
      await new Promise((turn) => setImmediate(turn))
      return keeper.state
    }
  })
}

/** Bytes that no one can squeeze, the same for the same seed. */
function noise(seed: number, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 64) }, (_, n) =>
    createHash('sha512').update(`${seed} ${n}`).digest()
  )
  return Buffer.concat(blocks).subarray(0, length)
}
