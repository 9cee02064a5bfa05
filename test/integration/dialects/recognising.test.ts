// Which servers are recognised by listening alone; a wrong name is worse than none, so no case of it is allowed.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { presets } from '../../../src-main/dialects/presets.ts'
import type { Opening } from '../../../src-main/dialects/compiled.ts'
import { weigh, type HeardEvent, type Seen } from '../../../src-main/dialects/recognise.ts'
import { openHost } from '../../../src-main/host/open-host.ts'
import { behaviours } from '../../support/dialect-emulator/behaviours/all.ts'
import {
  book,
  listenAlone,
  listenAt,
  listenInCompany,
  listenIntroduced,
  session
} from '../../support/dialect-emulator/stranger.ts'
import { LISTEN_MS } from '../../../src-main/network/recognise.ts'
import { knownServers, type LearnServer } from '../../support/learn-sessions.ts'
import { silentServers, unseenServers } from '../../support/learn-unseen.ts'

/** Others need a moment to come and talk, and a busy machine gives it to all at once. */
const COMPANY_MS = 2_500

interface Met {
  id: string
  alone: Seen
  inCompany: Seen
  introduced: Seen
}
const met: Met[] = []

/** Collected facts name some servers otherwise than their dialects. */
const presetOf: Readonly<Record<string, string>> = {
  'sio-chat': 'socketio-chat-example',
  'sio-get-started-chat': 'socketio-get-started',
  'sio-private-messaging': 'socketio-private-messaging',
  'sio-classic-0x-chat': 'socketio-classic-chat',
  'sio-connection-state-recovery': 'socketio-connection-state-recovery',
  'andrewmead-chat-v2': 'andrewmead-chat',
  'burakorkmez-fullstack-chat': 'fullstack-chat',
  'mern-talk-a-tive': 'mern-chat',
  'open-webui-channels': 'open-webui',
  'mukhin-example-1': 'mukhin-chat',
  'botpress-v12-webchat': 'botpress-webchat',
  'kishan-snappy': 'snappy-chat',
  'netty-socketio-namespaces': 'netty-socketio-demo'
}
const unknownOpening: Opening = {
  generation: 4,
  path: '/socket.io',
  namespace: '/',
  handshake: null,
  refusal: null
}

beforeAll(async () => {
  await book.list()
  const all = behaviours.map(async (behaviour) => {
    const alone = await listenAlone(behaviour, LISTEN_MS)
    const inCompany = await listenInCompany(behaviour, COMPANY_MS)
    const answers = await listenIntroduced(behaviour, LISTEN_MS)
    const introduced = { ...alone, heard: [...alone.heard, ...answers] }
    return { id: behaviour.id, alone, inCompany, introduced }
  })
  met.push(...(await Promise.all(all)))
})

const dialects = (without: string | null = null) =>
  presets.flatMap(({ id }) => (id === without ? [] : (book.get(id) ?? [])))

/** What became of each: `unclear` said something and was not recognised, `mute` said nothing at all. */
function tally(seen: (one: Met) => Seen) {
  const sorted: Record<'right' | 'wrong' | 'unclear' | 'mute', string[]> = {
    right: [],
    wrong: [],
    unclear: [],
    mute: []
  }
  for (const one of met) {
    const as = weigh(dialects(), seen(one), session).id
    const isMute = seen(one).heard.length === 0
    const kind = as === one.id ? 'right' : as !== null ? 'wrong' : isMute ? 'mute' : 'unclear'
    sorted[kind].push(one.id)
  }
  return sorted
}

