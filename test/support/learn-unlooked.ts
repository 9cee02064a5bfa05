// More servers of nobody, written before the learner was tuned and never looked at while it was: the honest figure.
import type { LearnServer } from './learn-sessions.ts'

export const unlookedServers: LearnServer[] = [
  {
    id: 'nl-buurt',
    others: [{ event: 'buren', args: [[{ naam: 'Ana' }, { naam: 'Bo' }]] }],
    message: {
      event: 'bericht ontvangen',
      args: [{ afzender: 'Ana', bericht: 'hi there', kamer: 'straat-9', tijd: '12:34' }],
      parts: { text: 'args[0].bericht', author: 'args[0].afzender', room: 'args[0].kamer' }
    },
    join: [{ event: 'kamer binnengaan', args: [{ naam: '{{me}}', kamer: '{{room}}' }] }],
    send: [{ event: 'bericht sturen', args: [{ bericht: '{{text}}', kamer: '{{room}}' }] }],
    echo: true,
    page: `socket.emit('kamer binnengaan', { naam: naam, kamer: kamer });
      knop.onclick = () => socket.emit('bericht sturen', { bericht: veld.value, kamer: kamer });`
  },
  {
    id: 'pl-szkola',
    others: [{ event: 'obecni', args: [{ lista: ['Ana', 'Bo'] }] }],
    message: {
      event: 'wiadomosc',
      args: [{ nadawca: { imie: 'Ana', rola: 'uczen' }, tresc: 'hi there', wyslano: 1772368496 }],
      parts: { text: 'args[0].tresc', author: 'args[0].nadawca.imie', time: 'args[0].wyslano' }
    },
    join: [{ event: 'dolacz', args: ['{{me}}'] }],
    send: [{ event: 'wiadomosc', args: ['{{text}}'] }],
    echo: true
  },
  {
    id: 'es-barrio',
    others: [{ event: 'vecino:entra', args: [{ apodo: 'Bo' }] }],
    message: {
      event: 'charla:nueva',
      args: [{ charla: { apodo: 'Ana', dice: 'hi there', plaza: 'mayor', cuando: 1772368496000 } }],
      parts: {
        text: 'args[0].charla.dice',
        author: 'args[0].charla.apodo',
        time: 'args[0].charla.cuando'
      }
    },
    join: [{ event: 'vecino:hola', args: [{ apodo: '{{me}}' }] }],
    send: [{ event: 'charla:decir', args: [{ dice: '{{text}}' }] }],
    echo: true,
    page: `io().emit("vecino:hola",{apodo:e}),o.emit("charla:decir",{dice:n.value});`
  },
  {
    id: 'ja-shop',
    others: [{ event: '接続数', args: [5] }],
    message: {
      event: '受信',
      args: [{ 送信者: { 名: 'Ana', 番号: 31 }, 内容: 'hi there', 店: 't-4' }],
      parts: { text: 'args[0]["内容"]', author: 'args[0]["送信者"]["名"]', room: 'args[0]["店"]' }
    },
    join: [{ event: '入店', args: [{ 名: '{{me}}', 店: '{{room}}' }] }],
    send: [{ event: '送信', args: [{ 内容: '{{text}}', 店: '{{room}}' }] }],
    echo: true
  },
  {
    id: 'opaque-nested',
    others: [{ event: 'q', args: [{ z: 1 }] }],
    message: {
      event: 'p',
      args: [{ h: { i: 'a1', s: 1772368496 }, b: { f: 'Ana', v: 'hi there' } }],
      parts: { text: 'args[0].b.v', author: 'args[0].b.f', id: 'args[0].h.i', time: 'args[0].h.s' }
    },
    send: [{ event: 'p', args: [{ b: { v: '{{text}}' } }] }],
    echo: true
  },
  {
    id: 'opaque-coded',
    others: [{ event: '40', args: [0] }],
    message: {
      event: '31',
      args: [7, { 1: 'Ana', 2: 'hi there', 3: 'g-55' }],
      parts: { text: 'args[1]["2"]', author: 'args[1]["1"]', room: 'args[1]["3"]' }
    },
    join: [{ event: '10', args: [{ 1: '{{me}}', 3: '{{room}}' }] }],
    send: [{ event: '30', args: [{ 2: '{{text}}', 3: '{{room}}' }] }],
    echo: true,
    page: `c.emit("10",{1:n,3:r});function g(){c.emit("30",{2:t.value,3:r})}`
  },
  {
    id: 'helpdesk-threads',
    others: [{ event: 'agent:status', args: [{ agent: 'Ana', status: 'available' }] }],
    message: {
      event: 'thread:entry',
      args: [
        {
          threadId: 'th-9',
          entry: { kind: 'comment', by: { displayName: 'Ana', staff: true }, markdown: 'hi there' },
          at: '2026-03-01T12:34:56.000Z'
        }
      ],
      parts: {
        text: 'args[0].entry.markdown',
        author: 'args[0].entry.by.displayName',
        room: 'args[0].threadId',
        time: 'args[0].at'
      }
    },
    join: [{ event: 'thread:open', args: [{ threadId: '{{room}}' }], ack: [{ ok: true }] }],
    send: [
      {
        event: 'thread:reply',
        args: [{ threadId: '{{room}}', markdown: '{{text}}' }],
        ack: [{ ok: true }]
      }
    ],
    echo: true,
    page: `socket.emit('thread:open', { threadId }, render); socket.emit('thread:reply', { threadId, markdown: editor.getValue() }, done)`
  },
  {
    id: 'broadcast-pair',
    others: [{ event: 'user_connected', args: ['Bo'] }],
    message: {
      event: 'broadcast',
      args: ['hi there', { sender: 'Ana' }],
      parts: { text: 'args[0]', author: 'args[1].sender' }
    },
    join: [{ event: 'set_username', args: ['{{me}}'] }],
    send: [{ event: 'send', args: ['{{text}}'] }],
    echo: true
  },
  {
    id: 'chat-plain',
    others: [{ event: 'userJoined', args: [{ nickname: 'Bo' }] }],
    message: {
      event: 'receiveMessage',
      args: [{ nickname: 'Ana', content: 'hi there', sentAt: '2026-03-01T12:34:56.000Z' }],
      parts: { text: 'args[0].content', author: 'args[0].nickname', time: 'args[0].sentAt' }
    },
    join: [{ event: 'login', args: [{ nickname: '{{me}}' }] }],
    send: [{ event: 'sendMessage', args: [{ content: '{{text}}' }] }],
    echo: true,
    page: `socket.emit('login', { nickname: this.nickname })
      socket.emit('sendMessage', { content: this.draft })`
  },
  {
    id: 'chat-with-rooms',
    others: [{ event: 'roomData', args: [{ room: 'blue', users: [{ name: 'Ana' }] }] }],
    message: {
      event: 'message',
      args: [{ user: 'Ana', text: 'hi there' }],
      parts: { text: 'args[0].text', author: 'args[0].user' }
    },
    join: [{ event: 'join', args: [{ name: '{{me}}', room: '{{room}}' }], ack: [] }],
    send: [{ event: 'sendMessage', args: ['{{text}}'], ack: [] }],
    echo: true,
    page: `socket.emit('join', { name, room }, (error) => { if (error) alert(error) });
      const sendMessage = (event) => { event.preventDefault(); if (message) socket.emit('sendMessage', message, () => setMessage('')) }`
  },
  {
    id: 'assistant',
    others: [{ event: 'connected', args: [{ sid: 'ab12' }] }],
    message: {
      event: 'response',
      args: [{ role: 'assistant', content: 'hi there', tokens: 12 }],
      parts: { text: 'args[0].content', author: 'args[0].role' }
    },
    send: [{ event: 'prompt', args: [{ content: '{{text}}' }] }],
    echo: false,
    page: `socket.emit("prompt",{content:e.target.value})`
  },
  {
    id: 'dm-by-number',
    others: [{ event: 'me', args: [{ id: 41, name: 'Me' }] }],
    message: {
      event: 'direct',
      args: [{ sender: 7, receiver: 41, body: 'hi there', id: 900 }],
      parts: { text: 'args[0].body', authorId: 'args[0].sender', id: 'args[0].id' }
    },
    send: [{ event: 'direct', args: [{ receiver: '{{toId:int}}', body: '{{text}}' }] }],
    echo: false
  }
]

