// One process's cache of compiled code: V8's data for each of its bundle's files, in one file beside them.
import { randomUUID } from 'node:crypto'
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'

/** What the code of one process comes to is far less. */
const MOST_BYTES = 32 * 1024 * 1024
const NEWLINE = 0x0a

/** A package may have been made on another kind of computer: V8 does not look at all of it itself. */
const ENGINE = [
  process.versions.v8,
  process.versions['electron'] ?? '',
  process.platform,
  process.arch
].join(' ')

/** V8's data by the name of the file that it was made of. */
export type CompiledParts = ReadonlyMap<string, Buffer>

interface Head {
  build: string
  /** Who compiled it. */
  engine: string
  /** Of all that follows. */
  crc: number
  parts: [file: string, bytes: number][]
}

/**
 * What is kept at `path`; nothing where it is not there, is damaged, or was made of another build or by
 * another Electron. V8 itself looks at the rest.
 */
export function readParts(path: string, build: string): CompiledParts {
  try {
    if (statSync(path).size > MOST_BYTES) return new Map()
    const bytes = readFileSync(path)
    const end = bytes.indexOf(NEWLINE)
    const head = JSON.parse(bytes.toString('utf8', 0, end)) as Head
    const data = bytes.subarray(end + 1)
    const fits = head.build === build && head.engine === ENGINE
    return fits && head.crc === crc32(data) ? taken(head.parts, data) : new Map()
  } catch {
    // There is none, or what is there is none of ours: it is written anew.
    return new Map()
  }
}

/** Writes them whole or not at all; where that can not be, nothing is kept. */
export function writeParts(path: string, build: string, parts: CompiledParts): void {
  const data = Buffer.concat([...parts.values()])
  const head: Head = {
    build,
    engine: ENGINE,
    crc: crc32(data),
    parts: [...parts].map(([file, { length }]) => [file, length])
  }
  if (data.length > MOST_BYTES / 2) return
  const half = `${path}.${randomUUID()}`
  try {
    writeFileSync(half, Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), data]))
    renameSync(half, path)
  } catch {
    rmSync(half, { force: true })
  }
}

function taken(parts: Head['parts'], data: Buffer): CompiledParts {
  let at = 0
  return new Map(parts.map(([file, bytes]) => [file, data.subarray(at, (at += bytes))]))
}
