// Dialect files that the person brings in and takes out; main opens the dialogs, the network process reads and writes.
import * as v from 'valibot'
import type { Failure } from './failure.ts'
import { call } from './rpc.ts'

/** What to do where the id of an imported dialect is another's already: nothing yet, or one of two. */
export const takenAnswerSchema = v.picklist(['ask', 'replace', 'both'])
export type TakenAnswer = v.InferOutput<typeof takenAnswerSchema>

/** What became of the last import or export. */
export type DialectErrand =
  | { kind: 'imported' | 'exported'; dialectId: string; name: string; file: string }
  /** The id is another's: the person says what then; a built-in one can't be replaced. */
  | { kind: 'taken'; dialectId: string; name: string; file: string; mayReplace: boolean }
  | { kind: 'failed'; file: string; failure: Failure }

const empty = v.strictObject({})

/** Whatever they begin is told by `dialectErrand`: a dialog may stay open for as long as the person likes. */
export const dialectCalls = {
  /** Asks for a file, then takes it in. Refuses with `too-many` while a dialog is open. */
  importDialect: call(empty).returns<null>(),
  /** Answers a `taken`: the file is the one that was chosen. */
  importTaken: call(v.strictObject({ taken: v.picklist(['replace', 'both']) })).returns<null>(),
  /** Asks for a place, then writes the dialect there. */
  exportDialect: call(
    v.strictObject({ dialectId: v.pipe(v.string(), v.minLength(1), v.maxLength(80)) })
  ).returns<null>()
}
export type DialectCalls = typeof dialectCalls
