// Servers of nobody: conversations in shapes that no rule was written for, and traffic that is none.
import type { LearnServer } from './learn-sessions.ts'

interface Told {
  event: string
  args: unknown[]
}

function talk(
  id: string,
  message: LearnServer['message'],
  others: Told[] = [{ event: 'hello', args: [{ version: '2.1' }] }]
): LearnServer {
  return { id, message, others }
}

/** Conversations. */
export const unseenServers: LearnServer[] = [
  talk('german-club', {
    event: 'nachricht',
    args: [
      { absender: { name: 'Ana', id: 3 }, inhalt: 'hi there', raum: 'kegeln', zeit: 1772368496 }
    ],
    parts: { text: 'args[0].inhalt', author: 'args[0].absender.name', room: 'args[0].raum' }
  }),
  talk('spanish-school', {
    event: 'mensaje nuevo',
    args: [{ usuario: 'Ana', texto: 'hi there', sala: 'aula-1', hora: '12:34' }],
    parts: { text: 'args[0].texto', author: 'args[0].usuario', room: 'args[0].sala' }
  }),
  talk('italian-radio', {
    event: 'messaggio',
    args: ['Ana', 'hi there', 1772368496000],
    parts: { text: 'args[1]', author: 'args[0]', time: 'args[2]' }
  }),
  talk('terse', {
    event: 'm',
    args: [{ u: 'Ana', t: 'hi there', c: 'general', ts: 1772368496000 }],
    parts: { text: 'args[0].t', author: 'args[0].u', time: 'args[0].ts' }
  }),
  talk('rpc-envelope', {
    event: 'rpc',
    args: [
      {
        method: 'chat.posted',
        params: {
          post: { uid: 'p-1', by: { nick: 'Ana' }, markdown: 'hi there' },
          channelId: 'c-9'
        }
      }
    ],
    parts: {
      text: 'args[0].params.post.markdown',
      author: 'args[0].params.post.by.nick',
      room: 'args[0].params.channelId'
    }
  }),
  talk('support-desk', {
    event: 'ticket:reply',
    args: [
      { ticketId: 771, agent: 'Ana', reply: 'hi there', repliedAt: '2026-03-01T12:34:56.000Z' }
    ],
    parts: { text: 'args[0].reply', author: 'args[0].agent', time: 'args[0].repliedAt' }
  }),
  talk('stream-chat', {
    event: 'CHAT',
    args: [
      {
        sender_name: 'Ana',
        badges: ['sub'],
        comment: 'hi there',
        color: '#aabbcc',
        sent_at: 1772368496
      }
    ],
    parts: { text: 'args[0].comment', author: 'args[0].sender_name', time: 'args[0].sent_at' }
  }),
  talk('board-game-table', {
    event: 'table talk',
    args: ['table-7', { seat: 2, player: { nickname: 'Ana', rating: 1520 }, words: 'hi there' }],
    parts: { text: 'args[1].words', author: 'args[1].player.nickname', room: 'args[0]' }
  }),
  talk('classroom', {
    event: 'post-created',
    args: [
      {
        id: '65f1c0ffee0000000000d004',
        author: { id: '65f1c0ffee0000000000b002', fullName: 'Ana', role: 'teacher' },
        body: 'hi there',
        group: { id: 'g7', title: 'Maths' },
        createdAt: '2026-03-01T12:34:56.000Z'
      }
    ],
    parts: {
      text: 'args[0].body',
      author: 'args[0].author.fullName',
      room: 'args[0].group.id',
      id: 'args[0].id',
      time: 'args[0].createdAt'
    }
  }),
  talk('wrapped-twice', {
    event: 'data',
    args: [
      {
        ok: true,
        payload: {
          kind: 'whisper',
          whisper: { from: 'Ana', to: 'Me', content: 'hi there', at: 1772368496000 }
        }
      }
    ],
    parts: { text: 'args[0].payload.whisper.content', author: 'args[0].payload.whisper.from' }
  }),
  talk('delivery', {
    event: 'driver_message',
    args: [
      {
        driver: { displayName: 'Ana', plate: 'AB123' },
        message: 'hi there',
        order_id: 55012,
        lat: 45.1,
        lng: 9.2
      }
    ],
    parts: { text: 'args[0].message', author: 'args[0].driver.displayName' }
  }),
  talk('bare-lines', {
    event: 'line',
    args: ['hi there'],
    parts: { text: 'args[0]' }
  })
]

/** Eight of one event, some ms apart. */
function many(event: string, everyMs: number, make: (number: number) => unknown[]): Told[] {
  return Array.from({ length: Math.min(40, Math.ceil(8000 / everyMs)) }, (_, number) => ({
    event,
    args: make(number)
  }))
}

/** Traffic without a conversation: games, dashboards, sensors. */
export const silentServers: { id: string; everyMs: number; told: Told[] }[] = [
  {
    id: 'arena',
    everyMs: 50,
    told: many('state', 50, (n) => [{ players: [{ id: 'p1', x: n, y: n * 2 }], tick: n }])
  },
  {
    id: 'snake',
    everyMs: 100,
    told: many('move', 100, (n) => [{ id: 'p1', dir: ['up', 'down', 'left'][n % 3] }])
  },
  {
    id: 'thermometer',
    everyMs: 1000,
    told: many('reading', 1000, (n) => [
      { sensor: 'kitchen', celsius: 20 + n / 10, at: 1772368496000 + n }
    ])
  },
  {
    id: 'prices',
    everyMs: 250,
    told: many('ticker', 250, (n) => [{ symbol: 'ACME', price: 10 + n, time: 1772368496000 + n }])
  },
  {
    id: 'load',
    everyMs: 1000,
    told: many('stats', 1000, (n) => [{ host: 'web-1', cpu: n / 100, mem: 0.4, status: 'healthy' }])
  },
  {
    id: 'jobs',
    everyMs: 700,
    told: many('progress', 700, (n) => [{ job: 'build-17', step: 'compile', percent: n * 10 }])
  },
  {
    id: 'drawing',
    everyMs: 40,
    told: many('draw', 40, (n) => [{ x0: n, y0: n, x1: n + 1, y1: n + 1, color: 'black' }])
  },
  {
    id: 'presence-only',
    everyMs: 900,
    told: many('online', 900, (n) => [{ userId: `u${n % 3}`, online: n % 2 === 0 }])
  }
]
