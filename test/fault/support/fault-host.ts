// Runs Filo's own host as a process; it is killed and halted, and comes back at the same port.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../../../src-main/base/sql.ts'
import type { BuiltRig } from './build-rig.ts'
import type { Told } from './truth.ts'

export interface FaultHostOptions {
  built: Pick<BuiltRig, 'hostScript' | 'clockScript'>
  dataDir: string
  clockFile: string
  logFile: string
}

export class FaultHost {
  readonly #options: FaultHostOptions
  #child: ChildProcess | null = null
  #port = 0
  /** Ends and starts follow each other, however they overlap in the plan. */
  #last: Promise<void> = Promise.resolve()

  constructor(options: FaultHostOptions) {
    this.#options = options
  }

  get port(): number {
    return this.#port
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  start(): Promise<void> {
    return this.#next(() => this.#start())
  }

  /** Kills it in the middle of whatever it does, and starts it again after a pause, ms. */
  kill(pauseMs: number): Promise<void> {
    return this.#next(async () => {
      await this.#end('SIGKILL')
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
      await this.#start()
    })
  }

  stop(): Promise<void> {
    return this.#next(() => this.#end('SIGTERM'))
  }

  /** All messages as its tables hold them, in its order. */
  messages(): Told[] {
    const database = openDatabase(join(this.#options.dataDir, 'host.db'))
    try {
      return database
        .prepare<Told>(
          `SELECT m.conversation_id AS room, p.name AS author, m.text, m.seq
           FROM message m JOIN person p ON p.id = m.author_id ORDER BY m.conversation_id, m.seq`
        )
        .all([])
    } finally {
      database.close()
    }
  }

  #next(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(work)
    return this.#last
  }

  async #start(): Promise<void> {
    const { built, dataDir, clockFile, logFile } = this.#options
    const child = spawn(
      process.execPath,
      ['--import', built.clockScript, built.hostScript, String(this.#port), dataDir],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, FILO_CLOCK_FILE: clockFile } }
    )
    this.#child = child
    child.stderr.on('data', (chunk: Buffer) => appendFileSync(logFile, chunk))
    this.#port = await portOf(child)
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    this.#child = null
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      const port = /listening on http:\/\/[^:]+:(\d+)/.exec(printed)?.[1]
      if (port !== undefined) resolve(Number(port))
    })
    child.once('exit', (code) =>
      reject(new Error(`the host ended with ${code} before it listened`))
    )
  })
}
