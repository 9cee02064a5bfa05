// Takes apart what came over a WebSocket in sips, with a turn for everybody else between: one full read may hold a
// thousand packets.

/** The part of ws that takes frames apart, in all its generations a Writable. */
export interface FrameReader {
  _write(chunk: Buffer, encoding: BufferEncoding, done: Done): void
}
type Done = (error?: Error | null) => void

/** What is handed to the library at once, bytes: only between two such parts can be stopped. */
const PART_BYTES = 2_048
/** One sip: so many packets, or so many bytes of them. */
const SIP_PACKETS = 50
const SIP_BYTES = 32_768

const sipsOf = new WeakMap<object, Sips>()

/** Has `reader`, which belongs to `ws`, read in sips from now on; tell it of every packet that it brings. */
export function readInSips(ws: object, reader: FrameReader): Sips {
  const sips = new Sips(reader)
  sipsOf.set(ws, sips)
  return sips
}

/** Stops or goes on in the middle of what has been read from the network already. */
export function holdSips(ws: object, isHeld: boolean): void {
  sipsOf.get(ws)?.hold(isHeld)
}

/** Whether there is more of what has been read from the network already than one sip. */
export function isBehind(ws: object): boolean {
  return sipsOf.get(ws)?.isBehind === true
}

export class Sips {
  #packets = 0
  #bytes = 0
  #isHeld = false
  #isBehind = false
  /** The next part, while it is held back. */
  #next: (() => void) | null = null

  constructor(reader: FrameReader) {
    const write = reader._write.bind(reader)
    reader._write = (chunk, encoding, done) => {
      let at = 0
      const next = (error?: Error | null): void => {
        if (error || at >= chunk.length) {
          this.#isBehind = false
          return done(error)
        }
        this.#inTurn(() => {
          const part = chunk.subarray(at, at + PART_BYTES)
          at += part.length
          write(part, encoding, next)
        })
      }
      next()
    }
  }

  get isBehind(): boolean {
    return this.#isBehind
  }

  /** A packet came, of about this size. */
  took(bytes: number): void {
    this.#packets++
    this.#bytes += bytes
  }

  hold(isHeld: boolean): void {
    this.#isHeld = isHeld
    const next = this.#next
    if (isHeld || !next) return
    this.#next = null
    next()
  }

  #inTurn(work: () => void): void {
    if (this.#isHeld) {
      this.#next = () => this.#inTurn(work)
    } else if (this.#packets < SIP_PACKETS && this.#bytes < SIP_BYTES) {
      work()
    } else {
      this.#isBehind = true
      setImmediate(() => {
        this.#packets = 0
        this.#bytes = 0
        this.#inTurn(work)
      })
    }
  }
}
