// The updates of this copy of Filo: finds out how it was installed, and joins keeper, engine and trial.
import { app } from 'electron'
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Block } from '../../src-preload/contract/body.ts'
import type { Result } from '../../src-preload/contract/failure.ts'
import type { UpdateState } from '../../src-preload/contract/updates.ts'
import { openLog } from '../base/log.ts'
import type { Updates, UpdatesOptions } from '../ports/updates.ts'
import type { Room } from './decide.ts'
import type { Engine } from './engine.ts'
import { kindOf, originOf, releasesOf, wayOf, type Surroundings, type Way } from './installed.ts'
import { Trial } from './trial.ts'
import { UpdateKeeper } from './update-keeper.ts'

const log = openLog('updates')

/** How long a new version must live after its window is drawn to have started, ms. */
const PROVEN_AFTER_MS = 8_000
/** Waits for the process of this number to end, then becomes the program that follows. */
const AFTERWARDS =
  'while kill -0 "$1" 2>/dev/null; do sleep 0.1; done; shift; unset APPDIR LD_LIBRARY_PATH; exec "$@"'

/** Takes a start of this process back that came to nothing because another Filo runs already. */
export function withdrawStart(): void {
  const { APPIMAGE } = process.env
  if (APPIMAGE) new Trial(APPIMAGE).withdraw(process.pid)
}

export class ElectronUpdates implements Updates {
  readonly #appImage = process.env['APPIMAGE']
  readonly #trial = new Trial(this.#appImage ?? app.getPath('exe'))
  readonly #keeper: UpdateKeeper
  readonly #undone: string | null
  /** The window has been there in this run. */
  #hasAppeared = false
  /** Something was given up: this version does not run as it should. */
  #isBroken = false

  constructor(options: UpdatesOptions) {
    const here = this.#surroundings()
    const way = wayOf(here)
    this.#undone = way === 'app-image' ? this.#trial.undone : null
    if (this.#undone !== null) log.warn('a newer version did not start', { version: this.#undone })
    this.#keeper = new UpdateKeeper({
      ...options,
      makeEngine: way === 'none' ? null : () => this.#makeEngine(way),
      kind: kindOf(way),
      origin: originOf(here),
      releases: releasesOf(readManifest().homepage),
      current: app.getVersion(),
      undone: this.#undone,
      room: () => this.#room(way),
      parseNotes,
      now: Date.now,
      random: Math.random
    })
  }

  get state(): UpdateState {
    return this.#keeper.state
  }

  get hasGoneBack(): boolean {
    return this.#undone !== null
  }

  appeared(): void {
    this.#keeper.start()
    if (this.#hasAppeared) return
    this.#hasAppeared = true
    setTimeout(() => this.#proven(), PROVEN_AFTER_MS).unref()
  }

  troubled(): void {
    this.#isBroken = true
  }

  ended(): void {
    this.#keeper.stop()
    if (this.#hasAppeared) this.#proven()
  }

  #proven(): void {
    if (this.#appImage !== undefined && !this.#isBroken) this.#trial.proven(app.getVersion())
  }

  async notes(): Promise<Block[]> {
    const { notesOf } = await import('./this-version.ts')
    return await parseNotes(notesOf(app.getVersion()))
  }

  check(): Result<null> {
    return this.#keeper.check()
  }

  restartIntoUpdate(): Result<null> {
    return this.#keeper.restart()
  }

  settingsChanged(): void {
    this.#keeper.settingsChanged()
  }

  #surroundings(): Surroundings {
    return {
      platform: process.platform,
      isPackaged: app.isPackaged,
      hasFeed: existsSync(join(process.resourcesPath, 'app-update.yml')),
      appImage: this.#appImage,
      isReplaceable: isReplaceable(this.#appImage),
      packageType: readOrNull(join(process.resourcesPath, 'package-type')),
      executable: app.getPath('exe'),
      portableFile: process.env['PORTABLE_EXECUTABLE_FILE']
    }
  }

  async #makeEngine(way: Way): Promise<Engine> {
    const { makeEngine } = await import('./make-engine.ts')
    return makeEngine({
      way,
      resources: process.resourcesPath,
      partsFolder: join(app.getPath('userData'), 'update-parts'),
      publicKey: readManifest().updateKey || null,
      appImage: this.#appImage ?? '',
      trial: this.#trial,
      startAfterwards: () => startAfterwards(this.#appImage ?? '')
    })
  }

  async #room(way: Way): Promise<Room> {
    const fetching = await freeBytes(app.getPath('userData'))
    const installing =
      way === 'app-image' ? await freeBytes(dirname(this.#appImage ?? '')) : fetching
    return { fetching, installing }
  }
}

function isReplaceable(appImage: string | undefined): boolean {
  if (appImage === undefined) return false
  try {
    accessSync(appImage, constants.W_OK)
    accessSync(dirname(appImage), constants.W_OK)
    return true
  } catch {
    return false
  }
}

function readOrNull(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null
}

// The release puts its key and the page of the project into the packed manifest, beside the version.
function readManifest(): { updateKey?: string; homepage?: string } {
  return JSON.parse(readFileSync(join(app.getAppPath(), 'package.json'), 'utf8')) as object
}

async function parseNotes(markdown: string): Promise<Block[]> {
  return (await import('./notes.ts')).parseNotes(markdown)
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

// Not by Electron's own restart, which would hold the mount of the old version and its paths.
function startAfterwards(appImage: string): void {
  // What was asked of one start is not asked of the next.
  const args = process.argv.slice(1).filter((word) => word !== '--host' && !/^filo:/i.test(word))
  const command = ['-c', AFTERWARDS, 'filo-update', String(process.pid), appImage, ...args]
  spawn('/bin/sh', command, { detached: true, stdio: 'ignore' }).unref()
}
