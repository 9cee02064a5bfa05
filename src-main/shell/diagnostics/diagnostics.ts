// What is kept so that trouble can be understood later: the log on disk.
import { join } from 'node:path'
import { describeError, gatherLog, openLog, showLine } from '../../base/log.ts'
import { LogFiles } from './log-files.ts'

const log = openLog('main')

/** Made before anything else of the app, so that it hears of everything. */
export class Diagnostics {
  readonly #files: LogFiles

  /** @param userData absolute path of the person's folder */
  constructor(userData: string, version: string) {
    this.#files = new LogFiles({
      folder: join(userData, 'logs'),
      elapsed: () => performance.now()
    })
    gatherLog((line, level) => {
      showLine(line, level)
      this.#files.add(line)
    })
    log.info('Filo starts', { version })
    process.on('uncaughtExceptionMonitor', (error) => {
      log.error('an error that nobody caught', { error: describeError(error) })
    })
  }

  /** Brings what was logged to the disk; nothing is written afterwards. */
  async close(): Promise<void> {
    log.info('Filo ends')
    gatherLog(null)
    await this.#files.close()
  }
}
