// Presets against what public servers are known to send: the same text, author, id and time must come out.
/*
 * `dialect-facts.json` holds example events (values invented, names and shapes read from the servers'
 * sources) with what is known to be where in them, noted apart from the presets.
 */
import { describe, expect, test } from 'vitest'
import { toTime } from '../../../src-main/dialects/expressions/prelude-time.ts'
import type { InboundEvent } from '../../../src-preload/contract/inbound.ts'
import facts from '../../support/dialect-facts.json'
import { NOON, preset, sessionOf } from '../../support/dialects.ts'

interface Fact {
  event: string
  args: unknown[]
  meaning: string
  says?: { text?: unknown; author?: unknown; id?: string | number; time?: unknown; html?: boolean }
}

/** Meanings that must be told as one of these; others may be told as anything or nothing. */
const expected: Readonly<Record<string, readonly InboundEvent['kind'][]>> = {
  message: ['message', 'history', 'typing'],
  history: ['history'],
  notice: ['message', 'server-error'],
  edit: ['edit', 'message'],
  delete: ['delete', 'clear'],
  typing: ['typing'],
  stop_typing: ['typing'],
  user_list: ['members'],
  presence_join: ['members'],
  presence_leave: ['members'],
  reaction: ['reaction'],
  room_list: ['conversations']
}

/** Known to be without meaning here, each with its reason. */
const untold: Readonly<Record<string, string>> = {
  'feathers-chat users created': 'a new account, not somebody who came',
  'devika socket_response': 'greets the program, not the person',
  'mern-chat typing': 'says neither who nor where',
  'mern-chat stop typing': 'the same'
}

/** Binary attachments stand in the facts as placeholders. */
function withBytes(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withBytes)
  if ('_placeholder' in value) return new TextEncoder().encode('hi there')
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withBytes(part)]))
}

/** What an event says, wherever it says it. */
function saidBy(events: readonly InboundEvent[]) {
  return events.flatMap((event) => {
    if (event.kind === 'message') return [event.message]
    if (event.kind === 'history') return event.messages
    return []
  })
}

describe.each(Object.entries(facts as Record<string, Fact[]>))('%s', (id, list) => {
  const dialect = preset(id)
  let session = sessionOf('Ana', { socketId: 'mine', login: { name: 'Ana', room: 'lounge' } })

  test.each(list)('$event: $meaning', ({ event, args, meaning, says }) => {
    const reading = dialect.read(event, args.map(withBytes), session, NOON)
    session = reading.session
    const kinds = expected[meaning]
    if (!kinds || `${id} ${event}` in untold) return
    expect(kinds).toContain(reading.events.find(({ kind }) => kinds.includes(kind))?.kind)
    const [message] = saidBy(reading.events)
    if (meaning !== 'message' || !message) return
    const words = [message.text, ...(message.files ?? []).map(({ name }) => name)].join(' ')
    if (typeof says?.text === 'string' && !says.html) expect(words).toContain(says.text)
    if (typeof says?.author === 'string' && !message.own)
      expect(message.author.name).toBe(says.author)
    if (says?.id !== undefined) expect(message.remoteId).toBe(String(says.id))
    const time = toTime(says?.time)
    if (time !== null) expect(message.time).toBe(time)
  })
})
