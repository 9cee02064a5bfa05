// The network process, as far as the window can tell.
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import {
  networkCalls,
  type AddressFinding,
  type DialectCandidate
} from '../../../src-preload/contract/network-calls.ts'
import type { Port } from '../../../src-preload/contract/port.ts'
import { openRpc } from '../../../src-preload/contract/rpc.ts'
import { doctorLines } from './doctor-lines.ts'
import { inspectorHandlers } from './stand-in-inspector.ts'
import { makeReadings } from './readings.ts'
import { madeUpDialects } from './stand-in-dialects.ts'
import { learningAnswers } from './stand-in-learning.ts'
import type { World } from './world.ts'

const later = (ms: number): Promise<void> => new Promise((go) => setTimeout(go, ms))

/** Answers the network's calls on a port. */
export function answerNetwork(port: Port, world: World): void {
  let timer: ReturnType<typeof setInterval> | undefined
  world.network = openRpc(port, {
    answers: {
      table: networkCalls,
      handlers: {
        ...inspectorHandlers(world),
        listConnections: () => done(world.connections),
        tryAddress: ({ connect, trust }) => tryAddress(connect.url, trust),
        listTraffic: () => done(world.traffic),
        ...learningAnswers(world),
        listDialects: () => done(madeUpDialects),
        listFits: () => done(doubts.slice(0, 2)),
        renameDialect: () => done(null),
        removeDialect: () => refuse('dialect-in-use', { count: 1 }),
        filesShown: () => done(null),
        reconnect: () => done(null),
        setTyping: () => done(null),
        loadOlder: async () => {
          await later(world.wish.slow ? 3_000 : 300)
          return done({ added: 0, more: false })
        },
        fillGap: async () => {
          await later(world.wish.slow ? 3_000 : 300)
          if (world.wish.gap === 'unknowable') return refuse('not-supported')
          return world.wish.gap === 'failed'
            ? refuse('server-unreachable', {}, true)
            : done({ added: 0, closed: true })
        },
        catchUp: () => done(null),
        diagnose: async ({ run }) => {
          const lines = doctorLines(world.wish.doctor)
          for (const line of lines) world.network?.tell('diagnosisStep', { run, line })
          if (world.wish.doctor === 'running') await later(60_000)
          return done(lines)
        },
        cancelDiagnosis: () => done(null),
        createRoom: () => refuse('not-allowed'),
        joinRoom: () => done(null),
        leaveRoom: () => done(null),
        openDirect: () => done({ conversationId: 6 }),
        watchMembers: () =>
          done(
            [
              'Ada',
              'Grace Hopper',
              'Margaret Hamilton',
              'Katherine Johnson',
              'Alan Turing',
              'مريم ميرزاخاني'
            ].map((name, n) => ({ id: name, name, online: n < 4 }))
          ),
        unwatchMembers: () => done(null),
        watchThreads: ({ on }) => {
          clearInterval(timer)
          const tell = () =>
            world.network?.tell('threadsMeasured', { readings: makeReadings('network') })
          if (on) timer = setInterval(tell, 1_000)
          if (on) tell()
          return done(null)
        }
      }
    }
  })
}

const selfSigned = {
  host: 'self-signed.home.example',
  name: 'self-signed.home.example',
  issuer: 'self-signed.home.example',
  until: Date.UTC(2036, 10, 19),
  fingerprint: Array.from({ length: 32 }, (_, n) => (n * 7 + 16).toString(16).toUpperCase()).join(
    ':'
  ),
  cause: 'DEPTH_ZERO_SELF_SIGNED_CERT'
}

async function tryAddress(url: string, trust: string | null): Promise<Result<AddressFinding>> {
  await later(600)
  if (url.includes('self-signed') && trust === null) {
    return refuse('server-certificate-untrusted', selfSigned)
  }
  if (url.includes('nobody')) return refuse('server-unreachable', { address: url }, true)
  if (url.includes('client')) {
    const elsewhere = 'https://api.example.org https://chat.example.net:3001'
    return refuse('server-not-socketio', { address: url, elsewhere })
  }
  if (url.includes('web')) return refuse('server-not-socketio', { address: url })
  if (url.includes('taken')) return refuse('name-taken')
  if (url.includes('doubt')) return done({ ...found, dialectId: null, candidates: doubts })
  return done(found)
}

const doubts: DialectCandidate[] = [
  {
    ...{ id: 'traversy-chatcord', name: 'ChatCord', fit: 0.7 },
    reasons: [
      { kind: 'event', event: 'roomUsers' },
      { kind: 'event', event: 'message' }
    ]
  },
  {
    ...{ id: 'andrewmead-chat', name: 'Andrew Mead’s chat', fit: 0.6 },
    reasons: [{ kind: 'handshake' }, { kind: 'page' }]
  },
  { id: 'fiora', name: 'Fiora', fit: 0.1, reasons: [] }
]

const found: AddressFinding = {
  generation: 4,
  path: '/socket.io',
  namespace: '/',
  parser: 'default',
  transport: 'websocket',
  dialectId: 'filo',
  serverName: 'Found',
  candidates: [{ id: 'filo', name: 'Filo', fit: 1, reasons: [] }]
}
