// Certificates from files: asks which, reads them, has them unlocked, and hands them to the store.
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import { limits } from '../../../src-preload/contract/limits.ts'
import type { PaperKind, PapersState } from '../../../src-preload/contract/papers-calls.ts'
import type { Caller } from '../../../src-preload/contract/rpc.ts'
import type { StoreProcessCalls } from '../../ports/process-calls.ts'

export interface PapersDeskOptions {
  /** Absolute paths; none where the person thought better of it. */
  askForFiles: (kind: PaperKind) => Promise<string[]>
  /** Null while the store is not open. */
  store: () => Caller<StoreProcessCalls> | null
  onChange: (state: PapersState | null) => void
}

/** Certificate and key, and what stands between it and its authority. */
const MAX_FILES = 3

/** One dialog, one file at a time. */
export class PapersDesk {
  readonly #options: PapersDeskOptions
  #isAsking = false
  #state: PapersState | null = null
  #files: Buffer[] = []

  constructor(options: PapersDeskOptions) {
    this.#options = options
  }

  get state(): PapersState | null {
    return this.#state
  }

  choose(serverId: string, kind: PaperKind): Result<null> {
    if (this.#isAsking) return refuse('too-many', undefined, true)
    this.#isAsking = true
    void this.#choose(serverId, kind).finally(() => (this.#isAsking = false))
    return done(null)
  }

  /** Tries a passphrase on the chosen file. */
  async unlock(passphrase: string): Promise<Result<null>> {
    const state = this.#state
    if (!state?.isLocked) return refuse('not-found')
    const kept = await this.#keep(state, passphrase)
    if (kept.ok) this.close()
    else if (kept.failure.code !== 'certificate-passphrase-wrong') {
      this.#set({ ...state, isLocked: false, failure: kept.failure })
    }
    return kept
  }

  close(): void {
    this.#files = []
    this.#set(null)
  }

  async #choose(serverId: string, kind: PaperKind): Promise<void> {
    const paths = await this.#options.askForFiles(kind)
    const [path] = paths
    if (path === undefined) return
    const state = { serverId, kind, file: basename(path), isLocked: false, failure: null }
    const files = await readFiles(paths)
    if (!files) return this.#set({ ...state, failure: { code: 'file-not-read', retry: false } })
    this.#files = files
    const kept = await this.#keep(state, '')
    if (kept.ok) return this.close()
    const isLocked = kept.failure.code === 'certificate-passphrase-wrong'
    this.#set({ ...state, isLocked, failure: isLocked ? null : kept.failure })
  }

  async #keep({ serverId, kind }: PapersState, passphrase: string): Promise<Result<null>> {
    const store = this.#options.store()
    if (!store) return refuse('process-gone', undefined, true)
    const files = this.#files
    // It needs Node's TLS, which no start has to wait for.
    const { readAuthority, readIdentity } = await import('./read-papers.ts')
    if (kind === 'authority') {
      const authority = readAuthority(files)
      return authority.ok
        ? store.keepAuthority({ serverId, authority: authority.value })
        : authority
    }
    const identity = readIdentity(files, passphrase)
    return identity.ok ? store.keepIdentity({ serverId, identity: identity.value }) : identity
  }

  #set(state: PapersState | null): void {
    this.#state = state
    this.#options.onChange(state)
  }
}

// A pipe or a whole disk would never end: no more is read than a certificate may have.
async function readFiles(paths: readonly string[]): Promise<Buffer[] | null> {
  if (paths.length > MAX_FILES) return null
  const files = await Promise.all(paths.map((path) => readBounded(path).catch(() => null)))
  return files.every((file) => file !== null) ? files : null
}

async function readBounded(path: string): Promise<Buffer | null> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    if (size === 0 || size > limits.certificateBytes) return null
    const buffer = Buffer.alloc(size)
    const { bytesRead } = await file.read(buffer, 0, size, 0)
    return bytesRead === size ? buffer : null
  } finally {
    await file.close()
  }
}