type Told = { event: string; args: unknown[] }

function many(event: string, everyMs: number, make: (number: number) => unknown[]): Told[] {
  return Array.from({ length: Math.min(40, Math.ceil(60_000 / everyMs)) }, (_, number) => ({
    event,
    args: make(number)
  }))
}

/** Traffic in which nobody talks. */
export const unlookedQuiet: { id: string; everyMs: number; told: Told[] }[] = [
  {
    id: 'racing',
    everyMs: 60,
    told: many('car', 60, (n) => [{ id: `c${n % 4}`, p: [n, n * 2, 0], v: n / 3, name: 'Ana' }])
  },
  {
    id: 'football',
    everyMs: 4000,
    told: many('goal', 4000, (n) => [{ team: n % 2 ? 'Reds' : 'Blues', minute: n, score: '1-0' }])
  },
  {
    id: 'queue',
    everyMs: 1500,
    told: many('ticket', 1500, (n) => [{ number: `A${100 + n}`, desk: n % 5, state: 'called' }])
  },
  {
    id: 'parcel',
    everyMs: 5000,
    told: many('tracking', 5000, (n) => [
      { parcel: '55AB012', status: ['in transit', 'out for delivery'][n % 2], lat: 45 + n / 100 }
    ])
  },
  {
    id: 'editor',
    everyMs: 150,
    told: many('op', 150, (n) => [{ rev: n, ops: [n, 'a', -1], author: 'Ana', doc: 'd-1' }])
  },
  {
    id: 'music',
    everyMs: 3000,
    told: many('now playing', 3000, (n) => [
      { title: ['Blue Road', 'Night Walk'][n % 2], artist: 'The Lamps', seconds: n * 3 }
    ])
  }
]
