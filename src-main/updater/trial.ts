// A new AppImage is on trial until it has run: what lies beside it for that, read by the launcher too.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Beside `Filo.AppImage`:
 *
 * | `.Filo.AppImage.former` | the version before, until the new one has proven itself |
 * | `.Filo.AppImage.trial` | `version 1.2.0`, then a line `start <pid>` for each start (assets/package/launcher.sh) |
 * | `.Filo.AppImage.undone` | the version that did not start and was taken back |
 * | `.Filo.AppImage.incoming` | a new version being copied |
 */
export class Trial {
  readonly #appImage: string

  constructor(appImage: string) {
    this.#appImage = appImage
  }

  get former(): string {
    return this.#beside('former')
  }

  get incoming(): string {
    return this.#beside('incoming')
  }

  /** The version that was taken back, if there is one. */
  get undone(): string | null {
    return this.#read('undone')?.trim() ?? null
  }

  /** From here on the launcher counts. */
  begin(version: string): void {
    writeFileSync(this.#beside('trial'), `version ${version}\n`)
  }

  /** This start is none: another Filo runs already. */
  withdraw(pid: number): void {
    const text = this.#read('trial')
    if (text === null) return
    writeFileSync(this.#beside('trial'), text.replace(`start ${pid}\n`, ''))
  }

  /** The version with this number has started: there is no way back from here, and none is needed. */
  proven(version: string): void {
    // A trial of another version is one whose file never took its place.
    for (const end of ['trial', 'former', 'incoming']) rmSync(this.#beside(end), { force: true })
    if (this.undone !== null && this.undone === version)
      rmSync(this.#beside('undone'), { force: true })
  }

  #beside(end: string): string {
    return join(dirname(this.#appImage), `.${basename(this.#appImage)}.${end}`)
  }

  #read(end: string): string | null {
    const path = this.#beside(end)
    return existsSync(path) ? readFileSync(path, 'utf8') : null
  }
}
