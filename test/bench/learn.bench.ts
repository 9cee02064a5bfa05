// How much of servers that nobody described is understood: read, sent to, introduced to; beside a guesser by key names.
import { presets } from '../../src-main/dialects/presets.ts'
import { Tutor } from '../../src-main/dialects/learn/tutor.ts'
import { vocabularyOf, type Vocabulary } from '../../src-main/dialects/learn/vocabulary.ts'
import { tryIntroducing, trySending, watch } from '../support/learn-course.ts'
import { hideNames } from '../support/learn-opaque.ts'
import { knownServers, sessionOf, type LearnServer, type Told } from '../support/learn-sessions.ts'
import { quietStrangers, strangers } from '../support/learn-strangers.ts'
import { unlookedQuiet, unlookedServers } from '../support/learn-unlooked.ts'
import { silentServers, unseenServers } from '../support/learn-unseen.ts'
import { figureOf, type Bench, type BenchContext, type Figure } from './figure.ts'
import {
  alarmsNaively,
  introduceNaively,
  isRead,
  readNaively,
  sendNaively
} from './support/naive-learner.ts'

export const learnBench: Bench = {
  name: 'learn',
  about: 'servers whose dialect is taken away, understood by watching; beside known keys alone',
  minutes: { full: 0.5, quick: 0.2 },
  run: (context) => {
    const known = knownServers()
    const invented = [...strangers, ...unseenServers]
    const figures = [
      ...measure('public servers', known, context, { read: 95, sent: 85, silent: 75 }),
      ...measure('invented servers', invented, context),
      ...measure('invented, never looked at', unlookedServers, context),
      reading('public servers, all names hidden', known.map(hideNames)),
      reading('invented servers, all names hidden', invented.map(hideNames)),
      falseAlarms(),
      costOfAnEvent(known)
    ]
    return Promise.resolve(figures)
  }
}

interface Aims {
  read: number
  sent: number
  silent: number
}

/** Statistics without the server's own dialect. */
function vocabularyWithout({ preset }: LearnServer): Vocabulary {
  return vocabularyOf(presets.flatMap(({ id, document }) => (id === preset ? [] : [document])))
}

function measure(
  name: string,
  servers: readonly LearnServer[],
  context: BenchContext,
  aims?: Aims
): Figure[] {
  const senders = servers.filter(({ send }) => (send?.length ?? 0) > 0)
  const silent = servers.filter(({ join }) => (join?.length ?? 0) > 0)
  const others = servers.filter(({ sendsBy }) => sendsBy === 'http' || sendsBy === 'none')
  const pages = senders.filter(({ page }) => page !== undefined).length
  context.say(
    `${name}: ${servers.length}, ${senders.length} take messages by socket (${pages} with a page), ` +
      `${silent.length} are silent at first, ${others.length} take messages by HTTP or not at all`
  )
  return [
    reading(name, servers, aims?.read),
    ...sending(name, senders, context, aims?.sent),
    ...introducing(name, silent, context, aims?.silent)
  ]
}

function reading(name: string, servers: readonly LearnServer[], aim?: number): Figure {
  const read = servers.map((server) => isRead(watch(server, vocabularyWithout(server)).read))
  return share(
    `${name}: read after 5 messages`,
    read,
    servers.map((one) => isRead(readNaively(one))),
    aim
  )
}

function sending(
  name: string,
  servers: readonly LearnServer[],
  context: BenchContext,
  aim?: number
): Figure[] {
  if (servers.length === 0) return []
  const within = (most: number, given: readonly LearnServer[]): boolean[] =>
    given.map((server) => trySending(server, vocabularyWithout(server), most) !== null)
  const naive = servers.map(sendNaively)
  const first = within(1, servers)
  missed(context, `${name} sent to`, servers, first)
  return [
    share(`${name}: sent after 1 yes, page read where there is one`, first, naive),
    ...withClients(servers, (clients) => [
      share(`${name}: sent after 1 yes, its page or its client's`, within(1, clients), naive, aim)
    ]),
    share(`${name}: sent after 1 yes, page not read`, within(1, servers.map(withoutPage)), naive),
    share(`${name}: sent after 3 yes, page read where there is one`, within(3, servers), naive)
  ]
}

