// The person's own and learned dialects: taken in, given out, renamed, removed, each change told at once.
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import type { TakenAnswer } from '../../../src-preload/contract/dialect-calls.ts'
import { limits } from '../../../src-preload/contract/limits.ts'
import type { DialectFile, DialectPassed } from '../../ports/process-calls.ts'
import { compileDialect } from '../../dialects/compile.ts'
import { isBlank } from '../../dialects/learn/resume.ts'
import { presets } from '../../dialects/presets.ts'
import type { DialectDocument } from '../../dialects/schema.ts'
import type { Clock } from '../clock.ts'
import { AUTO_DIALECT } from '../dialect-book.ts'
import {
  MOST_DIALECTS,
  parseDialect,
  readDialectFile,
  textOf,
  writeDialectFile,
  type DialectFiles,
  type DialectOnDisk
} from './dialect-files.ts'

/** What is learned changes with every message at first: the file is written when that calms down, ms. */
const WRITE_PAUSE_MS = 2_000

/**
 * How a dialect changed: `learned` the receiver knows already; `renamed` goes on over the same connection,
 * `new` needs another one.
 */
export type DialectChange = 'learned' | 'renamed' | 'new' | 'removed'

export type Document = Record<string, unknown> & { id: string; name: string }

interface Entry {
  /** Null: set by an organisation, and in no file of the person's. */
  file: string | null
  document: Document
  /** Nothing of it is worth a file yet. */
  isBlank: boolean
}

export class DialectLibrary {
  readonly #files: DialectFiles
  readonly #clock: Clock
  readonly #entries = new Map<string, Entry>()
  readonly #unwritten = new Map<string, () => void>()
  /** Told of each change; the document is null where it is gone. */
  onChanged: (id: string, document: unknown, change: DialectChange) => void = () => undefined
  /** How many servers are spoken to in a dialect. */
  usersOf: (id: string) => number = () => 0

