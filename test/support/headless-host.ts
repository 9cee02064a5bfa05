// The headless host as its own process, for tests that stop or kill it.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** A running `node host.process.cjs --headless …`. Whoever starts it stops it. */
export class HeadlessHost {
  readonly #child: ChildProcess
  readonly #ended: Promise<Ended>
  #stdout = ''
  #stderr = ''

  constructor(script: string, args: readonly string[]) {
    this.#child = spawn(process.execPath, [script, '--headless', ...args])
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.#stdout += chunk.toString()))
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#stderr += chunk.toString()))
    this.#ended = once(this.#child, 'close').then(([code, signal]) => ({
      code: code as number | null, // what 'close' hands over
      signal: signal as NodeJS.Signals | null,
      stdout: this.#stdout,
      stderr: this.#stderr
    }))
  }

  get ended(): Promise<Ended> {
    return this.#ended
  }

  /** Resolves to the address once it listens; rejects with what it said if it ends before. */
  async listening(): Promise<string> {
    const heard = new Promise<string>((resolve) => {
      this.#child.stdout?.on('data', () => {
        const address = /listening on (http:\S+?)(?:,|\n)/.exec(this.#stdout)?.[1]
        if (address !== undefined) resolve(address)
      })
    })
    const early = this.ended.then((ended) => {
      throw new Error(`ended with ${ended.code}: ${ended.stderr}`)
    })
    return Promise.race([heard, early])
  }

  stop(signal: NodeJS.Signals): Promise<Ended> {
    this.#child.kill(signal)
    return this.ended
  }
}
