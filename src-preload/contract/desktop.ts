// How the app lives on its desktop: tray, start, keys, spelling, zoom.
import * as v from 'valibot'

export const zooms = { least: 50, most: 200 } as const

/** Keys that bring the quick message from anywhere; `Mod` is Ctrl, on macOS Cmd. */
export const globalKeys = [
  'CommandOrControl+Alt+Space',
  'CommandOrControl+Shift+Space',
  'CommandOrControl+Alt+M',
  'CommandOrControl+Alt+F'
] as const

const language = v.pipe(v.string(), v.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/))

export const desktopSettingsSchema = v.object({
  /** Whether there is an icon in the tray, where the desktop has one. */
  tray: v.optional(v.boolean(), true),
  /** Whether a closed window leaves the app running there. */
  closeToTray: v.optional(v.boolean(), false),
  startAtLogin: v.optional(v.boolean(), false),
  /** Of a start at login: without a window. */
  startHidden: v.optional(v.boolean(), true),
  /** Percent. */
  zoom: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(zooms.least), v.maxValue(zooms.most)),
    100
  ),
  /** Null: no key is taken from other programs. */
  globalKey: v.optional(v.nullable(v.picklist(globalKeys)), null),
  spelling: v.optional(v.boolean(), false),
  spellingLanguages: v.optional(v.pipe(v.array(language), v.maxLength(10)), []),
  /** Whether missing word lists may be fetched from Google, who makes Chromium. */
  fetchWordLists: v.optional(v.boolean(), false)
})
export type DesktopSettings = v.InferOutput<typeof desktopSettingsSchema>

/** What of it this desktop can do. */
export interface DesktopState {
  hasTray: boolean
  /** Whether the chosen keys are ours: another program may have them, or the desktop may not allow it. */
  isKeyTaken: boolean
  /** Languages that can be checked; empty where the system chooses them itself. */
  spellingLanguages: string[]
  /** Whether word lists would have to be fetched. */
  needsWordLists: boolean
}
