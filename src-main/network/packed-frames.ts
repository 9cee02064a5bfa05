// Frames on their way to the receiver: lists beside each other, which cross threads for a fraction of what objects cost.
import type { Frame, PackedFrames } from './thread-calls.ts'
import { readArgs, WireArgs } from './wire-args.ts'

/** A frame as the link has it. */
export interface LinkFrame extends Omit<Frame, 'args'> {
  args: unknown[] | WireArgs
}

export function packFrames(frames: readonly LinkFrame[]): PackedFrames {
  const packed: PackedFrames = { seqs: [], events: [], args: [], ats: [], bytes: [], ackTokens: [] }
  for (const { seq, event, args, at, bytes, ackToken } of frames) {
    packed.seqs.push(seq)
    packed.events.push(event)
    packed.args.push(args instanceof WireArgs ? args.text : args)
    packed.ats.push(at)
    packed.bytes.push(bytes)
    packed.ackTokens.push(ackToken)
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
    const given = packed.args[at] ?? []
    const args = typeof given === 'string' ? readArgs(given) : given
    if (args === null) onBroken()
    frames.push({
      seq: packed.seqs[at] ?? 0,
      event: packed.events[at] ?? '',
      args: args ?? [],
      at: packed.ats[at] ?? 0,
      bytes: packed.bytes[at] ?? 0,
      ackToken: packed.ackTokens[at] ?? null
    })
  }
  return frames
}
