// Compiles how the answer to a file that went is read, and what is remembered of it.
import type { UploadVerdict } from '../compiled.ts'
import type { Frame } from '../expressions/frame.ts'
import { sanitiseValue } from '../sanitise.ts'
import type { Ask, Upload } from '../schema/files.ts'
import { scopes, type Compiler } from './compiler.ts'
import { compileFailures, type Refusal } from './failure.ts'
import { refusalByStatus, wentWell } from './http.ts'
import { compileTemplate } from './template.ts'

/** Bytes of what is remembered of a file. */
const MAX_RESULT = 16_000

type AnswerRules = NonNullable<Ask['ack']>

/** Reads whether it went well; null: it did. */
export function compileAcceptance(
  rules: AnswerRules | undefined,
  compiler: Compiler,
  isHttp: boolean
): (frame: Frame) => Refusal | null {
  const ack = isHttp ? (rules ?? {}) : { ...compiler.naming.answers, ...rules }
  const place = compiler.seeing(scopes.fileAnswer).at('ack')
  const success = place.maybe('success', ack.success)
  const refuse = compileFailures(ack.failures, place.at('failures'), 'file-refused')
  return (frame) => {
    const isWell = success ? success(frame) === true : !isHttp || wentWell(frame, false)
    if (success && isWell) return null
    const told = refuse(frame)
    if (told) return told
    if (isHttp && !wentWell(frame, false)) return refusalByStatus(frame, 'file-refused', false)
    return isWell ? null : { failure: { code: 'file-refused', retry: false }, retryAfterMs: null }
  }
}

/** Reads the answer to the whole file. */
export function compileAnswer(upload: Upload, compiler: Compiler): (frame: Frame) => UploadVerdict {
  const isHttp = upload.way === 'multipart' || upload.way === 'body'
  const ended = upload.way === 'socket' && upload.end ? upload.end : null
  const rules = 'ack' in upload ? (ended?.ack ?? upload.ack) : undefined
  const place = ended ? compiler.at('end') : compiler
  // A tus upload is done when all its bytes are there; a message says for itself.
  const isPlain = upload.way === 'tus' || upload.way === 'message'
  const refusal = isPlain ? () => null : compileAcceptance(rules, place, isHttp)
  const result = compileTemplate(
    upload.result ?? null,
    compiler.seeing(scopes.fileAnswer).at('result')
  )
  return (frame) => {
    const refused = refusal(frame)
    if (refused) return { kind: 'failure', ...refused }
    const made = sanitiseValue(result(frame))
    return { kind: 'success', result: made.bytes > MAX_RESULT ? null : made.value }
  }
}
