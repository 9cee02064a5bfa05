// The log on disk: a few files of bounded size, of which the oldest goes. A disk that refuses loses lines, nothing else.
import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createStream, type RotatingFileStream } from 'rotating-file-stream'

const FILES = 5
const FILE_BYTES = 512 * 1024
/** What may wait for the disk; more is left out and counted. */
const WAITING_BYTES = 256 * 1024
const BATCH_BYTES = 32 * 1024
const LINE_LENGTH = 2_000
/** How long a disk that refused is left alone, ms. */
const REST_MS = 30_000

export interface LogFilesOptions {
  /** Absolute; made if it is not there. */
  folder: string
  /** ms, only ever growing. */
  elapsed: () => number
  fileBytes?: number
}

/** Takes lines that hold nothing of anybody's: what comes here is written as it is. */
export class LogFiles {
  readonly #options: LogFilesOptions
  #stream: RotatingFileStream | null = null
  #restsUntil = 0
  /** Lines that are written together, in the next turn of the loop. */
  #batch = { text: '', bytes: 0, lines: 0 }
  /** Lines that were not written since the last one that was. */
  #left = 0

  constructor(options: LogFilesOptions) {
    this.#options = options
  }

  /** How many lines were left out since the last ones that were written. */
  get left(): number {
    return this.#left
  }

  add(line: string): void {
    const stream = this.#open()
    const text = `${line.slice(0, LINE_LENGTH)}\n`
    if (!stream || stream.writableLength + this.#batch.bytes + text.length > WAITING_BYTES) {
      this.#left += 1
      return
    }
    if (this.#batch.lines === 0) setImmediate(() => this.#write())
    if (this.#left > 0) this.#put(`… ${this.#left} lines left out\n`, this.#left)
    this.#left = 0
    this.#put(text, 1)
    if (this.#batch.bytes > BATCH_BYTES) this.#write()
  }

  /** Settles when all that was added is on its way to the disk, or lost. */
  async written(): Promise<void> {
    this.#write()
    const stream = this.#stream
    if (stream) await new Promise<void>((go) => stream.write('', () => setImmediate(go)))
  }

  /** The end of the log, oldest line first. */
  async latest(mostBytes: number): Promise<string> {
    await this.written()
    let text = ''
    for (let number = 0; number < FILES && text.length < mostBytes; number++) {
      text = (await readFile(this.#path(number), 'utf8').catch(() => '')) + text
    }
    if (text.length <= mostBytes) return text
    const tail = text.slice(-mostBytes)
    return tail.slice(tail.indexOf('\n') + 1)
  }

  async close(): Promise<void> {
    this.#write()
    const stream = this.#stream
    this.#stream = null
    this.#restsUntil = Infinity
    if (stream) await new Promise<void>((go) => stream.end(() => go()))
  }

  #put(text: string, lines: number): void {
    this.#batch.text += text
    this.#batch.bytes += text.length
    this.#batch.lines += lines
  }

  #write(): void {
    const { text, lines } = this.#batch
    const stream = this.#stream
    this.#batch = { text: '', bytes: 0, lines: 0 }
    if (lines === 0) return
    if (!stream) this.#left += lines
    stream?.write(text, (error) => {
      if (!error) return
      this.#left += lines
      this.#refused(stream)
    })
  }

  #open(): RotatingFileStream | null {
    const { elapsed, folder, fileBytes = FILE_BYTES } = this.#options
    if (this.#stream) return this.#stream
    if (elapsed() < this.#restsUntil) return null
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const stream = createStream((number) => nameOf(Number(number ?? 0)), {
        path: folder,
        size: `${fileBytes}B`,
        rotate: FILES - 1,
        mode: 0o600
      })
      stream.on('error', () => this.#refused(stream))
      this.#stream = stream
      return stream
    } catch {
      this.#restsUntil = elapsed() + REST_MS
      return null
    }
  }

  #refused(stream: RotatingFileStream): void {
    if (this.#stream !== stream) return
    this.#stream = null
    this.#restsUntil = this.#options.elapsed() + REST_MS
    stream.destroy()
  }

  #path(number: number): string {
    return join(this.#options.folder, nameOf(number))
  }
}

function nameOf(number: number): string {
  return number === 0 ? 'filo.log' : `filo.${number}.log`
}
