// Looks at a packet of msgpack before a library unpacks it: counts what it holds, without building anything; pure.
import { wireLimits, type PacketRefusal } from './packet-check.ts'

/** Bytes of one packed packet. */
const MAX_BYTES = wireLimits.text

/** Whether it may be unpacked; `null` where it may. What is cut short is left to the library to refuse. */
export function checkPacked(data: unknown): PacketRefusal | null {
  const bytes = bytesOf(data)
  if (!bytes) return null
  if (bytes.length > MAX_BYTES) return 'too-large'
  return new Walk(bytes).isTooComplex() ? 'too-complex' : null
}

function bytesOf(data: unknown): Uint8Array | null {
  if (data instanceof Uint8Array) return data
  return data instanceof ArrayBuffer ? new Uint8Array(data) : null
}

/** How many values of a container are still to come, at each depth. */
class Walk {
  readonly #view: DataView
  readonly #open: number[] = []
  #at = 0
  #values = 1

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  isTooComplex(): boolean {
    do {
      const held = this.#step()
      // Counted as soon as it is promised: a library makes room for it before it comes.
      this.#values += held
      if (this.#values > wireLimits.values) return true
      if (held > 0) this.#open.push(held)
      else this.#closeFull()
      if (this.#open.length > wireLimits.depth) return true
    } while (this.#open.length > 0 && this.#at < this.#view.byteLength)
    return false
  }

  #closeFull(): void {
    for (let left = this.#open.pop(); left !== undefined; left = this.#open.pop()) {
      if (left > 1) return void this.#open.push(left - 1)
    }
  }

  /** Goes over one value; how many others it holds. */
  #step(): number {
    const kind = this.#number(1)
    if (kind <= 0x7f || kind >= 0xe0) return 0
    if (kind <= 0x8f) return (kind & 0x0f) * 2
    if (kind <= 0x9f) return kind & 0x0f
    if (kind <= 0xbf) return this.#skip(kind & 0x1f)
    return this.#stepLong(kind)
  }

  #stepLong(kind: number): number {
    const fixed: Record<number, number> = {
      0xca: 4,
      0xcb: 8,
      0xcc: 1,
      0xcd: 2,
      0xce: 4,
      0xcf: 8,
      0xd0: 1,
      0xd1: 2,
      0xd2: 4,
      0xd3: 8,
      0xd4: 2,
      0xd5: 3,
      0xd6: 5,
      0xd7: 9,
      0xd8: 17
    }
    const size = fixed[kind]
    if (size !== undefined) return this.#skip(size)
    // Bytes and texts by the length of their length; extensions have a kind besides.
    if (kind >= 0xc4 && kind <= 0xc6) return this.#skip(this.#number(1 << (kind - 0xc4)))
    if (kind >= 0xc7 && kind <= 0xc9) return this.#skip(this.#number(1 << (kind - 0xc7)) + 1)
    if (kind >= 0xd9 && kind <= 0xdb) return this.#skip(this.#number(1 << (kind - 0xd9)))
    if (kind === 0xdc || kind === 0xdd) return this.#number(kind === 0xdc ? 2 : 4)
    if (kind === 0xde || kind === 0xdf) return this.#number(kind === 0xde ? 2 : 4) * 2
    return 0
  }

  #skip(bytes: number): 0 {
    this.#at += bytes
    return 0
  }

  #number(bytes: number): number {
    const at = this.#at
    this.#at += bytes
    if (this.#at > this.#view.byteLength) return 0
    if (bytes === 1) return this.#view.getUint8(at)
    return bytes === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at)
  }
}
