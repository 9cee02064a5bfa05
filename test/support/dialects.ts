// Builders for dialect tests: sessions, entries, and presets that must compile.
import { compileDialect } from '../../src-main/dialects/compile.ts'
import {
  isHttp,
  type CompiledDialect,
  type Emission,
  type Saying,
  type Session
} from '../../src-main/dialects/compiled.ts'
import { presets } from '../../src-main/dialects/presets.ts'
import { startSession } from '../../src-main/dialects/session.ts'
import type { OutboxEntry } from '../../src-main/ports/store-network-calls.ts'
import type { ConversationRef } from '../../src-preload/contract/inbound.ts'

/** What is emitted, where that is the way to say it. */
export function emissionOf(saying: Saying | null): Emission | null {
  return saying && !isHttp(saying) ? saying : null
}

/** Noon of a day in 2026, ms since 1970. */
export const NOON = 1_772_368_496_000

/** Compiles a document that must be good. */
export function mustCompile(document: unknown): CompiledDialect {
  const result = compileDialect(document)
  if (!result.ok) throw new Error(`dialect refused: ${JSON.stringify(result.failure.detail)}`)
  return result.value
}

/** The preset of this id. */
export function preset(id: string): CompiledDialect {
  const found = presets.find((one) => one.id === id)
  if (!found) throw new Error(`no preset ${id}`)
  return mustCompile(found.document)
}

/** A document with the least that one needs, for tests of single parts. */
export function tinyDocument(parts: Record<string, unknown>): Record<string, unknown> {
  return {
    filoDialect: 1,
    id: 'tiny',
    name: 'Tiny',
    conversations: { mode: 'single', title: 'Chat' },
    inbound: [],
    ...parts
  }
}

/** A session of somebody who filled in a name. */
export function sessionOf(name: string, more: Partial<Session> = {}): Session {
  return { ...startSession({ name }, { id: null, name }), ...more }
}

export const room: ConversationRef = { remoteId: 'r1', kind: 'room', title: 'Room', peer: null }

/** An outbox entry. */
export function entryOf(more: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    outboxId: 1,
    serverId: '0b51b5a5-6a31-4a4b-8d0a-5ae4b3f4f001',
    conversationId: 1,
    conversation: room,
    intent: 'send',
    clientId: '6f1de3c2-7c1e-4f59-9d0b-111111111111',
    text: 'hello',
    targetRemoteId: null,
    replyTo: null,
    emoji: null,
    on: false,
    files: [],
    attempted: false,
    attempts: 0,
    createdAt: NOON,
    ...more
  }
}
