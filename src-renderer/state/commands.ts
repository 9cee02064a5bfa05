// Does what an entry of the application's menu, or the keys that hold everywhere, name.
import type { AppCommand } from '../../src-preload/contract/app-calls.ts'
import type { Filo } from './filo.svelte.ts'

/** Nothing but the debug report is opened over a locked window. */
export function runCommand(filo: Filo, name: AppCommand): void {
  const { places, search, threads, inspector, transfers } = filo
  // There is nothing in it that a lock would have to keep, and a history that does not open is a reason for it.
  if (name === 'debug-report') filo.diagnostics.isReportOpen = true
  if (name === 'debug-report' || filo.keeping.locked) return
  if (name === 'search') search.open(filo.current?.id ?? null)
  else if (name === 'transfers') filo.showTransfers(!transfers.isOpen)
  else if (name === 'threads') filo.showThreads(!threads.isOpen)
  else if (name === 'inspector') filo.showInspector(!inspector.isOpen)
  else if (name === 'settings') places.openSettings('general')
  else if (name === 'about') places.openSettings('about')
  else places.open(name)
}
