// What the updates need of electron-updater, and nothing more of it.
import type { AppUpdater, UpdateInfo } from 'electron-updater'
import { FiloAppImageUpdater } from './app-image-updater.ts'
import type { UpdateSettings } from '../../src-preload/contract/updates.ts'
import type { Offer } from './decide.ts'
import type { Feed } from './feed.ts'

/** A version on offer, with what is said of it in Markdown. */
export interface FullOffer extends Offer {
  notes: string
}

export interface Engine {
  /** What the feed offers to this copy, if it is newer and this copy's turn; throws what failure-of.ts reads. */
  check: (feed: Feed, channel: UpdateSettings['channel']) => Promise<FullOffer | null>
  /** Fetches and proves what the last check offered. */
  download: (onProgress: (done: number) => void) => Promise<void>
  /** Puts what was fetched in place at once, and starts it when this Filo has ended; false where that failed. */
  install: () => boolean
}

/** Characters of what is said of a version. */
const MOST_NOTES = 20_000

/** A word in the place of the number by which electron-updater would let a feed count installations. */
const NOBODY = { 'x-user-staging-id': 'none' }

export class ElectronUpdaterEngine implements Engine {
  readonly #updater: AppUpdater
  readonly #packagedConfig: string
  #onProgress: (done: number) => void = () => undefined

  /** `packagedConfig` is the path of the package's app-update.yml. */
  constructor(updater: AppUpdater, packagedConfig: string) {
    this.#updater = updater
    this.#packagedConfig = packagedConfig
    updater.autoDownload = false
    updater.autoInstallOnAppQuit = true
    updater.requestHeaders = NOBODY
    updater.logger = null
    // What goes wrong is answered to whoever asked; without a listener it would end the process.
    updater.on('error', () => undefined)
    updater.on('download-progress', ({ transferred }) => this.#onProgress(transferred))
  }

  /** For the one that fetches by itself. */
  progressed(done: number): void {
    this.#onProgress(done)
  }

  async check(feed: Feed, channel: UpdateSettings['channel']): Promise<FullOffer | null> {
    this.#point(feed)
    if (channel === 'beta') this.#updater.channel = 'beta'
    else this.#updater.channel = 'latest'
    // Choosing a channel would allow to go back to an older version.
    this.#updater.allowDowngrade = false
    this.#updater.allowPrerelease = channel === 'beta'
    const found = await this.#updater.checkForUpdates()
    return found?.isUpdateAvailable ? offerOf(found.updateInfo) : null
  }

  async download(onProgress: (done: number) => void): Promise<void> {
    this.#onProgress = onProgress
    await this.#updater.downloadUpdate()
  }

  install(): boolean {
    if (this.#updater instanceof FiloAppImageUpdater) return this.#updater.installAndRestart()
    let hasFailed = false
    const failed = (): void => void (hasFailed = true)
    this.#updater.once('error', failed)
    this.#updater.quitAndInstall(false, true)
    this.#updater.off('error', failed)
    return !hasFailed
  }

  #point(feed: Feed): void {
    if (feed.kind === 'generic') this.#updater.setFeedURL({ provider: 'generic', url: feed.url })
    else if (feed.kind === 'github') {
      this.#updater.setFeedURL({ provider: 'github', owner: feed.owner, repo: feed.repo })
    } else this.#updater.updateConfigPath = this.#packagedConfig
  }
}

function offerOf({ version, files, releaseNotes }: UpdateInfo): FullOffer {
  const size = Math.max(0, ...files.map((file) => file.size ?? 0))
  return { version, size, notes: notesOf(releaseNotes) }
}

// GitHub's feed would give HTML, which is nothing to show: notes travel with the release as Markdown.
function notesOf(notes: UpdateInfo['releaseNotes']): string {
  const isMarkdown = typeof notes === 'string' && !notes.trimStart().startsWith('<')
  return isMarkdown ? notes.slice(0, MOST_NOTES) : ''
}
