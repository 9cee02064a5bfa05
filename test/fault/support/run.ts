// One run: people talk on every server while the plan's faults happen, then all heals and the books are read.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { audit, missed, type Book } from './books.ts'
import type { Chance } from '../../support/chance.ts'
import { Mischief } from './mischief.ts'
import { Person, type Spot } from './person.ts'
import { places, type Planned } from './plan.ts'
import { readBack } from './read-back.ts'
import { MY_NAME, type Stage } from './stage.ts'
import type { Held } from './truth.ts'
import { WindowView } from './window-view.ts'

const TICK_MS = 40
const LOOK_MS = 400
/** Rows that a window shows of any conversation that has as many. */
const LEAST_SHOWN = 50
const RSS_LOOK_MS = 2_000
/** Resident memory of one process beyond which something leaks; twice what a run needs, MB. */
const MOST_RSS_MB = 400
/** Another try of the person's button after a process was given up. */
const BUTTON_MS = 300

export interface RunOptions {
  stage: Stage
  plan: readonly Planned[]
  /** Messages on each server, by the person, and as many by others. */
  messages: number
  chance: Chance
  /** How long it may take until all is quiet once nothing is broken any more, ms. */
  quietMs: number
}

export interface RunReport {
  /** What does not balance; empty: nothing was lost, doubled or out of order. */
  grievances: string[]
  faults: Record<string, number>
  figures: Record<string, number | string>
}

/** Runs the plan; whatever goes wrong is in the report. */
export async function runPlan(options: RunOptions): Promise<RunReport> {
  const run = new Run(options)
  return await run.go()
}

class Run {
  readonly #options: RunOptions
  readonly #startedAt = performance.now()
  readonly #person: Person
  readonly #view: WindowView
  readonly #mischief: Mischief
  readonly #faults: Record<string, number> = {}
  readonly #story: string[] = []
  readonly #rss: Record<'store' | 'network', number[]> = { store: [], network: [] }
  readonly #restarts = { store: 0, network: 0 }

