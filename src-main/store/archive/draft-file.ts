// A file that is written under a draft's name and gets its own only when it is whole and on disk.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { DRAFT_END } from '../../ports/process-calls.ts'
import { syncFolder } from '../../base/sync-folder.ts'

/** Gathered before they go to the file, bytes. */
const BUFFER_BYTES = 256 * 1024

/** Beside the file it becomes, so that it can be renamed; whoever gives up removes it. */
export function draftName(path: string): string {
  return path + DRAFT_END
}

/** Throws what the file system throws. */
export class DraftFile {
  readonly #path: string
  readonly #draft: string
  readonly #fd: number
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #isOpen = true

  constructor(path: string) {
    this.#path = path
    this.#draft = draftName(path)
    this.#fd = openSync(this.#draft, 'w', 0o600)
  }

  /** Where it is being written. */
  get draft(): string {
    return this.#draft
  }

  write(content: string | Buffer): void {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
    if (this.#waitingBytes >= BUFFER_BYTES) this.#flush()
  }

  /** Writes what waits and makes it last; the name is still the draft's. */
  close(): void {
    if (!this.#isOpen) return
    this.#flush()
    fsyncSync(this.#fd)
    this.#letGo()
  }

  /** Gives it its name; a file that had it is replaced. */
  keep(): void {
    this.close()
    renameSync(this.#draft, this.#path)
    syncFolder(dirname(this.#path))
  }

  discard(): void {
    this.#waiting = []
    this.#letGo()
    rmSync(this.#draft, { force: true })
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#waiting)
    this.#waiting = []
    this.#waitingBytes = 0
    for (let at = 0; at < bytes.length;) at += writeSync(this.#fd, bytes, at)
  }

  #letGo(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    closeSync(this.#fd)
  }
}
