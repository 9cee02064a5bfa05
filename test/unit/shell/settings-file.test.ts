// Holds what becomes of settings between what Filo does by itself, what an organisation wants and what the person chose.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SettingTree } from '../../../src-main/base/setting-tree.ts'
import { SettingsFile } from '../../../src-main/shell/settings-file.ts'

let dir: string
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'filo-settings-'))))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const open = (policy: { defaults?: SettingTree; locked?: SettingTree } = {}): SettingsFile =>
  new SettingsFile(dir, { defaults: {}, locked: {}, ...policy })
const written = (): unknown => JSON.parse(readFileSync(join(dir, 'settings.json'), 'utf8'))

test('only what the person chose is written, so that what they did not choose can still be preset', () => {
  const first = open()
  first.change({ notices: { ...first.current.notices, sound: false } })
  expect(written()).toEqual({ onlyChosen: true, notices: { sound: false } })
  const preset = open({ defaults: { theme: 'dark', notices: { sound: true, preview: 'names' } } })
  expect(preset.current.theme).toBe('dark')
  expect(preset.current.notices).toMatchObject({ sound: false, preview: 'names' })
})

test('what is preset can be changed, also to what Filo would do by itself', () => {
  const defaults = { theme: 'dark' }
  open({ defaults }).change({ theme: 'system' })
  expect(open({ defaults }).current.theme).toBe('system')
})

test('of a file that holds everything, as earlier versions wrote it, what differs was chosen', () => {
  const all = { ...open().current, density: 'compact' }
  writeFileSync(join(dir, 'settings.json'), JSON.stringify(all))
  const preset = open({ defaults: { theme: 'dark', density: 'comfortable' } })
  expect(preset.current).toMatchObject({ theme: 'dark', density: 'compact' })
})

test('what is locked is so whatever was chosen, and the choice comes back when the lock goes', () => {
  open().change({ theme: 'light' })
  const locked = open({ locked: { theme: 'dark', notices: { preview: 'none' } } })
  expect(locked.current.theme).toBe('dark')
  expect(locked.isRefused({ theme: 'light' })).toBe(true)
  expect(locked.isRefused({ notices: { ...locked.current.notices, preview: 'full' } })).toBe(true)
  expect(locked.isRefused({ notices: { ...locked.current.notices, sound: false } })).toBe(false)
  locked.change({
    theme: 'system',
    notices: { ...locked.current.notices, preview: 'full', sound: false }
  })
  expect(locked.current.theme).toBe('dark')
  expect(locked.current.notices).toMatchObject({ preview: 'none', sound: false })
  expect(open().current.theme).toBe('light')
  expect(open().current.notices).toMatchObject({ preview: 'full', sound: false })
})

test('what does not fit is left out, setting by setting', () => {
  const stored = {
    theme: 'blue',
    notices: { sound: false, preview: 'some' },
    colour: 1,
    desktop: 3
  }
  writeFileSync(join(dir, 'settings.json'), JSON.stringify(stored))
  const { current } = open()
  expect(current).toMatchObject({ theme: 'system', desktop: { zoom: 100 } })
  expect(current.notices).toMatchObject({ sound: false, preview: 'full' })
})

test('listeners hear of what changed, and not of what did not', () => {
  const settings = open({ locked: { theme: 'dark' } })
  let heard = 0
  settings.onChange(() => heard++)
  settings.change({ theme: 'light' })
  settings.change({ density: 'comfortable' })
  expect(heard).toBe(0)
  settings.change({ density: 'compact' })
  expect(heard).toBe(1)
})