  constructor(options: RunOptions) {
    const { stage, chance } = options
    this.#options = options
    this.#person = new Person(stage.rig, chance.branch('person'), () => this.#time())
    this.#view = new WindowView(
      stage.rig,
      (message) => this.#person.saw(message),
      () => undefined
    )
    this.#mischief = new Mischief(stage)
    this.#keepAlive()
  }

  async go(): Promise<RunReport> {
    const { stage, plan, quietMs } = this.#options
    for (const { conversationId } of stage.spots) await this.#view.show(conversationId)
    const watching = setInterval(() => void this.#measure(), RSS_LOOK_MS)
    const lastAtMs = plan.at(-1)?.atMs ?? 0
    await Promise.all([this.#talk(lastAtMs), ...plan.map((fault) => this.#commit(fault))])
    await this.#mischief.heal()
    // As when the computer's network is back: nobody sits out the last pause.
    await stage.rig.wake()
    const healedAt = performance.now()
    const books = await this.#settle(healedAt + quietMs)
    clearInterval(watching)
    this.#view.close()
    return this.#report(books, Math.round(performance.now() - healedAt))
  }

  /** The person's button: a process that was given up is started again. */
  #keepAlive(): void {
    const { rig } = this.#options.stage
    rig.on('processChanged', ({ name, state }) => {
      this.#story.push(`${this.#time()} ${name} is ${state}`)
      if (name === 'host') return
      if (state === 'restarting') this.#restarts[name] += 1
      if (state === 'gave-up') setTimeout(() => void rig.restart(name), BUTTON_MS)
    })
    rig.on('connectionChanged', ({ serverId, state, reason }) => {
      const place = places.find((one) => this.#options.stage.serverIds[one] === serverId)
      this.#story.push(`${this.#time()} ${place} is ${state} ${reason?.code ?? ''}`)
    })
  }

  async #commit(fault: Planned): Promise<void> {
    await pause(fault.atMs - (performance.now() - this.#startedAt))
    const { atMs, ...what } = fault
    this.#story.push(`${this.#time()} ${JSON.stringify(what)}, planned at ${atMs} ms`)
    await this.#mischief.commit(fault)
    this.#faults[fault.kind] = (this.#faults[fault.kind] ?? 0) + 1
  }

  /** Everybody talks at an even pace from the first fault to the last. */
  async #talk(forMs: number): Promise<void> {
    const { messages } = this.#options
    for (let said = 0; said < messages;) {
      const share = Math.min(1, (performance.now() - this.#startedAt) / forMs)
      for (; said < Math.ceil(messages * share); said++) this.#round(said)
      await pause(TICK_MS)
    }
  }

  #round(number: number): void {
    const { stage, chance } = this.#options
    for (const place of places) {
      const spots = stage.spots.filter((spot) => spot.place === place)
      this.#person.type(chance.pick(spots), wordsFor(chance))
      this.#others(chance.pick(spots), number)
      if (chance.happens(0.05)) void this.#read(chance.pick(spots))
    }
  }

  #others({ place, room }: Spot, number: number): void {
    const { stage, chance } = this.#options
    const words = (name: string): string =>
      `${place} ${room.slice(-6)} ${name} ${number} ${wordsFor(chance)}`
    if (place === 'host') {
      const friend = chance.pick(stage.friends)
      friend.say(room, words(friend.name))
    } else {
      const name = chance.pick(['Cai', 'Dea', 'Eli'])
      stage.servers[place].say(room, name, words(name))
    }
  }

  async #read({ conversationId }: Spot): Promise<void> {
    const last = this.#view.rows(conversationId).findLast(({ own }) => !own)
    if (last) await this.#options.stage.rig.store.markRead({ conversationId, messageId: last.id })
  }

  /** Waits until the books balance; at the end of patience answers with what does not. */
  async #settle(until: number): Promise<Book[]> {
    for (;;) {
      const books = await this.#books().catch((error: unknown) => {
        if (performance.now() > until) throw error
        return null // the store is being started again
      })
      const isQuiet = books !== null && this.#isQuiet() && this.#imbalance(books).length === 0
      if (books && (isQuiet || performance.now() > until)) return books
      await pause(LOOK_MS)
    }
  }

  #isQuiet(): boolean {
    const { friends } = this.#options.stage
    return this.#person.busy === 0 && friends.every(({ waiting }) => waiting === 0)
  }

  async #books(): Promise<Book[]> {
    const { stage } = this.#options
    const held: Held[] = []
    for (const { place, room, conversationId } of stage.spots) {
      const read = await readBack(stage.rig, conversationId)
      held.push({ place, room, conversationId, ...read })
    }
    // Read after the app, so that nothing of it can be newer than the table.
    return places.map((place) => ({
      place,
      myName: MY_NAME,
      isIdempotent: place === 'host',
      hasHistory: place !== 'silent',
      told: place === 'host' ? stage.host.messages() : [...stage.servers[place].messages],
      held: held.filter((one) => one.place === place),
      typed: this.#person.typed.filter((one) => one.place === place)
    }))
  }

  #imbalance(books: readonly Book[]): string[] {
    const { friends } = this.#options.stage
    const silent = friends.filter(({ waiting }) => waiting > 0)
    return [
      ...silent.map(({ name, waiting }) => `${name} could not say ${waiting} words`),
      ...(this.#person.busy > 0 ? [`${this.#person.busy} acts of the person got no answer`] : []),
      ...books.flatMap((book) => audit(book).map((what) => `[${book.place}] ${what}`)),
      ...books.flatMap((book) => this.#unlikeShown(book))
    ]
  }

  /** What the window shows is what the store holds. */
  #unlikeShown({ held }: Book): string[] {
    return held.flatMap(({ room, conversationId, messages }) => {
      const shown = this.#view.rows(conversationId).map(rowOf)
      const stored = messages.slice(messages.length - shown.length).map(rowOf)
      if (shown.length < Math.min(messages.length, LEAST_SHOWN)) {
        return [`the window shows ${shown.length} of ${messages.length} messages in ${room}`]
      }
      const at = shown.findIndex((row, index) => row !== stored[index])
      if (at < 0) return []
      return [`the window shows in ${room} «${shown[at]}» where the store has «${stored[at]}»`]
    })
  }

  #report(books: readonly Book[], quietAfterMs: number): RunReport {
    const grievances = [...this.#imbalance(books), ...this.#growth()]
    const figures: RunReport['figures'] = {
      'quiet after, ms': quietAfterMs,
      'duration, s': Math.round((performance.now() - this.#startedAt) / 1000),
      'restarts of store': this.#restarts.store,
      'restarts of network': this.#restarts.network,
      'RSS of store, MB': spanOf(this.#rss.store),
      'RSS of network, MB': spanOf(this.#rss.network)
    }
    for (const book of books) Object.assign(figures, figuresOf(book))
    for (const book of books)
      if (!book.hasHistory) this.#story.push(...missed(book).map(({ text }) => `missed ${text}`))
    writeFileSync(join(this.#options.stage.dir, 'story.txt'), this.#story.join('\n'))
    return { grievances, faults: this.#faults, figures }
  }

  /** Memory that grew as it never should, whatever was thrown at it. */
  #growth(): string[] {
    return (['store', 'network'] as const).flatMap((name) => {
      const most = Math.max(0, ...this.#rss[name])
      return most > MOST_RSS_MB ? [`the ${name} took ${most} MB, more than ${MOST_RSS_MB}`] : []
    })
  }

  async #measure(): Promise<void> {
    const pids = await this.#options.stage.rig.pids()
    for (const name of ['store', 'network'] as const) {
      const megabytes = rssOf(pids[name])
      if (megabytes !== null) this.#rss[name].push(megabytes)
    }
  }

  #time(): string {
    return `${((performance.now() - this.#startedAt) / 1000).toFixed(2)} s`
  }
}

function figuresOf(book: Book): Record<string, number> {
  const { place, told, typed } = book
  const states: Record<string, number> = {}
  for (const { messages } of book.held) {
    for (const { own, state } of messages) {
      if (own && state !== null) states[state] = (states[state] ?? 0) + 1
    }
  }
  const named = Object.entries(states).map(([state, count]) => [`${place}: own ${state}`, count])
  return {
    [`${place}: typed`]: typed.length,
    [`${place}: on the server`]: told.length,
    [`${place}: of others`]: told.filter(({ author }) => author !== book.myName).length,
    ...(book.hasHistory ? {} : { [`${place}: of others, missed`]: missed(book).length }),
    ...(Object.fromEntries(named) as Record<string, number>)
  }
}

function rowOf({ id, state, text }: { id: number; state: string | null; text: string }): string {
  return `${id} ${state ?? ''} ${text.slice(0, 40)}`
}

function spanOf(values: readonly number[]): string {
  return values.length === 0 ? '?' : `${Math.min(...values)} to ${Math.max(...values)}`
}

function rssOf(pid: number | undefined): number | null {
  if (pid === undefined) return null
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024)
  } catch {
    return null // it died
  }
}

const words = [
  'perché no?',
  'so it goes',
  '日本語',
  '👩‍👩‍👧 ok',
  'l’altro ieri',
  'z̴a̷',
  '"quoted"',
  'a\nb'
]

/** Some words of any length up to a screenful. */
function wordsFor(chance: Chance): string {
  const count = chance.happens(0.03) ? chance.between(50, 300) : chance.between(1, 6)
  return Array.from({ length: count }, () => chance.pick(words)).join(' ')
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))
}
