// Compiles how a file goes over the socket: whole, or in pieces that are answered each.
import { cleanCount } from '../clean.ts'
import type { UploadPieces } from '../compiled.ts'
import type { Upload } from '../schema/files.ts'
import { scopes, type Compiler } from './compiler.ts'
import { compileEmission } from './emission.ts'
import { compileAcceptance } from './file-answer.ts'
import { frameOf } from './file-scene.ts'

/** A piece takes as long as the line is slow. */
const USUAL_TIMEOUT = 60_000

/** Compiles it. */
export function compilePieces(
  upload: Extract<Upload, { way: 'socket' }>,
  compiler: Compiler
): UploadPieces {
  const place = compiler.seeing(scopes.fileGo)
  const timeoutMs = upload.ack?.timeoutMs ?? USUAL_TIMEOUT
  const emission = compileEmission(upload, place, timeoutMs)
  const { end } = upload
  const ending = end
    ? compileEmission(end, place.at('end'), end.ack?.timeoutMs ?? USUAL_TIMEOUT)
    : null
  const refusal = compileAcceptance(upload.ack, compiler, false)
  const from = place.maybe('from', upload.from)
  return {
    isWhole: upload.pieces !== true,
    bytes: upload.pieceBytes ?? null,
    from: (scene) => (from ? cleanCount(from(frameOf(scene))) : null),
    emission: (scene, piece) => {
      const frame = frameOf(scene)
      frame.chunk = piece
      return emission(frame)
    },
    refusal: (scene, args) => {
      const frame = frameOf(scene)
      frame.args = args
      return refusal(frame)
    },
    end: ending && ((scene) => ending(frameOf(scene)))
  }
}
