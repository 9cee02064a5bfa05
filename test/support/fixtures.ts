// Runs a conformance fixture that the Inspector made: what a dialect tells of recorded events must be what it told then.
import { fromJson } from '../../src-preload/contract/binary-json.ts'
import type { InboundEvent } from '../../src-preload/contract/inbound.ts'
import type { CompiledDialect } from '../../src-main/dialects/compiled.ts'
import { startSession } from '../../src-main/dialects/session.ts'

export interface Fixture {
  filoFixture: 1
  dialectId: string
  me: { id: string | null; name: string | null }
  steps: { at: number; event: string; args: unknown[]; tells: InboundEvent[] }[]
}

/** What the dialect tells now, step by step, to be compared with the fixture's own `tells`. */
export function tellsNow(fixture: Fixture, dialect: CompiledDialect): InboundEvent[][] {
  let session = startSession({ name: fixture.me.name ?? '' }, fixture.me)
  return fixture.steps.map(({ event, args, at }) => {
    const reading = dialect.read(event, fromJson(args) as unknown[], session, at)
    session = reading.session
    return reading.events
  })
}
