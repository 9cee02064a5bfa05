// Answers what the window asks about exports, backups and restoring.
import { done, type Result } from '../../../src-preload/contract/failure.ts'
import type { DataCalls } from '../../../src-preload/contract/data-calls.ts'
import type { Handlers } from '../../../src-preload/contract/rpc.ts'
import type { DataDesk } from './data-desk.ts'

/** The handlers of `dataCalls`. */
export function dataHandlers(desk: DataDesk): Handlers<DataCalls> {
  const simply = (work: () => void): Result<null> => {
    work()
    return done(null)
  }
  return {
    dataState: () => done(desk.state),
    exportMessages: ({ scope, format }) => desk.exportMessages(scope, format),
    makeBackup: ({ passphrase }) => desk.makeBackup(passphrase),
    cancelTask: () => simply(() => desk.cancel()),
    dismissTask: () => simply(() => desk.dismiss()),
    showWritten: () => desk.showWritten(),
    chooseBackup: () => desk.chooseBackup(),
    openBackup: ({ passphrase }) => desk.openBackup(passphrase),
    restoreBackup: () => desk.restore(),
    closeBackup: () => simply(() => desk.closeBackup())
  }
}
