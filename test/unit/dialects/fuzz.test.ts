// Whatever a server sends, a preset neither throws nor tells anything that the contract forbids.
import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import type { Reading, Request, Session } from '../../../src-main/dialects/compiled.ts'
import { presets } from '../../../src-main/dialects/presets.ts'
import { sanitiseArgs } from '../../../src-main/dialects/sanitise.ts'
import { failureSchema } from '../../../src-preload/contract/failure.ts'
import { keptEventSchema, passingEventSchema } from '../../../src-preload/contract/inbound.ts'
import { entryOf, NOON, preset, room, sessionOf } from '../../support/dialects.ts'
import facts from '../../support/dialect-facts.json'
import { hostileValue, spoiled } from '../../support/hostile-values.ts'

/** Runs per preset, ten events each; the nightly command sets more. */
const RUNS = Number(process.env['FILO_FUZZ_RUNS'] ?? 40)
const eventSchema = v.union([keptEventSchema, passingEventSchema])
const requests: Request[] = [
  {
    kind: 'history',
    conversation: room,
    stretch: 'before',
    cursor: { remoteId: '1', seq: 1, time: NOON },
    limit: 50,
    here: 0,
    skip: 0
  },
  { kind: 'typing', conversation: room, on: true },
  { kind: 'create-room', title: 'x' },
  { kind: 'join', conversation: room },
  { kind: 'leave', conversation: room },
  { kind: 'open-direct', person: { id: '1', name: 'Bo' } },
  { kind: 'members', conversation: room }
]

/** Every word of a document that could be a key or a value on the wire. */
function wordsOf(document: unknown): string[] {
  return [...new Set(JSON.stringify(document).match(/[A-Za-z_@][\w:@-]*/g))]
}

function eventsOf(document: unknown): string[] {
  const names = (document as { inbound: { on: string | string[] }[] }).inbound.flatMap(
    ({ on }) => on
  )
  return [...new Set([...names, 'unheard of'])]
}

function expectSound(reading: Reading): Session {
  for (const event of reading.events) {
    const { issues } = v.safeParse(eventSchema, event)
    if (issues)
      throw new Error(
        `${v.getDotPath(issues[0]) ?? ''} ${issues[0].message} in ${JSON.stringify(event)}`
      )
  }
  expect(reading.rules).not.toContain('!failed')
  return reading.session
}

describe.each(presets.map(({ id, document }) => ({ id, document })))('$id', ({ id, document }) => {
  const dialect = preset(id)
  const value = hostileValue(wordsOf(document))
  const made = fc.record({
    event: fc.constantFrom(...eventsOf(document)),
    args: fc.array(value, { minLength: 1, maxLength: 3 })
  })
  const known = (facts as Partial<Record<string, { event: string; args: unknown[] }[]>>)[id] ?? []
  const changed = known.map(({ event, args }) =>
    fc.record({
      event: fc.constant(event),
      args: fc.tuple(...args.map((arg) => spoiled(arg, value)))
    })
  )
  const heard = fc.oneof(
    { weight: 1, arbitrary: made },
    { weight: 3, arbitrary: fc.oneof(...changed) }
  )

  test('stays sound, event after event', () => {
    const property = fc.property(fc.array(heard, { minLength: 10, maxLength: 10 }), (events) => {
      let session = sessionOf('Ana')
      for (const { event, args } of events) {
        session = expectSound(dialect.read(event, sanitiseArgs(args).args, session, NOON))
        for (const step of dialect.join) step.readWait?.(event, args, session, NOON)
      }
      dialect.connect(session, NOON)
    })
    fc.assert(property, { seed: 20260301, numRuns: RUNS })
  })

  test('reads any answer to anything that it said', () => {
    const property = fc.property(fc.array(value, { maxLength: 3 }), (answer) => {
      const { args } = sanitiseArgs(answer)
      const session = sessionOf('Ana', { socketId: 's1' })
      const verdicts = [
        ...(['send', 'edit', 'delete', 'react', 'read'] as const).map((intent) =>
          dialect.readAck(entryOf({ intent, targetRemoteId: '1' }), args, session, NOON)
        ),
        ...requests.map((request) => dialect.readRequestAck(request, args, session, NOON)),
        ...dialect.join.map((step) => step.readAck(args, session, NOON))
      ]
      for (const verdict of verdicts) {
        if (verdict.kind === 'success') expectSound(verdict.reading)
        else expect(v.is(failureSchema, verdict.failure)).toBe(true)
      }
      const refusal = dialect.readRefusal(answer[0], 'xhr poll error')
      expect(refusal === null || v.is(failureSchema, refusal)).toBe(true)
    })
    fc.assert(property, { seed: 20260302, numRuns: RUNS })
  })
})
