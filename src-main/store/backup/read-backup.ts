// Reads a backup file, which may come from anywhere: every byte is authenticated before it is used.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import * as v from 'valibot'
import type { FailureCode } from '../../../src-preload/contract/failure.ts'
import {
  deriveKey,
  headerLength,
  parseHeader,
  parseJson,
  PREFIX_BYTES,
  type BackupHeader
} from './backup-header.ts'
import { ChunkError, openChunk, sealedBytes, type ChunkSeal } from './chunks.ts'
import { manifestSchema, type Manifest } from './manifest.ts'

const MAX_MANIFEST_BYTES = 64 * 1024 * 1024

/** Why a backup can not be used. */
export class BackupError extends Error {
  constructor(
    readonly code: Extract<FailureCode, `backup-${string}`>,
    cause?: unknown
  ) {
    super(code, { cause })
  }
}

export interface SealedPiece {
  bytes: Buffer
  /** Bytes of the file that were read, of all. */
  done: number
  total: number
}

/** An open backup whose passphrase was right. */
export class BackupReader {
  readonly #file: number
  readonly #seal: ChunkSeal
  readonly #size: number

  private constructor(file: number, seal: ChunkSeal, size: number) {
    this.#file = file
    this.#seal = seal
    this.#size = size
  }

  /** Throws `BackupError`, or what the file system throws. Takes as long as the passphrase's derivation. */
  static open(path: string, passphrase: string): BackupReader {
    const file = openSync(path, 'r')
    try {
      const { size } = fstatSync(file)
      const { header, bytes } = readHeader(file)
      const seal = {
        key: deriveKey(passphrase, header),
        header: bytes,
        chunkBytes: header.chunkBytes
      }
      const reader = new BackupReader(file, seal, size)
      reader.#tryKey()
      return reader
    } catch (cause) {
      closeSync(file)
      throw cause
    }
  }

  /** Everything inside, piece by piece; throws `BackupError` where it is not what was written. */
  *everything(): Generator<SealedPiece> {
    const start = this.#seal.header.length
    const step = sealedBytes(this.#seal.chunkBytes)
    const chunks = Math.max(1, Math.ceil((this.#size - start) / step))
    for (let number = 0; number < chunks; number += 1) {
      const end = Math.min(start + (number + 1) * step, this.#size)
      const bytes = this.#open(number, number === chunks - 1)
      yield { bytes, done: end, total: this.#size }
    }
  }

  /** What is in it, from its beginning alone. */
  manifest(): Manifest {
    for (const { manifest } of this.#unpack()) return manifest
    throw new BackupError('backup-damaged')
  }

  /** The database's bytes, piece by piece; the last comes only if all of them are there. */
  *database(): Generator<SealedPiece> {
    let left = -1
    for (const { manifest, rest, done, total } of this.#unpack()) {
      if (left < 0) left = manifest.databaseBytes
      left -= rest.length
      if (left < 0) throw new BackupError('backup-damaged')
      yield { bytes: rest, done, total }
    }
    if (left !== 0) throw new BackupError('backup-damaged')
  }

  close(): void {
    closeSync(this.#file)
  }

  *#unpack(): Generator<{ manifest: Manifest; rest: Buffer; done: number; total: number }> {
    let waiting: Buffer = Buffer.alloc(0)
    let manifest: Manifest | null = null
    for (const { bytes, done, total } of this.everything()) {
      if (manifest) {
        yield { manifest, rest: bytes, done, total }
        continue
      }
      waiting = Buffer.concat([waiting, bytes])
      const length = waiting.length < 4 ? MAX_MANIFEST_BYTES : waiting.readUInt32BE()
      if (length > MAX_MANIFEST_BYTES) throw new BackupError('backup-damaged')
      if (waiting.length < 4 + length) continue
      manifest = readManifest(waiting.subarray(4, 4 + length))
      yield { manifest, rest: waiting.subarray(4 + length), done, total }
    }
    if (!manifest) throw new BackupError('backup-damaged')
  }

  // The header was found whole: if the first chunk does not open, it is the passphrase, most likely.
  #tryKey(): void {
    const isOnly = this.#size - this.#seal.header.length <= sealedBytes(this.#seal.chunkBytes)
    try {
      this.#open(0, isOnly)
    } catch (error) {
      if (error instanceof BackupError) throw new BackupError('backup-passphrase-wrong', error)
      throw error
    }
  }

  #open(number: number, isLast: boolean): Buffer {
    const step = sealedBytes(this.#seal.chunkBytes)
    const start = this.#seal.header.length + number * step
    const sealed = readAt(this.#file, start, Math.max(0, Math.min(step, this.#size - start)))
    try {
      return openChunk(this.#seal, sealed, { number, isLast })
    } catch (error) {
      if (error instanceof ChunkError) throw new BackupError('backup-damaged', error)
      throw error
    }
  }
}

function readHeader(file: number): { header: BackupHeader; bytes: Buffer } {
  const length = headerLength(readAt(file, 0, PREFIX_BYTES))
  if (length === null) throw new BackupError('backup-invalid')
  const bytes = readAt(file, 0, length)
  const header = bytes.length < length ? 'damaged' : parseHeader(bytes)
  if (header === 'damaged') throw new BackupError('backup-damaged')
  if (header === 'too-new') throw new BackupError('backup-too-new')
  return { header, bytes }
}

function readManifest(bytes: Buffer): Manifest {
  const parsed = v.safeParse(manifestSchema, parseJson(bytes.toString('utf8')))
  // Whoever sealed it knew the passphrase: a shape that is not known here is a later one.
  if (!parsed.success) throw new BackupError('backup-too-new')
  return parsed.output
}

/** Fewer bytes than wanted only where the file ends. */
function readAt(file: number, start: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let at = 0
  while (at < length) {
    const got = readSync(file, bytes, at, length - at, start + at)
    if (got === 0) break
    at += got
  }
  return bytes.subarray(0, at)
}
