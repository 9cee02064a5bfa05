// Makes a recording of captured events: JSON, without secrets unless asked, no larger than a file may be.
import { toJson } from '../../../src-preload/contract/binary-json.ts'
import {
  inspectorLimits,
  type Recording,
  type RecordedEvent,
  type RecordingDraft
} from '../../../src-preload/contract/inspector.ts'
import type { Session } from '../../dialects/compiled.ts'
import { sanitiseArgs } from '../../dialects/sanitise.ts'
import type { Captured } from './event-ring.ts'
import { openRedactor, type Redactor } from './redact.ts'

/** Redactions that are told one by one. */
const MAX_TOLD = 100
/** Events that are taken in before others get their turn. */
const SLICE = 200

export interface RecordingWish {
  events: readonly Captured[]
  dialectId: string | null
  me: Session['me']
  /** What the person logs in with, other than the name. */
  secrets: readonly string[]
  /** Whether secrets are written all the same. */
  withSecrets: boolean
}

/** Drafts a recording; the newest events are kept where not all fit. Lets others work in between. */
export async function draftRecording(wish: RecordingWish): Promise<RecordingDraft> {
  const redactor = wish.withSecrets ? null : openRedactor(wish.secrets)
  const taken: { event: RecordedEvent; text: string }[] = []
  let room = inspectorLimits.recording
  const latest = wish.events.slice(-inspectorLimits.recordedEvents)
  for (const [looked, captured] of latest.toReversed().entries()) {
    const event = recorded(captured, redactor, wish.events.length - 1 - looked)
    const text = JSON.stringify(event)
    room -= text.length + 2
    if (room < 0) break
    taken.push({ event, text })
    if (looked % SLICE === SLICE - 1) await new Promise((resolve) => setImmediate(resolve))
  }
  const found = redactor?.found ?? []
  return {
    text: written(wish, taken.reverse()),
    events: taken.length,
    leftOut: wish.events.length - taken.length,
    redacted: found.length,
    redactions: found.slice(-MAX_TOLD).reverse()
  }
}

function recorded(captured: Captured, redactor: Redactor | null, number: number): RecordedEvent {
  const { at, direction, event, args, ackArgs } = captured
  const clean = (values: unknown[], path: string): unknown[] => {
    const { args: safe } = sanitiseArgs(values)
    const kept = redactor ? redactor.clean(safe, path) : safe
    return toJson(kept) as unknown[]
  }
  return {
    at,
    direction,
    event: event.slice(0, 200),
    args: clean(args, `${number}.args`),
    ack: ackArgs ? clean(ackArgs, `${number}.ack`) : null
  }
}

// One event a line: people read these, and compare two of them.
function written(wish: RecordingWish, taken: readonly { text: string }[]): string {
  const head: Omit<Recording, 'events'> = {
    filoRecording: 1,
    dialectId: wish.dialectId,
    namespace: wish.events.at(-1)?.namespace ?? '/',
    me: { id: wish.me.id, name: wish.me.name },
    redacted: !wish.withSecrets
  }
  const lines = taken.map(({ text }) => `    ${text}`).join(',\n')
  return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "events": [\n${lines}\n  ]\n}\n`
}
