// Loads electron-updater, which nothing needs before the first check, and sets it up for this copy.
import { net, session } from 'electron'
import {
  AppImageUpdater,
  DebUpdater,
  MacUpdater,
  NsisUpdater,
  RpmUpdater,
  type AppUpdater
} from 'electron-updater'
import { join } from 'node:path'
import { FiloAppImageUpdater } from './app-image-updater.ts'
import { ElectronUpdaterEngine, type Engine } from './engine.ts'
import type { Fetch } from './fetch-file.ts'
import type { Way } from './installed.ts'
import type { Trial } from './trial.ts'

export interface EngineWish {
  way: Way
  /** The folder of app-update.yml. */
  resources: string
  /** Where downloads are gathered. */
  partsFolder: string
  publicKey: string | null
  /** With `app-image`: the running one, and what lies beside it. */
  appImage: string
  trial: Trial
  startAfterwards: () => void
}

export function makeEngine(wish: EngineWish): Engine {
  const config = join(wish.resources, 'app-update.yml')
  if (wish.way !== 'app-image') return new ElectronUpdaterEngine(updaterFor(wish.way), config)
  const updater = new FiloAppImageUpdater({
    ...wish,
    fetch: systemFetch,
    onProgress: (done) => engine.progressed(done)
  })
  const engine = new ElectronUpdaterEngine(updater, config)
  return engine
}

// What is replaced by hand is only looked for; any of them can look.
function updaterFor(way: Exclude<Way, 'app-image'>): AppUpdater {
  if (way === 'nsis') return new NsisUpdater()
  if (way === 'mac') return new MacUpdater()
  if (way === 'deb') return new DebUpdater()
  if (way === 'rpm') return new RpmUpdater()
  return new Looker()
}

class Looker extends AppImageUpdater {
  override isUpdaterActive(): boolean {
    return true
  }
}

/** Through the system's proxies, apart from everything that pages do, and with nothing kept. */
const systemFetch: Fetch = (url, init) => {
  const own = session.fromPartition('electron-updater', { cache: false })
  return 'fetch' in own ? own.fetch(url, init) : net.fetch(url, init)
}
