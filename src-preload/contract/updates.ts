// What the window knows of updates, and what it may ask for.
import * as v from 'valibot'
import type { Block } from './body.ts'
import type { Failure } from './failure.ts'
import { limits } from './limits.ts'
import { call } from './rpc.ts'

/** What the person sets about updates; part of the settings. */
export const updateSettingsSchema = v.object({
  channel: v.optional(v.picklist(['stable', 'beta']), 'stable'),
  /** Looks and fetches by itself; otherwise only when asked. */
  automatic: v.optional(v.boolean(), true),
  /** Where releases are, in place of what the package says: `https://…` or `github:owner/name`; empty for that. */
  feed: v.optional(v.pipe(v.string(), v.maxLength(limits.address)), '')
})
export type UpdateSettings = v.InferOutput<typeof updateSettingsSchema>

/** How this copy is replaced: by itself, by hand (an archive, a portable app), or not at all. */
export type UpdateKind = 'self' | 'by-hand' | 'none'

/** In which form this copy came here; a folder in which it is built is `sources`. */
export type UpdateOrigin =
  'app-image' | 'deb' | 'rpm' | 'archive' | 'installer' | 'portable' | 'mac' | 'sources'

export type UpdatePhase = 'idle' | 'checking' | 'available' | 'downloading' | 'ready' | 'failed'

export interface UpdateState {
  kind: UpdateKind
  origin: UpdateOrigin
  /** Where all versions are published, for the person to look; null where the package does not say. */
  releases: string | null
  phase: UpdatePhase
  /** The version on offer; null where there is none. */
  version: string | null
  /** What is new in it. */
  notes: Block[]
  /** Bytes that are there and bytes in all, while it is fetched. */
  done: number
  total: number
  failure: Failure | null
  /** When the feed last answered, ms since 1970. */
  checkedAt: number | null
  /** A version that did not start, so that Filo went back to this one. */
  undone: string | null
  /** Whose word the feed's address is; what a policy says can't be changed here. */
  feedBy: 'package' | 'person' | 'policy'
}

const empty = v.strictObject({})

export const updateCalls = {
  /** What is new in the version that runs, by its own changelog; empty where that says nothing. */
  newInThisVersion: call(empty).returns<Block[]>(),
  /** Looks now, and fetches what is new; `updatesChanged` tells how it goes. */
  checkForUpdates: call(empty).returns<null>(),
  /** Ends Filo, puts the new version in its place and starts that; refuses with `not-found` where none is ready. */
  restartIntoUpdate: call(empty).returns<null>()
}
export type UpdateCalls = typeof updateCalls
