// The crashes that were noted: what ended, when and how; joined with the dumps that were written meanwhile.
import { readFile, writeFile } from 'atomically'
import { join } from 'node:path'
import * as v from 'valibot'
import {
  crashKinds,
  crashParts,
  type Crash,
  type CrashKind,
  type CrashPart
} from '../../../src-preload/contract/diagnostics.ts'
import { describeError, openLog } from '../../base/log.ts'
import type { Dump, DumpFolder } from './crash-dumps.ts'

const log = openLog('main')
const MOST_NOTES = 50
/** A dump is written at most this long before or after its process is known to be gone, ms. */
const APART_MS = 15_000

const noteSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,60}$/)),
  at: v.number(),
  part: v.picklist(crashParts),
  kind: v.picklist(crashKinds),
  code: v.nullable(v.number())
})
type Note = v.InferOutput<typeof noteSchema>

export interface CrashBookOptions {
  /** Absolute; the notes lie in it. */
  folder: string
  dumps: DumpFolder
  /** The list is another now. */
  onChange: () => void
  newId: () => string
  /** ms since 1970. */
  now: () => number
}

export class CrashBook {
  readonly #options: CrashBookOptions
  readonly #startedAt: number
  readonly #path: string
  #notes: Promise<Note[]> | null = null

  constructor(options: CrashBookOptions) {
    this.#options = options
    this.#startedAt = options.now()
    this.#path = join(options.folder, 'crashes.json')
  }

  /** Notes what ended just now. */
  async note(part: CrashPart, kind: CrashKind, code: number | null): Promise<void> {
    log.warn('something ended by itself', { process: part, kind, code })
    const { newId, now } = this.#options
    const note = { id: newId(), at: now(), part, kind, code }
    await this.#change((notes) => [note, ...notes].slice(0, MOST_NOTES))
    await this.#options.dumps.thin()
    this.#options.onChange()
  }

  /** The system said more exactly how the part that was just noted ended. */
  async told(part: CrashPart, kind: CrashKind): Promise<void> {
    const since = this.#options.now() - APART_MS
    await this.#change((notes) => {
      const latest = notes.find(
        (note) => note.part === part && note.at > since && note.kind !== 'hung'
      )
      return notes.map((note) => (note === latest ? { ...note, kind } : note))
    })
    this.#options.onChange()
  }

  /** The latest first. */
  async list(): Promise<Crash[]> {
    const crashes = (await this.#joined()).map(({ crash }) => crash)
    return crashes.toSorted((one, other) => other.at - one.at)
  }

  /** @param ids of crashes; their dumps go with them */
  async remove(ids: ReadonlySet<string>): Promise<void> {
    const going = (await this.#joined()).filter(({ crash }) => ids.has(crash.id))
    await this.#options.dumps.remove(new Set(going.flatMap(({ dump }) => dump?.id ?? [])))
    await this.#change((notes) => notes.filter(({ id }) => !ids.has(id)))
  }

  /** The dumps of some crashes. */
  async dumpsOf(ids: ReadonlySet<string>): Promise<{ crash: Crash; dump: Dump }[]> {
    const all = await this.#joined()
    return all.flatMap(({ crash, dump }) => (dump && ids.has(crash.id) ? [{ crash, dump }] : []))
  }

  async #joined(): Promise<{ crash: Crash; dump: Dump | null }[]> {
    const notes = await this.#read()
    const dumps = new Set(await this.#options.dumps.list())
    const noted = notes.map((note) => {
      const dump = note.kind === 'crashed' ? nearest(note.at, dumps) : null
      if (dump) dumps.delete(dump)
      return { crash: { ...note, dumpBytes: dump?.bytes ?? null }, dump }
    })
    return [...noted, ...[...dumps].map((dump) => this.#unnoted(dump))]
  }

  // Of main's own end nobody is left to take a note.
  #unnoted(dump: Dump): { crash: Crash; dump: Dump } {
    const part = dump.at < this.#startedAt ? 'main' : 'other'
    const { id, at, bytes } = dump
    return { crash: { id, at, part, kind: 'crashed', code: null, dumpBytes: bytes }, dump }
  }

  #read(): Promise<Note[]> {
    this.#notes ??= readNotes(this.#path)
    return this.#notes
  }

  async #change(change: (notes: Note[]) => Note[]): Promise<void> {
    const changed = this.#read().then(change)
    this.#notes = changed
    try {
      await writeFile(this.#path, JSON.stringify(await changed), { mode: 0o600 })
    } catch (error) {
      log.warn('crashes were not written down', { error: describeError(error) })
    }
  }
}

function nearest(at: number, dumps: ReadonlySet<Dump>): Dump | null {
  const near = [...dumps].filter((dump) => Math.abs(dump.at - at) <= APART_MS)
  return near.toSorted((one, other) => Math.abs(one.at - at) - Math.abs(other.at - at))[0] ?? null
}

async function readNotes(path: string): Promise<Note[]> {
  try {
    const parsed = v.safeParse(v.array(noteSchema), JSON.parse(await readFile(path, 'utf8')))
    return parsed.success ? parsed.output : []
  } catch {
    return []
  }
}
