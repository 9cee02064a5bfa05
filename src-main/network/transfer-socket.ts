// Files that go over the socket itself: whole, or in pieces of which each waits for the answer to the last.
import { refuse, type Failure, type Result } from '../../src-preload/contract/failure.ts'
import type { Emission, FileScene, Piece, Saying, UploadWay } from '../dialects/compiled.ts'
import type { TransferJob } from '../ports/transfer-calls.ts'
import type { Step } from './transfer-step.ts'
import type { EmitOutcome } from './thread-calls.ts'
import type { PieceWish } from './mover-calls.ts'

/** Bytes of a piece where neither dialect nor server say. */
const USUAL_PIECE = 256 * 1024
/** Of a packet beside the piece: event, names, what else is in it. */
const ENVELOPE = 4 * 1024
/** What servers take that do not say; a larger packet would end the connection without a word. */
export const USUAL_PAYLOAD = 1_000_000

export interface SocketTransfer {
  job: TransferJob
  way: UploadWay
  scene: FileScene
  /** Bytes of a packet that the server takes. */
  maxPayload: number
  isStopped: () => boolean
  emit: (saying: Saying) => Promise<EmitOutcome>
  readPiece: (wish: PieceWish) => Promise<Result<{ data: Uint8Array | string; size: number }>>
  /** Waits until so many bytes may go. */
  pass: (bytes: number) => Promise<void>
  moved: (bytes: number) => void
}

/** Bytes of a file that fit into one packet, written so. */
export function roomFor(maxPayload: number, data: UploadWay['data']): number {
  const room = Math.max(256, maxPayload - ENVELOPE)
  return data === 'binary' ? room : Math.floor((room / 4) * 3)
}

/** Sends it; answers with what the last answer was, or why not. */
export async function sendBySocket(transfer: SocketTransfer): Promise<Step<unknown[]>> {
  const { way, job, maxPayload, scene } = transfer
  const pieces = way.pieces
  if (!pieces || !job.source) return failed(refuse('not-supported').failure)
  const { size } = job.source
  const room = roomFor(maxPayload, way.data)
  if (pieces.isWhole && size > room) {
    return failed(refuse('file-too-large', { limit: room, length: size }).failure)
  }
  const step = pieces.isWhole ? size : Math.min(room, pieces.bytes ?? USUAL_PIECE)
  let offset = Math.min(size, Math.max(0, pieces.from(scene) ?? 0))
  let index = Math.floor(offset / Math.max(1, step))
  let answer: unknown[]
  do {
    if (transfer.isStopped()) return { kind: 'stopped' }
    const sent = await sendPiece(transfer, { offset, index, step })
    if (sent.kind !== 'done') return sent
    answer = sent.value.args
    offset += sent.value.size
    index++
    transfer.moved(offset)
  } while (offset < size)
  const ending = pieces.end?.(scene)
  return ending ? say(transfer, ending) : { kind: 'done', value: answer }
}

async function sendPiece(
  transfer: SocketTransfer,
  { offset, index, step }: { offset: number; index: number; step: number }
): Promise<Step<{ args: unknown[]; size: number }>> {
  const { job, way, scene } = transfer
  if (!way.pieces || !job.source) return failed(refuse('not-supported').failure)
  const wish = {
    source: job.source,
    offset,
    size: step,
    as: way.data ?? 'binary',
    mediaType: job.mediaType
  }
  const read = await transfer.readPiece(wish)
  if (!read.ok) return failed(read.failure)
  const { data, size } = read.value
  if (size === 0 && job.source.size > 0) return failed(refuse('file-changed').failure)
  await transfer.pass(size)
  const last = offset + size >= job.source.size
  const piece: Piece = { data, index, offset, size, last }
  const emission = way.pieces.emission(scene, piece)
  if (!emission) return failed(refuse('not-supported').failure)
  const said = await say(transfer, emission)
  if (said.kind !== 'done') return said
  // What the last answer says is read with the end.
  const refused = last && !way.pieces.end ? null : way.pieces.refusal(scene, said.value)
  if (refused) return { kind: 'failed', ...refused }
  return { kind: 'done', value: { args: said.value, size } }
}

async function say(transfer: SocketTransfer, emission: Emission): Promise<Step<unknown[]>> {
  return answered(await transfer.emit(emission))
}

/** What an emission brought that wants an answer. */
export function answered(outcome: EmitOutcome): Step<unknown[]> {
  if (outcome.kind === 'acked') return { kind: 'done', value: outcome.args }
  if (outcome.kind === 'written') return { kind: 'done', value: [] }
  if (outcome.kind === 'impossible') return failed(refuse('not-supported').failure)
  const code = outcome.kind === 'timeout' ? 'server-timeout' : 'server-unreachable'
  return failed(refuse(code, undefined, true).failure)
}

function failed(failure: Failure): Step<never> {
  return { kind: 'failed', failure, retryAfterMs: null }
}
