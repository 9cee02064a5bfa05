// How many of the servers whose presets come with Filo are named, by what they show and when; and whether any is misnamed.
import { presets } from '../../src-main/dialects/presets.ts'
import type { Recognition, Seen } from '../../src-main/dialects/recognise.ts'
import { weigh } from '../../src-main/dialects/recognise.ts'
import { talkIn } from '../../src-main/dialects/learn/page-script.ts'
import type { DialectDocument } from '../../src-main/dialects/schema.ts'
import { suggest } from '../../src-main/dialects/suggest.ts'
import { LISTEN_MS } from '../../src-main/network/recognise.ts'
import { behaviours } from '../support/dialect-emulator/behaviours/all.ts'
import {
  book,
  listenAlone,
  listenInCompany,
  listenIntroduced,
  session
} from '../support/dialect-emulator/stranger.ts'
import { knownServers, type LearnServer } from '../support/learn-sessions.ts'
import type { Bench, BenchContext, Figure } from './figure.ts'

/** Others need a moment to come and talk. */
const COMPANY_MS = 2_500
/** How well a dialect must fit to be asked about when a server is added, and how many are. */
const LIKELY = 0.5
const ASKED = 3
/** Servers that are played at once. */
const AT_ONCE = 8

/** What was made of one server, each time by somebody who knows nothing of it. */
interface Named {
  id: string
  /** The dialects that it was taken for; null: for none. */
  atOnce: string | null
  inCompany: string | null
  introduced: string | null
  /** By its page, or its client's where that lives elsewhere; undefined where no page is known. */
  byPage: string | null | undefined
  isAsked: boolean
}

export const recogniseBench: Bench = {
  name: 'recognise',
  about: 'servers whose presets come with Filo, emulated: which are named by what they show',
  minutes: { full: 0.5, quick: 0.2 },
  run: async (context) => {
    await book.list()
    const named: Named[] = []
    for (let start = 0; start < behaviours.length; start += AT_ONCE) {
      const some = behaviours.slice(start, start + AT_ONCE)
      named.push(...(await Promise.all(some.map(nameOf))))
    }
    return figuresOf(named, context)
  }
}

async function nameOf(behaviour: (typeof behaviours)[number]): Promise<Named> {
  const { id } = behaviour
  const alone = await listenAlone(behaviour, LISTEN_MS)
  const company = await listenInCompany(behaviour, COMPANY_MS)
  const answers = await listenIntroduced(behaviour, LISTEN_MS)
  const first = weighed(alone)
  const isAsked = first.candidates.slice(0, ASKED).some((one) => one.id === id && one.fit >= LIKELY)
  return {
    id,
    isAsked: first.id === null && isAsked,
    atOnce: first.id,
    inCompany: weighed(company).id,
    introduced: weighed({ ...alone, heard: [...alone.heard, ...answers] }).id,
    byPage: pageNames(knownServers().find(({ preset }) => preset === id))
  }
}

function weighed(seen: Seen): Recognition {
  return weigh(
    presets.flatMap(({ id }) => book.get(id) ?? []),
    seen,
    session
  )
}

function pageNames(server: LearnServer | undefined): string | null | undefined {
  const page = server?.page ?? server?.clientPage
  const documents = presets.map(({ document }) => document as DialectDocument)
  return page === undefined ? undefined : (suggest(documents, talkIn(page))?.dialectId ?? null)
}

type Look = (one: Named) => string | null | undefined

function figuresOf(named: readonly Named[], context: BenchContext): Figure[] {
  const listened: Look[] = [
    ({ atOnce }) => atOnce,
    ({ inCompany }) => inCompany,
    ({ introduced }) => introduced
  ]
  const all: Look[] = [...listened, ({ byPage }) => byPage]
  const pages = named.filter(({ byPage }) => byPage !== undefined)
  context.say(`${named.length} servers, ${pages.length} with a page that is known`)
  const by = (looks: readonly Look[]) => (one: Named) => looks.some((look) => look(one) === one.id)
  const missed = named.filter((one) => !by(all)(one)).map(({ id }) => id)
  context.say(`never named: ${missed.join(', ') || 'none'}`)
  const isWrong = (one: Named): boolean => all.some((look) => (look(one) ?? one.id) !== one.id)
  return [
    share('named within 0.6 s, by nobody’s doing', named, by(listened.slice(0, 1))),
    share('not named then, asked about among three', named, ({ isAsked }) => isAsked),
    share('named once others talk', named, by(listened.slice(0, 2))),
    share('named once others talk or an introduction was answered', named, by(listened)),
    share('named by the page, where one is known', pages, by(all.slice(3))),
    share('named by any of these', named, by(all)),
    { ...share('named wrongly by any of these', named, isWrong), aim: { of: 'value', atMost: 0 } }
  ]
}

function share(name: string, among: readonly Named[], is: (one: Named) => boolean): Figure {
  const part = among.filter(is).length
  return { name, unit: 'percent', value: (100 * part) / Math.max(1, among.length) }
}
