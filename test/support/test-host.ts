// A host on a free port with a data folder of its own, for tests.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openHost, type Host, type HostOptions } from '../../src-main/host/open-host.ts'
import { HostGuest, type GuestOptions } from './host-guest.ts'

/** A host and its guests; `close` ends all and removes the data. */
export class TestHost {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'filo-host-'))
  readonly #options: Partial<HostOptions>
  readonly #guests: HostGuest[] = []
  #host: Host | undefined

  private constructor(options: Partial<HostOptions>) {
    this.#options = options
  }

  static async open(options: Partial<HostOptions> = {}): Promise<TestHost> {
    const test = new TestHost(options)
    await test.start(options.port ?? 0)
    return test
  }

  get host(): Host {
    if (!this.#host) throw new Error('the host is stopped')
    return this.#host
  }

  get address(): string {
    return this.host.address
  }

  async start(port: number): Promise<void> {
    const opened = await openHost({ ...this.#options, port, dataDir: this.dataDir })
    if (!opened.ok) throw new Error(JSON.stringify(opened.failure))
    this.#host = opened.value
  }

  async stop(): Promise<void> {
    await this.#host?.close()
    this.#host = undefined
  }

  async guest(name: string, options?: GuestOptions): Promise<HostGuest> {
    const guest = await HostGuest.enter(this.address, name, options)
    this.#guests.push(guest)
    return guest
  }

  async close(): Promise<void> {
    for (const guest of this.#guests) guest.close()
    await this.stop()
    rmSync(this.dataDir, { recursive: true, force: true })
  }
}
