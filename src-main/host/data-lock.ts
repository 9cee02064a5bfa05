// Owns the mark that a data folder is in use: two hosts on one would not hear each other's messages.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const held = new Set<string>()

/** Takes the folder; returns how to give it back, or null where another living host has it. */
export function lockData(folder: string): (() => void) | null {
  const path = join(resolve(folder), 'host.lock')
  if (held.has(path)) return null
  if (!create(path)) {
    if (isHeld(path)) return null
    // Left by a host that was killed.
    rmSync(path, { force: true })
    if (!create(path)) return null
  }
  held.add(path)
  return () => {
    held.delete(path)
    rmSync(path, { force: true })
  }
}

function create(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return false
    throw cause
  }
}

function isHeld(path: string): boolean {
  const pid = Number(readFileSync(path, 'utf8'))
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    // Not allowed to signal it means that it lives.
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM'
  }
}
