// A disk so small that it can be filled to the brim, and emptied again.
import { execFileSync } from 'node:child_process'
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  writeSync
} from 'node:fs'
import { join } from 'node:path'

const MEGABYTES = 320
const PIECES = [1024 * 1024, 4096, 1]

export interface SmallDisk {
  /** Where files can be put; the whole disk. */
  dir: string
  /** From now on nothing can be written; `pid` is the process that writes. */
  fill(pid: number): void
  free(): void
  /** Copies its files elsewhere, for whoever looks into a failure. */
  keep(to: string): void
  close(): void
}

/** How writing is made to fail here. */
export function diskKind(): string {
  if (canMount()) return 'a full tmpfs'
  if (process.platform === 'linux') return 'NO tmpfs, only root may mount: a limit on file size'
  return `NO full disk on ${process.platform}: this fault does nothing here`
}

/** Opens it below a folder: a tmpfs where that can be mounted, else a limit set on the process that writes. */
export function openSmallDisk(dir: string): SmallDisk {
  mkdirSync(dir, { recursive: true })
  return canMount() ? mounted(dir) : limited(dir)
}

function canMount(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && !process.env['FILO_NO_MOUNT']
}

function mounted(dir: string): SmallDisk {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${MEGABYTES}m`, 'filo-fault', dir])
  const filler = join(dir, 'filler')
  return {
    dir,
    fill: () => fillUp(filler),
    free: () => rmSync(filler, { force: true }),
    keep: (to) => copyAll(dir, to),
    // Lazily: a killed process may not have let go yet.
    close: () => void execFileSync('umount', ['-l', dir])
  }
}

function limited(dir: string): SmallDisk {
  let limitedPid: number | null = null
  const limit = (pid: number, bytes: string): void => {
    if (process.platform !== 'linux') return
    try {
      execFileSync('prlimit', [`--pid=${pid}`, `--fsize=${bytes}`], { stdio: 'ignore' })
    } catch {
      // It died meanwhile: the next one is not limited.
    }
  }
  return {
    dir,
    fill: (pid) => {
      limitedPid = pid
      limit(pid, '4096:')
    },
    free: () => {
      if (limitedPid !== null) limit(limitedPid, 'unlimited:')
      limitedPid = null
    },
    keep: (to) => copyAll(dir, to),
    close: () => undefined
  }
}

function copyAll(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isFile() && entry.name !== 'filler') {
      copyFileSync(join(from, entry.name), join(to, entry.name))
    }
  }
}

function fillUp(path: string): void {
  const file = openSync(path, 'a')
  try {
    for (const size of PIECES) writeUntilFull(file, Buffer.alloc(size))
  } finally {
    closeSync(file)
  }
}

function writeUntilFull(file: number, piece: Buffer): void {
  try {
    while (writeSync(file, piece) === piece.length);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') throw cause
  }
}
