// What a learner without thought would do: known keys at known places, and the usual `join`.
import type { EventReading } from '../../../src-main/dialects/learn/study.ts'
import { takeApart } from '../../../src-main/dialects/learn/leaves.ts'
import { judge, sessionOf, type LearnServer, type Told } from '../../support/learn-sessions.ts'
import { EmulatedServer, personOf } from '../../support/learn-emulator.ts'

const TEXT = new Set(['text', 'message', 'msg', 'content', 'body'])
const AUTHOR = new Set(['username', 'user', 'name', 'from', 'author', 'sender', 'nickname'])
const ROOM = new Set(['room', 'roomId', 'channel'])

/** What is read of five messages by the names of keys alone. */
export function readNaively(server: LearnServer): ReturnType<typeof judge> {
  const session = sessionOf(server, 0)
  const last = session.at(-1)?.args ?? []
  return judge(server, { learner: { readings: () => session.flatMap(readOne) }, last })
}

function readOne({ event, args }: Told): EventReading[] {
  const { leaves } = takeApart(args)
  const find = (keys: ReadonlySet<string>): string | null =>
    leaves.find(({ keys: path }) => keys.has(path.at(-1) ?? ''))?.path ?? null
  const text = find(TEXT)
  if (text === null) return []
  const parts = {
    ...{ text, author: find(AUTHOR), authorId: null, room: find(ROOM) },
    ...{ time: null, id: null, recipient: null, notices: [] }
  }
  return [{ event, when: undefined, confidence: 1, is: 'message', parts }]
}

/** Whether the text under the key and event that arrives gets through. */
export function sendNaively(server: LearnServer): boolean {
  const { event, args, parts } = server.message
  const key = /\.(\w+)$/.exec(parts.text ?? '')?.[1]
  const said = { event, args: key === undefined ? ['hi'] : [{ [key]: 'hi', username: 'Me' }] }
  const room = personOf(server)['room'] ?? ''
  return (
    args.length > 0 && new EmulatedServer(server, personOf(server)).say(said, 'hi', room).isTaken
  )
}

/** Whether the two most usual introductions make it talk. */
export function introduceNaively(server: LearnServer): boolean {
  const person = personOf(server)
  const emulated = new EmulatedServer(server, person)
  emulated.introduce({ event: 'join', args: [{ username: 'Me', room: person['room'] }] })
  emulated.introduce({ event: 'login', args: [{ username: 'Me' }] })
  return emulated.talks && isRead(readNaively(server))
}

export function isRead({ text, author, room }: ReturnType<typeof judge>): boolean {
  return text && author && room
}

/** Whether a conversation is seen where none is: any text under a known key. */
export function alarmsNaively(told: readonly Told[]): boolean {
  return told.some((one) => readOne(one).length > 0)
}
