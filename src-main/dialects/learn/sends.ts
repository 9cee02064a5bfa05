// Proposes how a message may be sent: as the ones that arrive are made, and as other servers want it.
import { propose, type Proposal, type Template } from './proposal.ts'
import type { MessageParts } from './study.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A message event that is understood. */
export interface Heard {
  event: string
  confidence: number
  parts: MessageParts
  /** The latest arguments, cut short. */
  sample: readonly unknown[]
}

/** Ways to send, surest first. */
export function proposeSends(heard: readonly Heard[], vocabulary: Vocabulary): Proposal[] {
  const mirrored = heard.flatMap((one) => mirror(one))
  const usual = vocabulary.sends.map(({ event, args, ack, count }) =>
    propose('send', { event, args, ack }, Math.min(0.4, 0.05 * count), 'vocabulary')
  )
  const byId = new Map<string, Proposal>()
  for (const one of [...mirrored, ...usual]) if (!byId.has(one.id)) byId.set(one.id, one)
  return [...byId.values()].sort((left, right) => right.confidence - left.confidence)
}

function mirror({ event, parts, sample, confidence }: Heard): Proposal[] {
  const same = sample.map((arg, at) => mirrorValue(arg, `args[${at}]`, parts) ?? null)
  const ways: [Template, number][] = [
    [{ event, args: same, ack: true }, 0.6],
    [{ event, args: ['=entry.text'], ack: true }, 0.5]
  ]
  return ways.map(([way, weight]) => propose('send', way, weight * confidence, 'mirrors-inbound'))
}

/** The parts of the message where they were; all else is left out. */
function mirrorValue(value: unknown, path: string, parts: MessageParts): unknown {
  if (path === parts.text) return '=entry.text'
  if (path === parts.author) return '=login.name'
  if (path === parts.room) return '=conversation.remoteId'
  if (path === parts.authorId) return '=me.id'
  if (path === parts.time) return typeof value === 'number' ? '=now' : '=iso(now)'
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const made = Object.entries(value).flatMap(([key, part]) => {
    const mirrored = mirrorValue(part, `${path}.${key}`, parts)
    return mirrored === undefined ? [] : [[key, mirrored] as const]
  })
  return made.length === 0 ? undefined : Object.fromEntries(made)
}
