// A sealed stream is read back as it was, or not at all.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  ChunkError,
  ChunkSealer,
  openChunk,
  sealedBytes,
  type ChunkSeal
} from '../../../../src-main/store/backup/chunks.ts'

const seal: ChunkSeal = {
  key: Buffer.alloc(32, 7),
  header: Buffer.from('the header'),
  chunkBytes: 16
}

function sealed(parts: readonly Uint8Array[]): Buffer {
  const written: Buffer[] = []
  const sealer = new ChunkSealer(seal, (bytes) => void written.push(bytes))
  for (const part of parts) sealer.add(Buffer.from(part))
  sealer.end()
  return Buffer.concat(written)
}

function unsealed(bytes: Buffer, other: Partial<ChunkSeal> = {}): Buffer {
  const step = sealedBytes(seal.chunkBytes)
  const count = Math.max(1, Math.ceil(bytes.length / step))
  const plain = Array.from({ length: count }, (_, number) => {
    const chunk = bytes.subarray(number * step, (number + 1) * step)
    return openChunk({ ...seal, ...other }, chunk, { number, isLast: number === count - 1 })
  })
  return Buffer.concat(plain)
}

const streams = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 })

test('what was sealed in any pieces is read back the same', () => {
  fc.assert(
    fc.property(streams, (parts) => {
      expect(unsealed(sealed(parts))).toEqual(Buffer.concat(parts.map((part) => Buffer.from(part))))
    })
  )
})

test('any flipped bit is refused', () => {
  fc.assert(
    fc.property(streams, fc.nat(), fc.integer({ min: 0, max: 7 }), (parts, place, bit) => {
      const bytes = sealed(parts)
      const at = place % bytes.length
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
      expect(() => unsealed(bytes)).toThrow(ChunkError)
    })
  )
})

test('a cut anywhere is refused, between two chunks too', () => {
  fc.assert(
    fc.property(streams, fc.nat(), (parts, place) => {
      const bytes = sealed(parts)
      expect(() => unsealed(bytes.subarray(0, place % bytes.length))).toThrow(ChunkError)
    })
  )
})

test('chunks that changed places, came twice or were left out are refused', () => {
  const bytes = sealed([Buffer.alloc(64, 1)])
  const step = sealedBytes(seal.chunkBytes)
  const chunks = [0, 1, 2, 3].map((number) => bytes.subarray(number * step, (number + 1) * step))
  const orders = [
    [1, 0, 2, 3],
    [0, 0, 1, 2, 3],
    [0, 2, 3],
    [0, 1, 2, 3, 3]
  ]
  expect(unsealed(bytes)).toHaveLength(64)
  for (const order of orders) {
    const forged = Buffer.concat(order.map((number) => chunks[number] ?? Buffer.alloc(0)))
    expect(() => unsealed(forged)).toThrow(ChunkError)
  }
})

test('the chunks of one header are not read under another', () => {
  const bytes = sealed([Buffer.from('words')])
  expect(() => unsealed(bytes, { header: Buffer.from('another header') })).toThrow(ChunkError)
  expect(() => unsealed(bytes, { key: Buffer.alloc(32, 8) })).toThrow(ChunkError)
})