describe('a server whose dialect comes with Filo', () => {
  test('is recognised where it says something by itself, and never as another', () => {
    const { right, wrong, unclear } = tally(({ alone }) => alone)
    expect(wrong).toEqual([])
    expect(right.sort()).toEqual([
      'botpress-webchat',
      'evolution-api',
      'fullstack-chat',
      'nodebb-chat',
      'socketio-connection-state-recovery',
      'socketio-private-messaging',
      'thelounge',
      'wolf-palringo',
      'wppconnect-server'
    ])
    // An empty list on entering could be anybody's.
    expect(unclear).toEqual(['traversy-mongochat'])
  })

  test('is recognised by what others say there, and never as another', () => {
    const { right, wrong, unclear, mute } = tally(({ inCompany }) => inCompany)
    expect(wrong).toEqual([])
    expect(unclear).toEqual([])
    // The rest tells strangers nothing: rooms that are entered first, assistants, answers to requests.
    expect(right.length).toBeGreaterThanOrEqual(25)
    expect(right.length + mute.length).toBe(behaviours.length)
  })

  test('is recognised by what it answers to an introduction, and never as another', () => {
    const { right, wrong } = tally(({ introduced }) => introduced)
    expect(wrong).toEqual([])
    expect(right.length).toBeGreaterThanOrEqual(26)
    const ofCompany = tally(({ inCompany }) => inCompany).right
    const never = behaviours.filter(({ id }) => !right.includes(id) && !ofCompany.includes(id))
    // They tell strangers nothing, and answer in acknowledgements or not at all.
    expect(never.length).toBeLessThanOrEqual(6)
  })

  test('is a candidate whatever it says, with nothing held against it', () => {
    for (const { id, alone, inCompany } of met) {
      for (const seen of [alone, inCompany]) {
        const { id: sure, candidates } = weigh(dialects(), seen, session)
        const at = candidates.findIndex((one) => one.id === id)
        if (sure !== null) expect(at, id).toBe(0)
        if (seen.heard.length > 0 && sure === null) expect(at, id).toBeLessThan(3)
        expect(candidates.every(({ fit }) => fit >= 0 && fit <= 1)).toBe(true)
        if (sure !== null) expect(candidates[0]?.reasons, id).not.toEqual([])
      }
    }
  })

  test('comes up among the candidates by the library that it runs on, and by its path', () => {
    const rankOf = (id: string): number => {
      const seen = met.find((one) => one.id === id)?.alone
      const { candidates } = seen ? weigh(dialects(), seen, session) : { candidates: [] }
      return candidates.findIndex((one) => one.id === id)
    }
    expect(rankOf('chainlit')).toBe(0)
    for (const id of ['rasa-socketio', 'openhands', 'devika', 'flask-socketio-example']) {
      expect(rankOf(id), id).toBeGreaterThanOrEqual(0)
      expect(rankOf(id), id).toBeLessThan(5)
    }
    // A listener is offered the right one for at least so many of those that tell strangers nothing.
    const { mute } = tally(({ alone }) => alone)
    const offered = mute.filter((id) => rankOf(id) >= 0)
    expect(offered.length).toBeGreaterThanOrEqual(18)
  })

  test('is nobody’s if its own dialect is not there', () => {
    const wrong = met.flatMap(({ id, alone, inCompany, introduced }) =>
      [alone, inCompany, introduced].flatMap((seen) => {
        const as = weigh(dialects(id), seen, session).id
        return as === null ? [] : [{ id, as }]
      })
    )
    expect(wrong).toEqual([])
  })
})

describe('servers that no dialect was written for', () => {
  const played = ({ others, message }: LearnServer): HeardEvent[] => [
    ...others,
    ...Array.from({ length: 5 }, () => message)
  ]
  const seenAs = (heard: HeardEvent[]) =>
    weigh(dialects(), { opening: unknownOpening, heard }, session).id

  test.each(unseenServers)('$id is not taken for one that is known', (server) => {
    expect(seenAs(played(server))).toBeNull()
  })

  test.each(silentServers)('$id is not taken for a conversation', ({ told }) => {
    expect(seenAs(told)).toBeNull()
  })

  test.each(knownServers())('$id of the collected facts is itself, or nobody', (server) => {
    const as = seenAs(played(server))
    const own = presetOf[server.id] ?? server.id
    expect([null, own]).toContain(as)
  })
})

test('a host of Filo’s is recognised by its welcome, and by how it refuses', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'filo-recognise-'))
  const opened = await openHost({ port: 0, dataDir, hostName: 'Office' })
  if (!opened.ok) throw new Error(opened.failure.code)
  try {
    const url = `http://127.0.0.1:${opened.value.state.port ?? 0}`
    const seen = await listenAt(url, {}, LISTEN_MS)
    expect(weigh(dialects(), seen, session).id).toBe('filo')
    const refusal = { message: 'secret-wrong', data: { code: 'secret-wrong' } }
    const refused = weigh(dialects(), { heard: [], opening: { ...seen.opening, refusal } }, session)
    expect(refused).toMatchObject({ id: 'filo', refusal: { code: 'secret-wrong' } })
  } finally {
    await opened.value.close()
    rmSync(dataDir, { recursive: true })
  }
})
