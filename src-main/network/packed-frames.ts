// Frames on their way to the receiver: numbers and text in a row each, which cross threads for a fraction of what objects cost.
import type { Frame, PackedFrames } from './thread-calls.ts'
import { readArgs, WireArgs } from './wire-args.ts'

/** A frame as the link has it. */
export interface LinkFrame extends Omit<Frame, 'args'> {
  args: unknown[] | WireArgs
}

export function packFrames(frames: readonly LinkFrame[]): PackedFrames {
  const { length } = frames
  const packed: PackedFrames = {
    seqs: new Float64Array(length),
    ats: new Float64Array(length),
    bytes: new Float64Array(length),
    ackTokens: frames.some(({ ackToken }) => ackToken !== null)
      ? frames.map(({ ackToken }) => ackToken)
      : null,
    names: [],
    events: new Uint32Array(length),
    text: '',
    ends: new Uint32Array(length),
    taken: new Map()
  }
  const nameAt = new Map<string, number>()
  for (const [at, { seq, event, args, at: time, bytes }] of frames.entries()) {
    packed.seqs[at] = seq
    packed.ats[at] = time
    packed.bytes[at] = bytes
    const known = nameAt.get(event)
    packed.events[at] = known ?? packed.names.push(event) - 1
    if (known === undefined) nameAt.set(event, packed.names.length - 1)
    if (args instanceof WireArgs) packed.text += args.text
    else packed.taken.set(at, args)
    packed.ends[at] = packed.text.length
  }
  return packed
}

/** The frames from one place up to another; `onBroken` is told of each whose JSON is none, which then has no arguments. */
export function unpackFrames(
  packed: PackedFrames,
  { from, to }: { from: number; to: number },
  onBroken: () => void
): Frame[] {
  const frames: Frame[] = []
  for (let at = from; at < Math.min(to, packed.seqs.length); at++) {
    const args = argsAt(packed, at)
    if (args === null) onBroken()
    frames.push({
      seq: packed.seqs[at] ?? 0,
      event: packed.names[packed.events[at] ?? 0] ?? '',
      args: args ?? [],
      at: packed.ats[at] ?? 0,
      bytes: packed.bytes[at] ?? 0,
      ackToken: packed.ackTokens?.[at] ?? null
    })
  }
  return frames
}

/** Null where the JSON is none. */
function argsAt({ text, ends, taken }: PackedFrames, at: number): unknown[] | null {
  const start = at === 0 ? 0 : (ends[at - 1] ?? 0)
  const end = ends[at] ?? start
  if (end > start) return readArgs(text.slice(start, end))
  return taken.get(at) ?? []
}
