// What the window asks of main about certificates that lie in files: main reads them, the window sees no key.
import * as v from 'valibot'
import type { Failure } from './failure.ts'
import { limits } from './limits.ts'
import type { ServerId } from './model.ts'
import { call } from './rpc.ts'

/** A server's own authority, or by what the person is shown to it. */
export const paperKinds = ['authority', 'identity'] as const
export type PaperKind = (typeof paperKinds)[number]

/** A file that was chosen and is not taken in yet: it waits for its passphrase, or is of no use. */
export interface PapersState {
  serverId: ServerId
  kind: PaperKind
  /** Its name without folders. */
  file: string
  /** Whether its passphrase is asked for. */
  isLocked: boolean
  failure: Failure | null
}

const empty = v.strictObject({})

/** What becomes of it is told by `papersChanged`: a dialog may stay open for as long as the person likes. */
export const papersCalls = {
  /** Asks for a file, or for two where certificate and key lie apart, and has the server use what is in them. */
  choosePapers: call(
    v.strictObject({ serverId: v.pipe(v.string(), v.uuid()), kind: v.picklist(paperKinds) })
  ).returns<null>(),
  /** Refuses with `certificate-passphrase-wrong`. */
  unlockPapers: call(
    v.strictObject({ passphrase: v.pipe(v.string(), v.maxLength(limits.loginValue)) })
  ).returns<null>(),
  /** Forgets the chosen file. */
  closePapers: call(empty).returns<null>()
}
export type PapersCalls = typeof papersCalls
