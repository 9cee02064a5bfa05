// Raw events for the pictures of the Inspector: of every kind, understood and not, asked and answered, many if asked.
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import type {
  EventDetail,
  EventReading,
  EventRow,
  InspectorCalls,
  Told,
  TriedSaying
} from '../../../src-preload/contract/inspector.ts'
import type { Handlers } from '../../../src-preload/contract/rpc.ts'
import type { World } from './world.ts'

const MOST = 500

function read(rule: string, told: Partial<Told> & { kind: Told['kind'] }, count = 1): EventReading {
  return {
    rules: [rule],
    told: [{ who: null, text: null, count: null, ...told }],
    count,
    later: false
  }
}

const unread: EventReading = { rules: [], told: [], count: 0, later: false }

type Made = Partial<EventRow> & { event: string; args: unknown[]; ackArgs?: unknown[] }

const made: Made[] = [
  {
    event: 'hello',
    direction: 'out',
    purpose: 'join',
    ack: 'acked',
    ackMs: 12,
    args: [{ name: 'Ada', version: 1 }],
    ackArgs: [{ ok: true, me: { id: 'u1', name: 'Ada' } }]
  },
  {
    event: 'welcome',
    args: [{ me: { id: 'u1', name: 'Ada' }, token: 'f3a9c1', people: ['Grace', 'Margaret'] }],
    reading: read('identity#0', { kind: 'identity', who: 'Ada' })
  },
  {
    event: 'page',
    args: [{ messages: [{ id: 1, user: 'Grace', text: 'found it' }], more: true }],
    reading: read('history#2', { kind: 'history', text: 'found it', count: 20 })
  },
  {
    event: 'message',
    args: [
      {
        id: 'm81',
        at: 1772368496000,
        user: { id: 'u2', name: 'Grace Hopper' },
        text: 'The relay on panel F was stuck again, so I taped the culprit into the log book.',
        tags: ['relay', 'panel F'],
        edited: false,
        replyTo: null
      }
    ],
    reading: read('message#3', {
      kind: 'message',
      who: 'Grace Hopper',
      text: 'The relay on panel F was stuck again, so I taped the culprit into the log book.'
    })
  },
  {
    event: 'typing',
    args: ['Margaret', true],
    reading: read('typing#5', { kind: 'typing', who: 'Margaret' })
  },
  { event: 'telemetry', args: [{ cpu: 0.31, mem: [412, 1024], up: 18_321 }], reading: unread },
  {
    event: 'say',
    direction: 'out',
    purpose: 'send',
    ack: 'acked',
    ackMs: 23,
    args: [{ text: 'Looking now', clientId: '6f1de3c2-7c1e-4f59-9d0b-111111111111' }],
    ackArgs: [null, { id: 'm82' }]
  },
  { event: 'ready?', args: [{ round: 4 }], ack: 'open', reading: unread },
  {
    event: 'picture',
    args: ['moth.png', new Uint8Array(Array.from({ length: 420 }, (_, n) => (n * 37 + 65) % 256))],
    reading: unread
  },
  {
    event: 'kick',
    direction: 'out',
    purpose: 'manual',
    ack: 'timeout',
    args: [{ who: 'nobody' }]
  },
  {
    event: 'an-event-with-a-name-that-is-much-longer-than-any-column-is-wide',
    args: ['مريم', { text: 'صباح الخير' }],
    reading: unread
  }
]

/** The events for a picture: `none`, `many` (one hundred thousand), or a few. */
function rowsFor(which: string | undefined): { rows: EventRow[]; of: (id: number) => Made } {
  const count = which === 'none' ? 0 : which === 'many' ? 100_000 : 36
  const of = (id: number): Made => made[(id - 1) % made.length] ?? { event: '', args: [] }
  const start = Date.now() - count * 700
  const rows = Array.from({ length: count }, (_, n) => rowOf(n + 1, start + n * 700, of(n + 1)))
  return { rows, of }
}

function rowOf(id: number, at: number, { args, ackArgs: _ack, ...more }: Made): EventRow {
  const text = JSON.stringify(args, (_key, value: unknown) =>
    value instanceof Uint8Array ? `<${value.length} bytes>` : value
  )
  return {
    id,
    at,
    direction: 'in',
    namespace: '/',
    bytes: text.length + 20,
    argCount: args.length,
    preview: text.slice(1, -1).slice(0, 160),
    ack: null,
    ackMs: null,
    purpose: null,
    reading: null,
    ...more
  }
}

