// How a captured event stands in the Inspector's list: its arguments' beginning, cheap however large they are.
import { fromJson } from '../../../src-preload/contract/binary-json.ts'
import {
  inspectorLimits,
  type EventReading,
  type EventRow,
  type RecordedEvent
} from '../../../src-preload/contract/inspector.ts'
import type { Captured } from './event-ring.ts'

const MAX_NAME = 200
/** Values within each other that a beginning goes into. */
const MAX_DEPTH = 4

/** The row of one event. */
export function rowOf(captured: Captured): EventRow {
  const { id, at, direction, event, namespace, bytes, args } = captured
  const { ack, ackMs, purpose, reading } = captured
  return {
    id,
    at,
    direction,
    event: event.slice(0, MAX_NAME),
    namespace,
    bytes,
    argCount: args.length,
    preview: previewOf(args),
    ack,
    ackMs,
    purpose,
    reading
  }
}

/** The row of an event of a recording. */
export function recordedRow(
  { at, direction, event, args, ack }: RecordedEvent,
  id: number,
  { namespace, reading }: { namespace: string; reading: EventReading | null }
): EventRow {
  return {
    id,
    at,
    direction,
    event,
    namespace,
    bytes: JSON.stringify(args).length,
    argCount: args.length,
    preview: previewOf(fromJson(args) as unknown[]),
    ack: ack && (direction === 'in' ? 'answered' : 'acked'),
    ackMs: null,
    purpose: null,
    reading
  }
}

/** The beginning of some arguments, much like JSON; looks at no more than it shows. */
export function previewOf(args: readonly unknown[]): string {
  const pen = new Pen(inspectorLimits.preview)
  writeAll(args, pen, 0)
  return pen.text
}

class Pen {
  text = ''
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  get isFull(): boolean {
    return this.text.length >= this.#most
  }

  write(more: string): void {
    if (this.isFull) return
    const room = this.#most - this.text.length
    this.text += more.length <= room ? more : `${more.slice(0, room - 1)}…`
  }
}

function writeAll(values: readonly unknown[], pen: Pen, depth: number): void {
  for (const [at, value] of values.entries()) {
    if (pen.isFull) return
    if (at > 0) pen.write(', ')
    write(value, pen, depth)
  }
}

function write(value: unknown, pen: Pen, depth: number): void {
  if (typeof value === 'string') {
    pen.write(JSON.stringify(value.slice(0, inspectorLimits.preview)))
  } else if (typeof value !== 'object' || value === null) {
    pen.write(String(value))
  } else if (value instanceof Uint8Array || value instanceof ArrayBuffer) {
    pen.write(`<${value.byteLength} bytes>`)
  } else if (depth >= MAX_DEPTH) {
    pen.write(Array.isArray(value) ? '[…]' : '{…}')
  } else if (Array.isArray(value)) {
    pen.write('[')
    writeAll(value, pen, depth + 1)
    pen.write(']')
  } else {
    writeMap(value as Record<string, unknown>, pen, depth)
  }
}

function writeMap(map: Record<string, unknown>, pen: Pen, depth: number): void {
  pen.write('{')
  let isFirst = true
  for (const key in map) {
    if (pen.isFull) return
    if (!isFirst) pen.write(', ')
    isFirst = false
    pen.write(`${key}: `)
    write(map[key], pen, depth + 1)
  }
  pen.write('}')
}
