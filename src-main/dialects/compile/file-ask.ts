// Compiles what is asked before a file goes, and which answer counts.
import type { UploadAsk } from '../compiled.ts'
import type { Ask } from '../schema/files.ts'
import { scopes, type Compiler } from './compiler.ts'
import { compileEmission } from './emission.ts'
import { compileAcceptance } from './file-answer.ts'
import { frameOf } from './file-scene.ts'
import { compileRequest } from './http.ts'

const USUAL_TIMEOUT = 10_000

/** Compiles it. */
export function compileAsk(ask: Ask, compiler: Compiler): UploadAsk {
  const place = compiler.seeing(scopes.fileAsk)
  const timeoutMs = ask.ack?.timeoutMs ?? USUAL_TIMEOUT
  const saying = ask.http
    ? compileRequest(ask.http, place.at('http'))
    : compileEmission(ask, place, ask.wait ? null : timeoutMs)
  const refusal = compileAcceptance(ask.ack, compiler, ask.http !== undefined)
  const { wait } = ask
  const counts = wait && compiler.at('wait').seeing(scopes.fileWait).maybe('when', wait.when)
  return {
    saying: (scene) => saying(frameOf(scene)),
    wait: wait
      ? {
          event: wait.for,
          timeoutMs: wait.timeoutMs ?? USUAL_TIMEOUT,
          counts: (scene, args) => {
            const frame = frameOf(scene)
            frame.args = args
            return !counts || counts(frame) === true
          }
        }
      : null,
    refusal: (scene, args) => {
      const frame = frameOf(scene)
      frame.args = args
      return wait ? null : refusal(frame)
    }
  }
}
