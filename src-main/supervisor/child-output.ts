// Parts what a process prints into lines of our log, known by their key, and all else, which is not for the files.
import { StringDecoder } from 'node:string_decoder'

/** An unfinished line that grows longer is passed on as it is. */
const LONGEST = 16_384

export interface ChildOutputOptions {
  /** What stands before each line of our log. */
  key: string
  onLine: (line: string) => void
  /** What Node, Chromium or anybody else wrote; for the terminal only. */
  onForeign: (text: string) => void
}

/** Takes in what comes in pieces of any size. */
export class ChildOutput {
  readonly #options: ChildOutputOptions
  readonly #decoder = new StringDecoder('utf8')
  #rest = ''

  constructor(options: ChildOutputOptions) {
    this.#options = options
  }

  take(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#sort(line)
    if (this.#rest.length > LONGEST) this.end()
  }

  /** Nothing more comes. */
  end(): void {
    if (this.#rest !== '') this.#sort(this.#rest)
    this.#rest = ''
  }

  // Somebody else's words may stand before ours where they did not end their line.
  #sort(line: string): void {
    const { key, onLine, onForeign } = this.#options
    const at = line.indexOf(`${key} `)
    if (at !== 0) onForeign(`${at < 0 ? line : line.slice(0, at)}\n`)
    if (at >= 0) onLine(line.slice(at + key.length + 1))
  }
}
