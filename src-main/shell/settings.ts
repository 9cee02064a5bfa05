// The person's settings: one file, checked on load, changed only here.
import { readFileSync, writeFileSync } from 'atomically'
import { app } from 'electron'
import * as os from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import { settingsSchema, type Settings } from '../../src-preload/contract/app-calls.ts'
import { describeError, openLog, ownWord } from '../base/log.ts'

const log = openLog('settings')

/** The settings file and who listens to it. */
export class SettingsFile {
  readonly #path = join(app.getPath('userData'), 'settings.json')
  readonly #listeners = new Set<(settings: Settings) => void>()
  #settings: Settings

  constructor() {
    this.#settings = readSettings(readStored(this.#path))
  }

  get current(): Settings {
    return this.#settings
  }

  /** Changes some settings; what does not fit the schema is refused by throwing, since callers check first. */
  change(patch: Partial<Settings>): Settings {
    const next = v.parse(settingsSchema, { ...this.#settings, ...patch })
    // Waiting for the disk costs more than a look.
    if (isDeepStrictEqual(next, this.#settings)) return next
    this.#settings = next
    writeFileSync(this.#path, JSON.stringify(next, null, '\t'))
    for (const listener of this.#listeners) listener(this.#settings)
    return this.#settings
  }

  /** Tells of every change; returns the undo. */
  onChange(listener: (settings: Settings) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

/** The language to show: the chosen one, or the system's first that we have. */
export function resolveLanguage(wanted: Settings['language']): 'en' | 'it' {
  if (wanted !== 'system') return wanted
  return app.getLocale().toLowerCase().startsWith('it') ? 'it' : 'en'
}

/** What the file holds; nothing where it is not there yet, or is no settings at all. */
function readStored(path: string): Record<string, unknown> {
  try {
    const stored: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof stored === 'object' && stored !== null ? { ...stored } : {}
  } catch (error) {
    const isNew = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (!isNew) log.warn('settings not read, using the defaults', { error: describeError(error) })
    return {}
  }
}

// A file edited by hand or from another version: what fits is kept, the rest falls back, entry by entry.
function readSettings(stored: Record<string, unknown>): Settings {
  const entries = Object.entries(settingsSchema.entries).flatMap(([key, schema]) => {
    const parsed = v.safeParse(schema, stored[key])
    if (!parsed.success)
      log.warn('setting does not fit, using its default', {
        key: ownWord(key, settingsSchema.entries)
      })
    return parsed.success && parsed.output !== undefined ? [[key, parsed.output] as const] : []
  })
  const settings = v.parse(settingsSchema, Object.fromEntries(entries))
  return settings.personName === '' ? { ...settings, personName: systemName() } : settings
}

function systemName(): string {
  try {
    return os.userInfo().username.slice(0, 60)
  } catch {
    return ''
  }
}
