// A server that is learned, as far as the window can tell: one made-up state for each wish.
import { done } from '../../../src-preload/contract/failure.ts'
import type { Learning, Preview, WayToSay } from '../../../src-preload/contract/learning.ts'
import type { NetworkCalls } from '../../../src-preload/contract/network-calls.ts'
import type { Handlers } from '../../../src-preload/contract/rpc.ts'
import type { World } from './world.ts'

const join: WayToSay = { id: 'j', events: ['join'], asks: ['room'], reason: 'vocabulary' }
const adduser: WayToSay = { id: 'a', events: ['add user'], asks: [], reason: 'vocabulary' }
const chat: WayToSay = { id: 'c', events: ['chat message'], asks: [], reason: 'mirrors-inbound' }
const send: WayToSay = { id: 's', events: ['send-chat-message'], asks: [], reason: 'vocabulary' }

/** What a page says before it talks, on one yes. */
const both: WayToSay = {
  id: 'b',
  events: ['login', 'join room'],
  asks: ['room', 'password'],
  reason: 'page-script'
}

const plain: Omit<Learning, 'serverId'> = {
  verdict: 'listening',
  why: 'nothing-arrived',
  canSend: false,
  readings: [{ event: 'message', is: 'message', confidence: 0.86 }],
  introductions: [join, adduser],
  sends: [chat, send],
  trial: null,
  suggestion: null,
  never: []
}

const wishes: Record<string, Partial<Learning>> = {
  silent: {},
  steps: { introductions: [both, join] },
  people: { why: 'people' },
  suggested: {
    suggestion: { dialectId: 'socketio-chat-example', name: 'Socket.IO chat example', by: 'page' }
  },
  reading: { verdict: 'conversation', why: 'messages' },
  trying: {
    verdict: 'conversation',
    why: 'messages',
    trial: { kind: 'send', proposalId: 'c', state: 'waiting', words: null }
  },
  refused: {
    verdict: 'conversation',
    why: 'messages',
    trial: { kind: 'send', proposalId: 'x', state: 'refused', words: 'room is required' }
  },
  game: { verdict: 'not-a-conversation', why: 'game' },
  telemetry: { verdict: 'not-a-conversation', why: 'telemetry' }
}

/** What a picture asked for; null: the server is not being learned. */
function learningFor(world: World): Learning | null {
  const wish = wishes[world.wish.learn ?? '']
  const server = world.servers[0]
  return wish && server ? { serverId: server.id, ...plain, ...wish } : null
}

type Calls = Pick<
  NetworkCalls,
  'listLearning' | 'previewWay' | 'tryIntroduction' | 'trySend' | 'vouchWay' | 'neverTry'
>

function introduction(proposalId: string, room: string): Preview[] {
  const args = (...all: unknown[]): string => JSON.stringify(all)
  if (proposalId === 'a') return [{ event: 'add user', args: args('Ada') }]
  if (proposalId === 'j') return [{ event: 'join', args: args({ username: 'Ada', room }) }]
  return [
    { event: 'login', args: args({ user: 'Ada', password: '' }) },
    { event: 'join room', args: args(room) }
  ]
}

export function learningAnswers(world: World): Handlers<Calls> {
  const now = learningFor(world)
  const change = (patch: Partial<Learning>) => {
    if (now) world.network?.tell('learningChanged', { ...now, ...patch })
    return done(null)
  }
  return {
    listLearning: () => done(now ? [now] : []),
    previewWay: ({ proposalId, message, filled }) =>
      done(
        message
          ? [
              {
                event: proposalId === 's' ? 'send-chat-message' : 'chat message',
                args: JSON.stringify([{ username: 'Ada', text: message.text }])
              }
            ]
          : introduction(proposalId, filled.room ?? '')
      ),
    tryIntroduction: ({ proposalId }) =>
      change({ trial: { kind: 'introduce', proposalId, state: 'waiting', words: null } }),
    trySend: ({ proposalId }) =>
      change({ trial: { kind: 'send', proposalId, state: 'waiting', words: null } }),
    vouchWay: () => change({ trial: null, canSend: true }),
    neverTry: ({ kind }) => change({ never: [kind] })
  }
}
