// The dialects, as far as the window can tell: some that come with Filo, one that was imported, one that is learned.
import type { DialectCalls, DialectErrand } from '../../../src-preload/contract/dialect-calls.ts'
import { done } from '../../../src-preload/contract/failure.ts'
import type { DialectSummary } from '../../../src-preload/contract/network-calls.ts'
import type { Handlers } from '../../../src-preload/contract/rpc.ts'
import type { World } from './world.ts'

const plain = { description: '', loginFields: [] }

export const madeUpDialects: DialectSummary[] = [
  {
    ...plain,
    id: 'filo',
    name: 'Filo',
    description: 'The server that Filo hosts.',
    origin: 'built-in'
  },
  {
    ...plain,
    id: 'socketio-chat',
    name: 'Socket.IO chat example',
    description: 'One room, names, typing: the example that everyone starts with.',
    origin: 'built-in'
  },
  {
    id: 'lets-chat',
    name: 'Let’s Chat',
    description: 'Rooms with history for small teams.',
    loginFields: [
      {
        key: 'token',
        label: { en: 'Access token', it: 'Token di accesso' },
        secret: true,
        required: true
      }
    ],
    origin: 'built-in'
  },
  {
    ...plain,
    id: 'club',
    name: 'Chat of the chess club',
    description: 'Two rooms and a bot that announces the moves.',
    origin: 'own'
  },
  { ...plain, id: 'learned-1', name: 'lan.example:8080', origin: 'learned' }
]

const errands: Record<string, DialectErrand> = {
  taken: {
    kind: 'taken',
    dialectId: 'club',
    name: 'Chat of the chess club',
    file: 'club.json',
    mayReplace: true
  },
  invalid: {
    kind: 'failed',
    file: 'club.json',
    failure: {
      code: 'dialect-invalid',
      retry: false,
      detail: { path: 'inbound[0].text', reason: 'Expected an expression, found }' }
    }
  },
  imported: {
    kind: 'imported',
    dialectId: 'club',
    name: 'Chat of the chess club',
    file: 'club.json'
  }
}

export function dialectAnswers(world: World): Handlers<DialectCalls> {
  const errand = errands[world.wish.errand ?? 'imported']
  const tell = () => {
    if (errand) setTimeout(() => world.app?.tell('dialectErrand', errand))
    return done(null)
  }
  return { importDialect: tell, importTaken: tell, exportDialect: tell }
}
