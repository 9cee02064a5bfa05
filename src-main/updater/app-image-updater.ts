// electron-updater's updater of AppImages, with a download that goes on where it was cut, and a swap with a way back.
import { AppImageUpdater, type UpdateInfo } from 'electron-updater'
import type { DownloadUpdateOptions } from 'electron-updater/out/AppUpdater.js'
import type { InstallOptions } from 'electron-updater/out/BaseUpdater.js'
import { findFile } from 'electron-updater/out/providers/Provider.js'
import type { ResolvedUpdateFileInfo } from 'electron-updater/out/types.js'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { describeError, openLog } from '../base/log.ts'
import { DamagedError, UnsignedError } from './errors.ts'
import { fetchFile, type Fetch } from './fetch-file.ts'
import { planPieces, type Piece } from './pieces.ts'
import { isSignedBy } from './signature.ts'
import { swapAppImage } from './swap.ts'
import type { Trial } from './trial.ts'

const log = openLog('updates')

/** More than a signature is. */
const MOST_SIGNATURE_BYTES = 1024

export interface AppImageOptions {
  /** The running AppImage. */
  appImage: string
  /** Where a download is gathered that may be cut off. */
  partsFolder: string
  /** What releases are signed by; null where this package was made without a key. */
  publicKey: string | null
  trial: Trial
  fetch: Fetch
  /** Starts the new version once this one has ended. */
  startAfterwards: () => void
  onProgress: (done: number, fetched: number) => void
}

type Ready = { version: string; sha512: string }

/** What electron-updater does stays its own: feeds, channels, roll-out, what was fetched before. */
export class FiloAppImageUpdater extends AppImageUpdater {
  readonly #own: AppImageOptions
  /** What was proven last. */
  #ready: Ready | null = null

  /** `app` stands in for Electron's in tests. */
  constructor(options: AppImageOptions, app?: unknown) {
    super(null, app)
    this.#own = options
  }

  override isUpdaterActive(): boolean {
    return true
  }

  /** Puts what was fetched in place, and ends this version for it; false where that failed. */
  installAndRestart(): boolean {
    const isInstalled = this.install(true, true)
    if (isInstalled) this.app.quit()
    else this.quitAndInstallCalled = false
    return isInstalled
  }

  protected override async doDownloadUpdate(
    options: DownloadUpdateOptions
  ): ReturnType<AppImageUpdater['doDownloadUpdate']> {
    const { info, provider } = options.updateInfoAndProvider
    const file = findFile(provider.resolveFiles(info), 'AppImage', ['rpm', 'deb', 'pacman'])
    if (!file) throw new DamagedError('the feed names no AppImage')
    const stop = new AbortController()
    options.cancellationToken.once('cancel', () => stop.abort())
    this.#ready = { version: info.version, sha512: file.info.sha512 }
    return await this.executeDownload({
      fileExtension: 'AppImage',
      fileInfo: file,
      downloadUpdateOptions: options,
      task: (target) => this.#fetch(info, file, target, stop.signal)
    })
  }

  async #fetch(
    info: UpdateInfo,
    file: ResolvedUpdateFileInfo,
    target: string,
    signal: AbortSignal
  ): Promise<void> {
    const { appImage, fetch, onProgress } = this.#own
    const { sha512, size = 0 } = file.info
    await this.#checkSignature(info, file, signal)
    const part = await this.#part(sha512)
    const url = file.url.href
    const plan = await this.#plan(file, signal)
    await fetchFile({ url, size, sha512, part, plan, former: appImage, fetch, signal, onProgress })
    await rename(part, target)
    await chmod(target, 0o755)
  }

  // One file is gathered at a time; beginnings of others are of no use any more.
  async #part(sha512: string): Promise<string> {
    const { partsFolder } = this.#own
    const name = `${createHash('sha256').update(sha512).digest('hex').slice(0, 32)}.part`
    await mkdir(partsFolder, { recursive: true })
    for (const other of await readdir(partsFolder)) {
      if (other !== name) await rm(join(partsFolder, other), { force: true, recursive: true })
    }
    return join(partsFolder, name)
  }

  // Without a plan all of it comes over the wire, which is slow and nothing worse.
  async #plan({ url, info }: ResolvedUpdateFileInfo, signal: AbortSignal): Promise<Piece[] | null> {
    const { appImage, fetch } = this.#own
    const { blockMapSize, size = 0 } = info
    if (!blockMapSize || blockMapSize >= size || !existsSync(appImage)) return null
    try {
      const range = `bytes=${size - blockMapSize - 4}-${size - 1}`
      const response = await fetch(url.href, { headers: { range }, signal })
      if (response.status !== 206) {
        await response.body?.cancel()
        return null
      }
      return await planPieces(appImage, new Uint8Array(await response.arrayBuffer()), size)
    } catch (error) {
      log.warn('fetching all of it', { error: describeError(error) })
      return null
    }
  }

  async #checkSignature(
    { version }: UpdateInfo,
    { url, info }: ResolvedUpdateFileInfo,
    signal: AbortSignal
  ): Promise<void> {
    const { publicKey, fetch } = this.#own
    if (publicKey === null) return
    const signatureUrl = new URL(url)
    signatureUrl.pathname += '.sig'
    const response = await fetch(signatureUrl.href, { headers: {}, signal })
    const signature = response.ok ? await response.text() : ''
    const name = posix.basename(decodeURIComponent(url.pathname))
    const release = { version, name, sha512: info.sha512 }
    if (signature.length > MOST_SIGNATURE_BYTES || !isSignedBy(publicKey, release, signature)) {
      throw new UnsignedError(`no signature of ours for ${version}`)
    }
  }

  protected override doInstall(options: InstallOptions): boolean {
    const fetched = this.installerPath
    if (fetched === null || !this.#ready) return false
    const { appImage, trial, startAfterwards } = this.#own
    swapAppImage({ appImage, fetched, ...this.#ready, trial })
    log.info('new version in place', { version: this.#ready.version })
    if (options.isForceRunAfter) startAfterwards()
    return true
  }
}
