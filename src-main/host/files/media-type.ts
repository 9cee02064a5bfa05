// Says what a file is by its own first bytes, whatever its sender calls it.
import { open } from 'node:fs/promises'
import { fileTypeFromBuffer } from 'file-type'

/** Bytes looked at: enough for every signature, and a bound on what a made-up file can cost. */
const LOOKED_AT = 64 * 1024
const UNKNOWN = 'application/octet-stream'

/** The media type of a file: a known signature, plain text, or `application/octet-stream`. */
export async function mediaTypeOf(path: string): Promise<string> {
  const start = await startOf(path)
  const found = await fileTypeFromBuffer(start).catch(() => undefined)
  if (found) return found.mime
  return isText(start) ? 'text/plain' : UNKNOWN
}

async function startOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LOOKED_AT), 0, LOOKED_AT, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

// A character may be cut at the end, so the decoder is told that more could come.
function isText(start: Buffer): boolean {
  if (start.length === 0 || start.includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true })
    return true
  } catch {
    return false
  }
}
