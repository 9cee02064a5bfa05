// Carries out the planned faults on what is really running, and makes all well again.
import { renameSync, writeFileSync } from 'node:fs'
import type { FaultHost } from './fault-host.ts'
import type { FaultProxy } from './fault-proxy.ts'
import type { OnceServer } from './once-server.ts'
import type { Fault, PlaceName, Victim } from './plan.ts'
import type { Rig } from './rig.ts'
import type { SmallDisk } from './small-disk.ts'

export interface MischiefOptions {
  rig: Rig
  host: FaultHost
  servers: Record<'once' | 'silent', OnceServer>
  proxies: Record<PlaceName, FaultProxy>
  disk: SmallDisk
  clockFiles: Record<'app' | 'host', string>
}

const HOUR_MS = 3_600_000
/** A process that is being started again has no number yet. */
const PID_LOOK_MS = 100
const PID_LOOKS = 150

export class Mischief {
  readonly #options: MischiefOptions
  readonly #offMs = { app: 0, host: 0 }
  readonly #halted = new Set<number>()
  /** Servers are stopped and started one after the other, however the plan overlaps. */
  #outages: Promise<void> = Promise.resolve()

  constructor(options: MischiefOptions) {
    this.#options = options
  }

  /** Ends when the fault is over. */
  async commit(fault: Fault): Promise<void> {
    switch (fault.kind) {
      case 'kill':
        return await this.#kill(fault)
      case 'halt':
        return await this.#halt([await this.#pidOf(fault.victim)], fault.forMs)
      case 'outage':
        return await this.#outage(fault)
      case 'disk-full':
        this.#options.disk.fill(await this.#pidOf('store'))
        await pause(fault.forMs)
        return this.#options.disk.free()
      case 'clock':
        return this.#setClock(fault.of, fault.toMs)
      case 'sleep':
        return await this.#sleep(fault)
      case 'cut':
      case 'stall':
      case 'half-open':
      case 'delay':
      case 'trickle':
      case 'corrupt':
      case 'refuse':
        return await this.#spoilNetwork(fault)
    }
  }

  /** Nothing is broken any more; what was broken may still have to notice. */
  async heal(): Promise<void> {
    this.#options.disk.free()
    for (const pid of this.#halted) signal(pid, 'SIGCONT')
    for (const proxy of Object.values(this.#options.proxies)) proxy.heal()
    await this.#outages
  }

  async #spoilNetwork(
    fault: Exclude<Fault, { kind: 'kill' | 'halt' | 'outage' | 'disk-full' | 'clock' | 'sleep' }>
  ): Promise<void> {
    const proxy = this.#options.proxies[fault.place]
    switch (fault.kind) {
      case 'cut':
        return proxy.cut(fault.how)
      case 'corrupt':
        return proxy.corrupt(fault.way)
      case 'half-open':
        proxy.goHalfOpen(fault.way)
        await pause(fault.forMs)
        return proxy.cut('rst')
      case 'stall':
        return await during(fault.forMs, (isOn) => proxy.stall(isOn))
      case 'refuse':
        return await during(fault.forMs, (isOn) => proxy.refuse(isOn))
      case 'trickle':
        return await during(fault.forMs, (isOn) => proxy.trickle(isOn))
      case 'delay':
        return await during(fault.forMs, (isOn) => proxy.delay(isOn ? fault.byMs : 0))
    }
  }

  async #kill({ victim, times, pauseMs }: Extract<Fault, { kind: 'kill' }>): Promise<void> {
    for (let round = 0; round < times; round++) {
      if (victim === 'host') await this.#options.host.kill(pauseMs)
      else signal(await this.#pidOf(victim), 'SIGKILL')
      await pause(pauseMs)
    }
  }

  async #halt(pids: readonly number[], forMs: number): Promise<void> {
    for (const pid of pids) {
      this.#halted.add(pid)
      signal(pid, 'SIGSTOP')
    }
    await pause(forMs)
    for (const pid of pids) {
      signal(pid, 'SIGCONT')
      this.#halted.delete(pid)
    }
  }

  #outage({ place, forMs }: Extract<Fault, { kind: 'outage' }>): Promise<void> {
    const server = this.#options.servers[place]
    this.#outages = this.#outages.then(async () => {
      await server.stop()
      await pause(forMs)
      await server.start()
    })
    return this.#outages
  }

  async #sleep({ forMs, hours }: Extract<Fault, { kind: 'sleep' }>): Promise<void> {
    const { rig, proxies } = this.#options
    const pids = [await this.#pidOf('store'), await this.#pidOf('network'), rig.pid ?? 0]
    for (const proxy of Object.values(proxies)) proxy.goHalfOpen('both')
    const asleep = this.#halt(pids, forMs)
    this.#setClock('app', this.#offMs.app + hours * HOUR_MS)
    await asleep
    await rig.wake()
  }

  #setClock(of: 'app' | 'host', offMs: number): void {
    this.#offMs[of] = offMs
    const path = this.#options.clockFiles[of]
    writeFileSync(`${path}.new`, String(offMs))
    renameSync(`${path}.new`, path)
  }

  async #pidOf(victim: Victim): Promise<number> {
    for (let look = 0; look < PID_LOOKS; look++) {
      const pid =
        victim === 'host' ? this.#options.host.pid : (await this.#options.rig.pids())[victim]
      if (pid !== undefined) return pid
      await pause(PID_LOOK_MS)
    }
    throw new Error(`the ${victim} did not come back within ${PID_LOOK_MS * PID_LOOKS} ms`)
  }
}

async function during(forMs: number, set: (isOn: boolean) => void): Promise<void> {
  set(true)
  await pause(forMs)
  set(false)
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (cause) {
    // It is dead already: another fault was quicker.
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
