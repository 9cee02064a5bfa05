// Holds that a report says how things stand and nothing of anybody's.
import fc from 'fast-check'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { settingsSchema } from '../../../src-preload/contract/app-calls.ts'
import { reportParts } from '../../../src-preload/contract/diagnostics.ts'
import { plainSettings } from '../../../src-main/shell/diagnostics/plain-settings.ts'
import {
  reportTexts,
  wholeReport,
  type ReportFacts
} from '../../../src-main/shell/diagnostics/report-text.ts'

const facts: ReportFacts = {
  system: { Filo: '0.1.0' },
  processes: [{ name: 'main', load: 0.012, memoryBytes: 118_200_000 }],
  supervised: [{ name: 'store', state: 'gave-up', restarts: 5, restartAt: null, failure: null }],
  settings: ['theme: dark'],
  store: { schema: 14, fileBytes: 2_500_000, counts: { servers: 2, messages: 18_204 } },
  network: {
    threads: [
      { name: 'receiver', isRunning: true, ends: 2, queue: 0, events: 7, bytes: 1_000, load: 0.1 }
    ],
    servers: [
      {
        dialect: null,
        state: 'offline',
        transport: null,
        generation: null,
        failure: 'server-timeout'
      },
      { dialect: 'filo', state: 'online', transport: 'websocket', generation: 4, failure: null }
    ],
    check: {
      at: 0,
      lines: [
        {
          step: 'dns',
          result: 'failed',
          finding: 'name-unknown',
          ms: 12.4,
          code: 'address-unknown'
        }
      ]
    }
  },
  crashes: [
    { id: 'a', at: 0, part: 'window', kind: 'crashed', code: 11, dumpBytes: 1_000_000 },
    { id: 'b', at: 0, part: 'transfers', kind: 'hung', code: null, dumpBytes: null }
  ],
  log: 'one line\n'
}

it('tells of processes, threads, amounts, connections, the last check and crashes', () => {
  const parts = reportTexts(facts)
  expect(parts.map(({ name }) => name)).toEqual([...reportParts])
  expect(wholeReport(parts, 0)).toBe(`Filo debug report, 1970-01-01T00:00:00.000Z

== system ==
Filo: 0.1.0

== processes ==
main: 1 %, 118.2 MB
store is gave-up, restarted 5 times
thread receiver: 10 %, 7 events, 0.0 MB in all, 0 waiting, ended 2 times

== settings ==
theme: dark

== contents ==
schema: 14
database: 2.5 MB
servers: 2
messages: 18204

== connections ==
servers: 2
offline, no transport, no generation, a dialect of one’s own, server-timeout
online, websocket, generation 4, dialect filo, no failure
last check, 1970-01-01T00:00:00.000Z
  dns: failed, name-unknown, address-unknown, 12 ms

== crashes ==
1970-01-01T00:00:00.000Z window: crashed (11), dump of 1.0 MB
1970-01-01T00:00:00.000Z transfers: hung, no dump

== log ==
one line
`)
})

it('says so where a process does not answer', () => {
  const text = wholeReport(reportTexts({ ...facts, store: null, network: null, log: '' }), 0)
  expect(text).toContain('store: did not answer')
  expect(text).toContain('network: did not answer')
  expect(text).toContain('threads of network: did not answer')
})

it('shows of settings what is chosen, and of texts only whether there is one', () => {
  const secret = fc.string({ minLength: 6, maxLength: 40, unit: 'grapheme' })
  fc.assert(
    fc.property(secret, (text) => {
      const settings = v.parse(settingsSchema, {
        theme: 'dark',
        personName: text,
        lastServerId: text,
        updates: { feed: `https://${encodeURIComponent(text)}.example/` },
        desktop: { spelling: true, spellingLanguages: ['it', 'de'] }
      })
      const shown = plainSettings(settings).join('\n')
      fc.pre(!plainSettings(v.parse(settingsSchema, {})).join('\n').includes(text.trim()))
      expect(shown).not.toContain(text.trim() === '' ? '\u0000' : text)
      for (const line of [
        'theme: dark',
        'personName: set',
        'updates.feed: set',
        'hosting.on: false'
      ])
        expect(shown).toContain(line)
      expect(shown).toContain('desktop.spelling: true\ndesktop.spellingLanguages: 2 of them')
    }),
    { numRuns: 100 }
  )
})