  /** @param held what an organisation has set: it goes before what the person has under the same ids */
  constructor(
    files: DialectFiles,
    clock: Clock,
    found: readonly DialectOnDisk[],
    held: readonly Document[] = []
  ) {
    this.#files = files
    this.#clock = clock
    for (const document of held) {
      this.#entries.set(document.id, { file: null, document, isBlank: false })
    }
    for (const { name: file, document } of found) {
      const known = asDocument(document)
      // Of two files with one id the first counts; a preset is never replaced.
      if (!known || isReserved(known.id) || this.#entries.has(known.id)) continue
      this.#entries.set(known.id, { file, document: known, isBlank: false })
    }
  }

  /** Whether an organisation has set it: nobody else changes it. */
  isHeld(id: string): boolean {
    return this.#entries.get(id)?.file === null
  }

  /** All documents, for a thread that starts. */
  documents(): unknown[] {
    return [...this.#entries.values()].map(({ document }) => document)
  }

  get(id: string): unknown {
    return this.#entries.get(id)?.document ?? null
  }

  nameOf(id: string): Result<DialectPassed> {
    const name = this.#documentOf(id)?.name
    return name === undefined ? refuse('not-found') : done({ dialectId: id, name })
  }

  /** Checks the dialect in a file and takes it in; see `networkProcessCalls.importDialect`. */
  async take(path: string, taken: TakenAnswer): Promise<Result<DialectPassed>> {
    const read = await readDialectFile(path)
    return read.ok ? await this.#takeDocument(read.value, taken) : read
  }

  async give(id: string, path: string): Promise<Result<DialectPassed>> {
    const document = this.#documentOf(id)
    if (!document) return refuse('not-found')
    const written = await writeDialectFile(path, finished(document))
    return written.ok ? done({ dialectId: id, name: document.name }) : written
  }

  /** Keeps what the person made in this window, over their own of the same id. */
  async save(raw: unknown): Promise<Result<{ dialectId: string }>> {
    const compiled = compileDialect(raw)
    if (!compiled.ok) return compiled
    const read = asDocument(raw)
    if (!read) return refuse('dialect-invalid', { path: 'id', reason: 'missing' })
    if (isReserved(read.id)) return refuse('not-allowed')
    if (this.isHeld(read.id)) return refuse('set-by-policy', { by: 'none' })
    const { id } = read
    const kept = await this.#keep(finished(read), this.#entries.get(id)?.file ?? fileOf(id), 'new')
    return kept.ok ? done({ dialectId: id }) : kept
  }

  async rename(id: string, name: string): Promise<Result<null>> {
    const entry = this.#entries.get(id)
    if (!entry?.file) return this.#refusalOf(id)
    const document = { ...entry.document, name }
    return await this.#keep(document, entry.file, 'renamed')
  }

  async remove(id: string): Promise<Result<null>> {
    const entry = this.#entries.get(id)
    if (!entry?.file) return this.#refusalOf(id)
    const count = this.usersOf(id)
    if (count > 0) return refuse('dialect-in-use', { count })
    const removed = await this.#files.remove(entry.file)
    if (!removed.ok) return removed
    this.#forgetWrite(id)
    this.#entries.delete(id)
    this.onChanged(id, null, 'removed')
    return done(null)
  }

  /** Takes over what was learned; on disk soon, so that a conversation that begins writes once. */
  learned(document: DialectDocument, change: 'learned' | 'renamed' = 'learned'): void {
    const { id } = document
    if (this.isHeld(id)) return
    const known = this.#entries.get(id)
    const file = known?.file ?? fileOf(id)
    const isEmpty = isBlank(document)
    this.#entries.set(id, { file, document, isBlank: isEmpty })
    this.onChanged(id, document, change)
    if (isEmpty || this.#unwritten.has(id)) return
    const undo = this.#clock.after(WRITE_PAUSE_MS, () => void this.#writeLearned(id))
    this.#unwritten.set(id, undo)
  }

  /** All files, for a backup. */
  files(): DialectFile[] {
    return [...this.#entries.values()].flatMap(({ file, document, isBlank }) =>
      isBlank || file === null ? [] : [{ name: file, text: textOf(document) }]
    )
  }

  /** Takes in the files of a backup: what they say goes, and what stood under their ids stays under others. */
  async takeAll(files: readonly DialectFile[]): Promise<Result<null>> {
    for (const { text } of files) {
      const parsed = parseDialect(text)
      const document = parsed.ok ? asDocument(parsed.value) : null
      if (!document || isReserved(document.id) || !compileDialect(document).ok) continue
      const present = this.#entries.get(document.id)
      if (present && textOf(present.document) === textOf(document)) continue
      if (this.isHeld(document.id)) {
        const beside = await this.#keepAsOther(document)
        if (!beside.ok) return beside
        continue
      }
      if (present && !present.isBlank) {
        const aside = await this.#keepAsOther(present.document)
        if (!aside.ok) return aside
      }
      const kept = await this.#keep(document, present?.file ?? fileOf(document.id), 'new')
      if (!kept.ok) return kept
    }
    return done(null)
  }

  /** Writes what waits to be written. */
  async close(): Promise<void> {
    for (const id of [...this.#unwritten.keys()]) void this.#writeLearned(id)
    await this.#files.settled()
  }

  async #takeDocument(raw: unknown, taken: TakenAnswer): Promise<Result<DialectPassed>> {
    const compiled = compileDialect(raw)
    if (!compiled.ok) return compiled
    const read = asDocument(raw)
    if (!read) return refuse('dialect-invalid', { path: 'id', reason: 'missing' })
    const document = finished(read)
    const present = this.#documentOf(document.id)
    if (present && taken === 'ask') return this.#taken(present)
    if (present && (taken === 'both' || !this.#mayReplace(document.id))) {
      return await this.#keepAsOther(document)
    }
    const file = this.#entries.get(document.id)?.file ?? fileOf(document.id)
    const kept = await this.#keep(document, file, 'new')
    return kept.ok ? done({ dialectId: document.id, name: document.name }) : kept
  }

  #taken({ id, name }: Document): Result<DialectPassed> {
    return refuse('dialect-taken', { id, name, mayReplace: this.#mayReplace(id) ? 1 : 0 })
  }

  // Of a dialect that is not the person's to change.
  #refusalOf(id: string): Result<null> {
    if (this.isHeld(id)) return refuse('set-by-policy', { by: 'none' })
    return refuse(this.#documentOf(id) ? 'not-allowed' : 'not-found')
  }

  // Neither what comes with Filo nor what an organisation has set.
  #mayReplace(id: string): boolean {
    return this.#entries.has(id) && !this.isHeld(id)
  }

  async #keepAsOther(document: Document): Promise<Result<DialectPassed>> {
    const numbers = Array.from({ length: MOST_DIALECTS + presets.length }, (_, index) => index + 2)
    const stem = document.id.slice(0, 70)
    const free = numbers.find((number) => !this.#documentOf(`${stem}-${number}`))
    if (free === undefined) return refuse('too-many', { max: MOST_DIALECTS })
    const id = `${stem}-${free}`
    const name = `${document.name.slice(0, limits.name - 5)} (${free})`
    const kept = await this.#keep({ ...finished(document), id, name }, fileOf(id), 'new')
    return kept.ok ? done({ dialectId: id, name }) : kept
  }

  // On disk first: what the window is told of is there after any crash.
  async #keep(document: Document, file: string, change: DialectChange): Promise<Result<null>> {
    const { id } = document
    if (!this.#entries.has(id) && this.#entries.size >= MOST_DIALECTS) {
      return refuse('too-many', { max: MOST_DIALECTS })
    }
    this.#forgetWrite(id)
    const written = await this.#files.write(file, document)
    if (!written.ok) return written
    this.#entries.set(id, { file, document, isBlank: false })
    this.onChanged(id, document, change)
    return done(null)
  }

  async #writeLearned(id: string): Promise<void> {
    this.#forgetWrite(id)
    const entry = this.#entries.get(id)
    if (entry?.file && !entry.isBlank) await this.#files.write(entry.file, entry.document)
  }

  #forgetWrite(id: string): void {
    this.#unwritten.get(id)?.()
    this.#unwritten.delete(id)
  }

  #documentOf(id: string): Document | null {
    const own = this.#entries.get(id)?.document
    return own ?? asDocument(presets.find((preset) => preset.id === id)?.document)
  }
}

// Elsewhere it is a dialect like any other: nobody goes on learning under its name.
export function finished(document: Document): Document {
  const copy = { ...document }
  delete copy['learned']
  return copy
}

export function isReserved(id: string): boolean {
  return id === AUTO_DIALECT || presets.some((preset) => preset.id === id)
}

export function asDocument(value: unknown): Document | null {
  if (typeof value !== 'object' || value === null) return null
  const { id, name } = value as { id?: unknown; name?: unknown }
  const isOne = typeof id === 'string' && /^[a-z0-9][a-z0-9-]{0,79}$/.test(id)
  return isOne && typeof name === 'string' ? (value as Document) : null
}

// An id may be what Windows keeps for itself, such as `con`: never a whole name.
function fileOf(id: string): string {
  return `dialect-${id}.json`
}
