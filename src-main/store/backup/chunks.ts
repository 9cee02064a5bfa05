// Encrypts a stream in numbered chunks of which the last is marked, so that no cut, swap or change goes unseen.
import { createCipheriv, createDecipheriv } from 'node:crypto'

export const KEY_BYTES = 32
const TAG_BYTES = 16
const NONCE_BYTES = 12

/** The stream was changed, cut, or is under another key. */
export class ChunkError extends Error {}

export interface ChunkSeal {
  /** Used for this one stream only: the nonces are the numbers of its chunks. */
  key: Buffer
  /** Stands before the stream and is authenticated with each chunk. */
  header: Buffer
  /** Bytes of plain text in every chunk but the last. */
  chunkBytes: number
}

/** Seals what is added; hands on each chunk as soon as it is known not to be the last. */
export class ChunkSealer {
  readonly #seal: ChunkSeal
  readonly #write: (bytes: Buffer) => void
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #number = 0

  constructor(seal: ChunkSeal, write: (bytes: Buffer) => void) {
    this.#seal = seal
    this.#write = write
  }

  add(bytes: Buffer): void {
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
    const { chunkBytes } = this.#seal
    if (this.#waitingBytes <= chunkBytes) return
    const all = Buffer.concat(this.#waiting)
    let at = 0
    for (; all.length - at > chunkBytes; at += chunkBytes) {
      this.#emit(all.subarray(at, at + chunkBytes), false)
    }
    // A copy: the large piece that it is a part of goes.
    this.#waiting = [Buffer.from(all.subarray(at))]
    this.#waitingBytes = all.length - at
  }

  /** Marks the end; without it the stream can not be read. */
  end(): void {
    this.#emit(Buffer.concat(this.#waiting), true)
  }

  #emit(plain: Buffer, isLast: boolean): void {
    const { key, header } = this.#seal
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(this.#number, isLast))
    cipher.setAAD(header)
    this.#write(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]))
    this.#number += 1
  }
}

/** Bytes of a sealed chunk that is not the last. */
export function sealedBytes(chunkBytes: number): number {
  return chunkBytes + TAG_BYTES
}

/** Opens one chunk; throws `ChunkError` unless it is the one of this number, whole and unchanged. */
export function openChunk(
  { key, header }: ChunkSeal,
  sealed: Buffer,
  { number, isLast }: { number: number; isLast: boolean }
): Buffer {
  if (sealed.length < TAG_BYTES) throw new ChunkError('shorter than its tag')
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number, isLast))
  decipher.setAAD(header)
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  try {
    const plain = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES))
    return Buffer.concat([plain, decipher.final()])
  } catch {
    throw new ChunkError(`chunk ${number} is not what was written`)
  }
}

function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES)
  nonce.writeUIntBE(number, 5, 6)
  nonce.writeUInt8(isLast ? 1 : 0, NONCE_BYTES - 1)
  return nonce
}