function introducing(
  name: string,
  servers: readonly LearnServer[],
  context: BenchContext,
  aim?: number
): Figure[] {
  if (servers.length === 0) return []
  const within = (together: number, given: readonly LearnServer[]): boolean[] =>
    given.map((server) => {
      const read = tryIntroducing(server, vocabularyWithout(server), { most: 2, together })
      return read !== null && isRead(read)
    })
  const naive = servers.map(introduceNaively)
  const first = within(1, servers)
  missed(context, `${name} introduced to`, servers, first)
  const bare = servers.map(withoutPage)
  return [
    share(`${name}: silent, read after 2 yes, page read where there is one`, first, naive),
    ...withClients(servers, (clients) => [
      share(
        `${name}: silent, read after 2 yes, its page or its client's`,
        within(1, clients),
        naive,
        aim
      )
    ]),
    share(`${name}: silent, read after 2 yes, page not read`, within(1, bare), naive),
    share(`${name}: silent, read after 2 yes to 5 each, page not read`, within(5, bare), naive)
  ]
}

/** Figures for servers whose client lives elsewhere, where the person gave the address of its page. */
function withClients(
  servers: readonly LearnServer[],
  figures: (clients: readonly LearnServer[]) => Figure[]
): Figure[] {
  const clients = servers.map((server) => {
    const page = server.page ?? server.clientPage
    return page === undefined ? server : { ...server, page }
  })
  return servers.some(({ clientPage }) => clientPage !== undefined) ? figures(clients) : []
}

function withoutPage({ page: _, ...server }: LearnServer): LearnServer {
  return server
}

function missed(
  context: BenchContext,
  what: string,
  servers: readonly LearnServer[],
  right: readonly boolean[]
): void {
  const wrong = servers.flatMap(({ id }, at) => (right[at] ? [] : [id]))
  context.say(`not ${what}: ${wrong.join(', ') || 'none'}`)
}

/** Games, sensors and feeds that are taken for a conversation. */
function falseAlarms(): Figure {
  const quiet = [...silentServers, ...quietStrangers, ...unlookedQuiet]
  const alarmed = quiet.map(({ told, everyMs }) => {
    const tutor = new Tutor({ myName: 'Me' })
    told.forEach(({ event, args }, at) => tutor.note(event, args, 1_772_000_000_000 + at * everyMs))
    return tutor.verdict().is === 'conversation'
  })
  const naive = quiet.map(({ told }) => alarmsNaively(told))
  const name = `${quiet.length} games, sensors and feeds taken for a conversation`
  return { ...share(name, alarmed, naive), aim: { of: 'value', atMost: 0 } }
}

/** What watching costs the thread that receives: CPU of an event on average, for each server. */
function costOfAnEvent(servers: readonly LearnServer[]): Figure {
  const samples = servers.map((server) => {
    const tutor = new Tutor({ myName: 'Me' })
    const session = manyTimes(sessionOf(server, 1_772_000_000_000), 20)
    const before = process.cpuUsage()
    for (const { event, args, at } of session) tutor.note(event, args, at)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000 / session.length
  })
  const aim = { of: 'value', atMost: 3 } as const
  return figureOf({ name: 'CPU to take note of an event', unit: 'ms', quote: 'max', samples, aim })
}

function manyTimes(session: readonly (Told & { at: number })[], times: number) {
  return Array.from({ length: times }, () => session).flat()
}

function share(
  name: string,
  right: readonly boolean[],
  naive: readonly boolean[],
  aim?: number
): Figure {
  const baseline = { name: 'known keys', value: percent(naive) }
  const value = percent(right)
  return {
    name,
    unit: 'percent',
    value,
    baseline,
    ...(aim === undefined ? {} : { aim: { of: 'value', atLeast: aim } })
  }
}

function percent(flags: readonly boolean[]): number {
  return (100 * flags.filter(Boolean).length) / Math.max(1, flags.length)
}
