// Spell checking: off, or in the person's languages; word lists come from the net only where that was allowed.
import { session, type Session } from 'electron'
import type { DesktopSettings } from '../../../src-preload/contract/desktop.ts'
import { APP_ORIGIN } from '../../../src-preload/contract/window-bridge.ts'

/** Chromium's own place for word lists; what is nowhere comes from our own page, which has none. */
const FROM_THE_NET = 'https://redirector.gvt1.com/edgedl/chrome/dict/'
const NOWHERE = `${APP_ORIGIN}/dictionaries/`

/** Languages that can be checked here. */
export function spellingLanguages(): string[] {
  return session.defaultSession.availableSpellCheckerLanguages
}

/** macOS and Windows bring word lists of their own; only elsewhere is one ever fetched. */
export function applySpelling(wish: DesktopSettings, of: Session = session.defaultSession): void {
  const { spelling, spellingLanguages: wanted, fetchWordLists } = wish
  of.setSpellCheckerDictionaryDownloadURL(fetchWordLists ? FROM_THE_NET : NOWHERE)
  if (process.platform !== 'darwin') {
    const known = new Set(of.availableSpellCheckerLanguages)
    of.setSpellCheckerLanguages(spelling ? wanted.filter((one) => known.has(one)) : [])
  }
  of.setSpellCheckerEnabled(spelling)
}
