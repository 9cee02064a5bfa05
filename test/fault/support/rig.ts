// The test's side of the rig: starts Electron without a window, asks as the window does, hears what it hears.
import { spawn, type ChildProcess } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { refuse, type Result } from '../../../src-preload/contract/failure.ts'
import { networkCalls, type NetworkCalls } from '../../../src-preload/contract/network-calls.ts'
import type { Caller } from '../../../src-preload/contract/rpc.ts'
import { storeCalls, type StoreCalls } from '../../../src-preload/contract/store-calls.ts'
import type { FromRig, RigCalls, RigEvents, RigSetup } from './rig-wire.ts'

export interface RigOptions extends RigSetup {
  /** The built rig. */
  folder: string
  /** Electron's own folder for this person. */
  userData: string
  clockFile: string
  logFile: string
}

export class Rig {
  readonly store: Caller<StoreCalls>
  readonly network: Caller<NetworkCalls>
  readonly #child: ChildProcess
  readonly #events = new EventEmitter()
  readonly #pending = new Map<number, (result: Result<unknown>) => void>()
  #nextId = 1
  #isEnding = false

  constructor(options: RigOptions) {
    this.#child = startElectron(options)
    this.#child.on('message', (message: FromRig) => this.#heard(message))
    this.#child.on('exit', () => this.#ended())
    this.store = this.#callerFor('store', Object.keys(storeCalls)) as Caller<StoreCalls>
    this.network = this.#callerFor('network', Object.keys(networkCalls)) as Caller<NetworkCalls>
  }

  on<Name extends keyof RigEvents>(name: Name, listener: (payload: RigEvents[Name]) => void): void {
    this.#events.on(name, listener)
  }

  once<Name extends keyof RigEvents>(
    name: Name,
    listener: (payload: RigEvents[Name]) => void
  ): void {
    this.#events.once(name, listener)
  }

  /** Main's own process. */
  get pid(): number | undefined {
    return this.#child.pid
  }

  async pids(): Promise<RigCalls['pids']> {
    const asked = await this.#ask('rig', 'pids', null)
    return asked.ok ? (asked.value as RigCalls['pids']) : { store: undefined, network: undefined }
  }

  restart(name: 'store' | 'network'): Promise<Result<unknown>> {
    return this.#ask('rig', 'restart', name)
  }

  wake(): Promise<Result<unknown>> {
    return this.#ask('rig', 'wake', null)
  }

  /** Ends the processes in order, then Electron. */
  async close(): Promise<void> {
    this.#isEnding = true
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exited = once(this.#child, 'exit')
    await this.#ask('rig', 'stop', null)
    this.#child.disconnect()
    await exited
  }

  #callerFor(to: 'store' | 'network', names: readonly string[]): object {
    return Object.fromEntries(
      names.map((name) => [name, (input: unknown) => this.#ask(to, name, input)])
    )
  }

  #ask(to: 'store' | 'network' | 'rig', name: string, input: unknown): Promise<Result<unknown>> {
    return new Promise((resolve) => {
      if (!this.#child.connected) return resolve(refuse('process-gone', undefined, true))
      const id = this.#nextId++
      this.#pending.set(id, resolve)
      this.#child.send({ id, to, name, input })
    })
  }

  #heard(message: FromRig): void {
    if ('event' in message) {
      this.#events.emit(message.event, message.payload)
      return
    }
    this.#pending.get(message.id)?.(message.result)
    this.#pending.delete(message.id)
  }

  #ended(): void {
    for (const resolve of this.#pending.values()) resolve(refuse('process-gone', undefined, true))
    this.#pending.clear()
    if (!this.#isEnding) throw new Error('the rig itself ended: main must survive everything')
  }
}

function startElectron(options: RigOptions): ChildProcess {
  const executable = process.env['FILO_ELECTRON']
  if (executable === undefined) throw new Error('FILO_ELECTRON names no Electron')
  const { databasePath, storeKey, dialectsDir } = options
  const child = spawn(
    executable,
    [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--ozone-platform=headless',
      '--disable-gpu',
      `--user-data-dir=${options.userData}`,
      options.folder
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        FILO_RIG: JSON.stringify({ databasePath, storeKey, dialectsDir } satisfies RigSetup),
        FILO_CLOCK_FILE: options.clockFile,
        FILO_LOG_LEVEL: process.env['FILO_LOG_LEVEL'] ?? 'info'
      }
    }
  )
  const log = createWriteStream(options.logFile, { flags: 'a' })
  child.stdout?.pipe(log, { end: false })
  child.stderr?.pipe(log, { end: false })
  return child
}
