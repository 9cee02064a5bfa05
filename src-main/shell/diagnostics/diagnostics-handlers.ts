// Answers what the window asks about trouble: crashes, the debug report, errors of its own.
import type { DiagnosticsCalls } from '../../../src-preload/contract/diagnostics.ts'
import { done } from '../../../src-preload/contract/failure.ts'
import type { Handlers } from '../../../src-preload/contract/rpc.ts'
import type { Diagnostics } from './diagnostics.ts'

/** The handlers of `diagnosticsCalls`. */
export function diagnosticsHandlers(diagnostics: Diagnostics): Handlers<DiagnosticsCalls> {
  return {
    crashes: () => diagnostics.crashes(),
    deleteCrashes: ({ ids }) => diagnostics.deleteCrashes(ids),
    prepareReport: () => diagnostics.prepare(),
    saveReport: (choice) => diagnostics.save(choice),
    showLogs: () => {
      diagnostics.showLogs()
      return done(null)
    },
    pageTroubled: ({ name, places }) => {
      diagnostics.pageTroubled(name, places)
      return done(null)
    }
  }
}
