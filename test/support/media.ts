// Sound and film that are made for a test.

/** A tone as a WAV file: 16 bits, two channels, 44.1 kHz. */
export function tone(seconds: number): Buffer<ArrayBuffer> {
  const rate = 44_100
  const samples = Math.round(seconds * rate)
  const bytes = Buffer.alloc(44 + samples * 4)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(bytes.length - 8, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(2, 22)
  bytes.writeUInt32LE(rate, 24)
  bytes.writeUInt32LE(rate * 4, 28)
  bytes.writeUInt16LE(4, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(samples * 4, 40)
  for (let at = 0; at < samples; at++) {
    const height = Math.round(3_000 * Math.sin((at / rate) * 440 * 2 * Math.PI))
    bytes.writeInt16LE(height, 44 + at * 4)
    bytes.writeInt16LE(height, 46 + at * 4)
  }
  return bytes
}

/** One pixel as a PNG file. */
export const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64'
)
