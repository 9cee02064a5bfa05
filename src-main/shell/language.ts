// The language that Filo speaks.
import { app } from 'electron'
import type { Settings } from '../../src-preload/contract/app-calls.ts'

/** The language to show: the chosen one, or the system's first that we have. */
export function resolveLanguage(wanted: Settings['language']): 'en' | 'it' {
  if (wanted !== 'system') return wanted
  return app.getLocale().toLowerCase().startsWith('it') ? 'it' : 'en'
}
