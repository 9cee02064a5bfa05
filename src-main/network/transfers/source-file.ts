// Reads a file that goes to a server, as it was when it was chosen and not otherwise.
import { createHash, type Hash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import type { FileSource } from '../../ports/transfer-calls.ts'
import { transferError } from './transfer-error.ts'

/**
 * Bytes that are read at once: few, so that it shows how far a file is on a slow line or under a limit; more where
 * they go within a moment (ms), since each block costs the same whatever its size.
 */
const BLOCK = 128 * 1024
const MOST_AT_ONCE = 512 * 1024
const MOMENT_MS = 15

export class SourceFile {
  readonly size: number
  readonly #handle: FileHandle
  readonly #source: FileSource
  #hash: Hash = createHash('sha256')
  /** Up to where the hash has seen everything from the beginning. */
  #hashed = 0

  private constructor(handle: FileHandle, source: FileSource) {
    this.#handle = handle
    this.#source = source
    this.size = source.size
  }

  /** Opens it; throws `file-changed` where it is another one than was chosen. */
  static async open(source: FileSource): Promise<SourceFile> {
    const file = new SourceFile(await open(source.path, 'r'), source)
    try {
      await file.#check()
      return file
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /** Its bytes from a place on, a block at a time; throws where it was changed meanwhile. */
  async *blocks(start: number, end = this.size): AsyncGenerator<Uint8Array> {
    let most = BLOCK
    for (let at = start; at < end;) {
      const block = await this.read(at, Math.min(most, end - at))
      if (block.length === 0) throw transferError('file-changed')
      at += block.length
      const givenAt = performance.now()
      yield block
      const isQuick = performance.now() - givenAt < MOMENT_MS
      most = isQuick ? Math.min(most * 2, MOST_AT_ONCE) : BLOCK
    }
    if (end === this.size) await this.#check()
  }

  async read(at: number, size: number): Promise<Uint8Array> {
    const { bytesRead, buffer } = await this.#handle.read(Buffer.allocUnsafe(size), 0, size, at)
    const block = buffer.subarray(0, bytesRead)
    if (at === this.#hashed) {
      this.#hash.update(block)
      this.#hashed += bytesRead
    }
    return block
  }

  /** Of the whole file; reads what was not read in order. */
  async sha256(): Promise<string> {
    while (this.#hashed < this.size) {
      const block = await this.read(this.#hashed, Math.min(BLOCK, this.size - this.#hashed))
      if (block.length === 0) throw transferError('file-changed')
    }
    return this.#hash.copy().digest('hex')
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }

  async #check(): Promise<void> {
    const { size, modifiedAt } = this.#source
    const now = await this.#handle.stat()
    const isSame = now.size === size && (modifiedAt === null || now.mtimeMs === modifiedAt)
    if (!now.isFile() || !isSame) throw transferError('file-changed')
  }
}