/** The Inspector's calls. */
export function inspectorHandlers(world: World): Handlers<InspectorCalls> {
  const { rows, of } = rowsFor(world.wish.events)
  const detail = (id: number): EventDetail | null => {
    const row = rows[id - 1]
    const { args, ackArgs } = of(id)
    return row ? { row, args, ackArgs: ackArgs ?? null, events: [] } : null
  }
  return {
    ...recordings(),
    watchEvents: ({ serverId }) => {
      if (serverId === null) return done([])
      // As the network process does: in pieces, ten a second.
      for (let at = MOST; at < rows.length; at += MOST) {
        const more = { serverId, rows: rows.slice(at, at + MOST), skipped: 0 }
        setTimeout(() => world.network?.tell('eventsCaptured', more), at / 100)
      }
      return done(rows.slice(0, MOST))
    },
    readEvent: ({ id }) => {
      const found = detail(id)
      return found ? done(found) : refuse('not-found')
    },
    clearEvents: () => done(null),
    emitByHand: () => done({ id: 10 }),
    answerByHand: () => done(null),
    findEvent: () => done({ id: 4 }),
    searchEvents: () => done({ ids: [] }),
    readDialect: () => done({ document: null, isOwn: false }),
    saveDialect: () => done({ dialectId: 'own' }),
    trySaying: ({ document, text }) => triedSaying(document, text),
    judgeAnswer: () => done({ isGood: true, words: null }),
    expressionWords: () =>
      done({ variables: ['args', 'me', 'login'], functions: ['time', 'text', 'trim', 'lower'] }),
    tryDocument: ({ document, ids }) => {
      const { inbound } = document as { inbound: { text?: string; author?: { name?: string } }[] }
      const [rule] = inbound
      if (rule?.text?.includes('nope')) {
        const detail = { path: 'inbound.0.text', reason: 'unknown variable nope (at 15)' }
        return done({ readings: null, failure: { code: 'dialect-invalid', retry: false, detail } })
      }
      const who = rule?.author?.name ? 'Grace Hopper' : null
      const reading = read('message#0', {
        kind: 'message',
        who,
        text: 'The relay on panel F was stuck again'
      })
      return done({ readings: ids.map((id) => ({ id, reading, events: [] })), failure: null })
    }
  }
}

// As near to the compiler as a picture needs.
function triedSaying(document: unknown, text: string): Result<TriedSaying> {
  const { outbound } = document as { outbound: { send: { emit: string; args: unknown[] } } }
  const { emit, args } = outbound.send
  const written = JSON.stringify(args)
  if (written.includes('nope')) {
    const detail = { path: 'outbound.send.args.0.text', reason: 'unknown variable nope (at 0)' }
    return done({ saying: null, failure: { code: 'dialect-invalid', retry: false, detail } })
  }
  const filled = written
    .replace('"=entry.text"', JSON.stringify(text))
    .replace('"=conversation.remoteId"', '"workshop"')
    .replace('"=entry.clientId"', '"0199-42"')
    .replace('"=first(me.name, login.name)"', '"Ada"')
  return done({ saying: { event: emit, args: JSON.parse(filled) as unknown[] }, failure: null })
}

function recordings() {
  const event = (name: string, args: unknown[]) => ({
    at: 1,
    direction: 'in',
    event: name,
    args,
    ack: null
  })
  return {
    draftRecording: ({ secrets }: { secrets: boolean }) => {
      const token = secrets ? 'f3a9c1' : '[left out]'
      const events = [
        event('welcome', [{ me: { id: 'u1', name: 'Ada' }, token }]),
        event('message', [{ id: 'm81', user: { id: 'u2', name: 'Grace' }, text: 'found it' }])
      ]
      const recording = {
        filoRecording: 1,
        dialectId: 'filo',
        namespace: '/',
        redacted: !secrets,
        events
      }
      return done({
        text: JSON.stringify(recording, null, 2),
        events: 2,
        leftOut: 0,
        redacted: secrets ? 0 : 2,
        redactions: [
          { path: '0.args.0.token', reason: 'key' as const },
          { path: '1.args.0.text', reason: 'login' as const }
        ]
      })
    },
    replay: () => done({ rows: rowsFor('few').rows.slice(0, 9), events: [] }),
    makeFixture: () => done({ text: '{}' })
  }
}
