// The person's settings: one file, checked on load, changed only here, under what an organisation has locked.
import { readFileSync, writeFileSync } from 'atomically'
import * as os from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import { settingsSchema, type Settings } from '../../src-preload/contract/app-calls.ts'
import { describeError, openLog, ownWord } from '../base/log.ts'
import {
  laidOver,
  leavesOf,
  schemaAt,
  treeOf,
  valueAt,
  type SettingLeaf,
  type SettingTree
} from '../base/setting-tree.ts'
import type { AppliedPolicy } from '../ports/policy.ts'

const log = openLog('settings')

/** In the file: what stands in it was chosen by the person; files without it hold everything. */
const ONLY_CHOSEN = 'onlyChosen'

/** The settings file and who listens to it. */
export class SettingsFile {
  readonly #path: string
  readonly #policy: Pick<AppliedPolicy, 'defaults' | 'locked'>
  readonly #listeners = new Set<(settings: Settings) => void>()
  /** What the person chose, also where something else is locked over it. */
  #chosen: SettingTree
  #settings: Settings

  /** @param folder the person's own */
  constructor(folder: string, policy: Pick<AppliedPolicy, 'defaults' | 'locked'>) {
    this.#path = join(folder, 'settings.json')
    this.#policy = policy
    this.#chosen = chosenIn(readStored(this.#path))
    this.#settings = this.#made()
  }

  get current(): Settings {
    return this.#settings
  }

  /** Whether a change would undo what is locked. */
  isRefused(patch: Partial<Settings>): boolean {
    return this.#changesOf(patch).some(({ path }) => this.isLocked(path))
  }

  isLocked(path: readonly string[]): boolean {
    return valueAt(this.#policy.locked, path) !== undefined
  }

  /**
   * Changes some settings; what does not fit the schema is refused by throwing, since callers check first.
   * What is locked stays as it is.
   */
  change(patch: Partial<Settings>): Settings {
    const changes = this.#changesOf(patch).filter(({ path }) => !this.isLocked(path))
    // Waiting for the disk costs more than a look.
    if (changes.length === 0) return this.#settings
    const before = this.#chosen
    this.#chosen = laidOver(before, treeOf(changes))
    try {
      this.#settings = this.#made()
    } catch (error) {
      this.#chosen = before
      throw error
    }
    writeFileSync(this.#path, JSON.stringify({ ...this.#chosen, [ONLY_CHOSEN]: true }, null, '\t'))
    for (const listener of this.#listeners) listener(this.#settings)
    return this.#settings
  }

  /** Tells of every change; returns the undo. */
  onChange(listener: (settings: Settings) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #changesOf(patch: Partial<Settings>): SettingLeaf[] {
    return leavesOf(patch).filter(
      ({ path, value }) => !isDeepStrictEqual(value, valueAt(this.#settings, path))
    )
  }

  #made(): Settings {
    const { defaults, locked } = this.#policy
    const wanted = laidOver(laidOver(laidOver({}, defaults), this.#chosen), locked)
    const settings = v.parse(settingsSchema, wanted)
    return settings.personName === '' ? { ...settings, personName: systemName() } : settings
  }
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

// A file edited by hand or from another version: what fits is kept, setting by setting.
function chosenIn(stored: Record<string, unknown>): SettingTree {
  const isOnlyChosen = stored[ONLY_CHOSEN] === true
  const usual = v.parse(settingsSchema, {})
  const fitting = leavesOf(stored).filter(({ path, value }) => {
    if (path[0] === ONLY_CHOSEN) return false
    const schema = schemaAt(settingsSchema, path)
    const fits = schema !== null && v.is(schema, value)
    if (!fits)
      log.warn('setting does not fit, using its default', {
        key: ownWord(path[0] ?? '', settingsSchema.entries)
      })
    // Earlier versions wrote down all that there is: what was never touched can't be told from it otherwise.
    return fits && (isOnlyChosen || !isDeepStrictEqual(value, valueAt(usual, path)))
  })
  return treeOf(fitting)
}

function systemName(): string {
  try {
    return os.userInfo().username.slice(0, 60)
  } catch {
    return ''
  }
}
