// A Linux desktop of the test's own: a session bus, and on it a program that shows notifications and a tray.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const PATIENCE_MS = 10_000

/** A notification as the desktop was asked to show it. */
export interface ShownNotification {
  what: 'shown'
  id: number
  /** The number of the one that it replaces; 0 for a new one. */
  replaces: number
  title: string
  body: string
  /** Keys of what can be done, and their labels. */
  actions: string[]
  labels: string[]
  hints: Record<string, unknown>
}

type Event =
  | ShownNotification
  | { what: 'closed'; id: number }
  | { what: 'tray'; owner: string }
  | { what: 'item'; tip: unknown; picture: number | null; entries: [number, string, boolean][] }
  | { what: 'badge'; address: string; values: Record<string, unknown> }
  | { what: 'ready' | 'trouble'; about?: string }

type Of<What extends Event['what']> = Extract<Event, { what: What }>

export interface DesktopWish {
  /** What its notifications can do. */
  offers?: string[]
  /** Whether it has a tray. */
  tray?: boolean
}

/** A bus of its own; `env` is for whoever is to be on it. */
export async function startBus(
  env: NodeJS.ProcessEnv = process.env
): Promise<{ env: { DBUS_SESSION_BUS_ADDRESS: string }; stop: () => Promise<void> }> {
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore']
  })
  return { env: { DBUS_SESSION_BUS_ADDRESS: await firstLine(bus) }, stop: () => end(bus) }
}

export class TestDesktop {
  readonly env: { DBUS_SESSION_BUS_ADDRESS: string }
  readonly #child: ChildProcess
  readonly #stopBus: () => Promise<void>
  readonly #events: Event[] = []
  #heard: () => void = () => undefined

  private constructor(child: ChildProcess, bus: Awaited<ReturnType<typeof startBus>>) {
    this.#child = child
    this.env = bus.env
    this.#stopBus = bus.stop
    if (child.stdout)
      createInterface({ input: child.stdout }).on('line', (line) => {
        // Written by the program beside this file.
        this.#events.push(JSON.parse(line) as Event)
        this.#heard()
      })
  }

  static async start(wish: DesktopWish = {}): Promise<TestDesktop> {
    const bus = await startBus()
    const offers = wish.offers ?? ['actions', 'body', 'body-markup', 'inline-reply']
    const child = spawn(
      // Debian's own: another in the way has no D-Bus.
      '/usr/bin/python3',
      [
        join(import.meta.dirname, 'desktop_session.py'),
        JSON.stringify({ offers, tray: wish.tray ?? false })
      ],
      { env: { ...process.env, ...bus.env }, stdio: ['pipe', 'pipe', 'inherit'] }
    )
    const desktop = new TestDesktop(child, bus)
    await desktop.next('ready').catch(async (error: unknown) => {
      await desktop.stop()
      throw error
    })
    return desktop
  }

  /** What the person does. */
  do(wish: Record<string, unknown> & { do: string }): void {
    this.#child.stdin?.write(`${JSON.stringify(wish)}\n`)
  }

  /** The next event of a kind that fits, from now on or not yet taken; each is answered once. */
  async next<What extends Event['what']>(
    what: What,
    fits: (event: Of<What>) => boolean = () => true
  ): Promise<Of<What>> {
    const giveUpAt = Date.now() + PATIENCE_MS
    for (;;) {
      const found = this.#take(what, fits)
      if (found) return found
      const leftMs = giveUpAt - Date.now()
      if (leftMs <= 0) throw new Error(`the desktop heard of no such '${what}': ${this.#told()}`)
      await this.#wait(leftMs)
    }
  }

  /** Everything of a kind that was not taken. */
  all<What extends Event['what']>(what: What): Of<What>[] {
    return this.#events.filter((event): event is Of<What> => event.what === what)
  }

  async stop(): Promise<void> {
    await end(this.#child)
    await this.#stopBus()
  }

  #take<What extends Event['what']>(
    what: What,
    fits: (event: Of<What>) => boolean
  ): Of<What> | null {
    const index = this.#events.findIndex(
      (event) => event.what === what && fits(event as Of<What>) // what it is was just seen
    )
    return index < 0 ? null : ((this.#events.splice(index, 1)[0] as Of<What> | undefined) ?? null)
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#heard = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #told(): string {
    return JSON.stringify(this.#events).slice(0, 2000)
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the bus has no output')
  for await (const line of createInterface({ input: child.stdout })) return line
  throw new Error('the bus ended without an address')
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
