// Teaching Filo what an event means: what was pointed at, how it reads at once, and keeping it as a dialect.
import type { EventRow, TriedDocument } from '../../src-preload/contract/inspector.ts'
import type { Result } from '../../src-preload/contract/failure.ts'
import type { Server } from '../../src-preload/contract/model.ts'
import type { KnownWords } from '../text/completion.ts'
import type { Step } from '../text/event-values.ts'
import {
  conditionAt,
  fieldsOf,
  neededOf,
  partAt,
  partsOf,
  pointAt,
  ruleOf,
  withRule,
  type MemberChange,
  type PartName,
  type Parts,
  type TeachKind
} from '../text/teach.ts'
import type { EventList } from './event-list.svelte.ts'
import { TaughtDocument, type Document } from './taught-document.svelte.ts'
import type { Wires } from './wires.ts'

/** Captured events that are read as an example. */
const EXAMPLES = 30
const PAUSE_MS = 120

export class Teaching {
  row: EventRow | null = $state.raw(null)
  args: readonly unknown[] = $state.raw([])
  kind: TeachKind = $state('message')
  parts: Parts = $state.raw({})
  change: MemberChange = $state('joined')
  /** What the next pointing is for. */
  active: PartName | null = $state(null)
  tried: TriedDocument | null = $state.raw(null)
  readonly document: TaughtDocument
  words: Omit<KnownWords, 'fields'> = $state.raw({ variables: [], functions: [] })
  readonly #wires: Wires
  readonly #list: EventList
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(wires: Wires, list: EventList) {
    this.#wires = wires
    this.#list = list
    this.document = new TaughtDocument(wires)
  }

  get known(): KnownWords {
    const own = fieldsOf(this.args)
    const { each } = this.parts
    const items = each
      ? own
          .filter((field) => field.startsWith(`${each}[0]`))
          .map((field) => field.replace(`${each}[0]`, 'item'))
      : []
    return { ...this.words, fields: [...items, ...own] }
  }

  /** Which parts lack what they need. */
  get missing(): readonly PartName[] {
    return neededOf[this.kind].filter((part) => !this.parts[part])
  }

  /** Where the document is refused, and why. */
  get fault(): { part: PartName | null; reason: string; at: number | null } | null {
    const detail = this.tried?.failure?.detail
    if (!detail || this.missing.length > 0) return null
    const reason = String(detail['reason'] ?? '')
    const at = / \(at (\d+)\)$/.exec(reason)?.[1]
    return {
      part: partAt(String(detail['path'] ?? '')),
      reason: reason.replace(/ \(at \d+\)$/, ''),
      at: at === undefined ? null : Number(at)
    }
  }

  async begin(server: Server, row: EventRow, args: readonly unknown[]): Promise<void> {
    this.row = row
    this.args = args
    this.tried = null
    this.setKind('message')
    const [words] = await Promise.all([
      this.#wires.network.ask.expressionWords({ where: 'inbound' }),
      this.document.begin(server)
    ])
    if (words.ok) this.words = words.value
    this.#plan()
  }

  setKind(kind: TeachKind): void {
    this.kind = kind
    this.parts = {}
    this.active = partsOf[kind].find((part) => part !== 'when') ?? null
    this.#plan()
  }

  setChange(change: MemberChange): void {
    this.change = change
    this.#plan()
  }

  setPart(part: PartName, expression: string): void {
    this.parts = { ...this.parts, [part]: expression }
    this.#plan()
  }

  /** The person points at a value: it becomes the part that was asked for, and the next one is asked for. */
  point(steps: readonly Step[]): void {
    const { active, args, kind } = this
    if (!active) return
    if (active === 'when') this.parts = { ...this.parts, when: conditionAt(args, steps) }
    else {
      const { expression, each } = pointAt(args, steps, kind)
      this.parts = { ...this.parts, [active]: expression, ...(each ? { each } : {}) }
    }
    const order: readonly PartName[] = partsOf[kind].filter(
      (part) => part !== 'each' && part !== 'when'
    )
    this.active = order.slice(order.indexOf(active) + 1).find((part) => !this.parts[part]) ?? null
    this.#plan()
  }

  /** As which part a value was pointed at. */
  partAt(steps: readonly Step[]): PartName | null {
    const { args, kind, parts } = this
    const { expression, each } = pointAt(args, steps, kind)
    if (each !== null && each !== parts.each) return null
    return partsOf[kind].find((part) => parts[part] === expression) ?? null
  }

  /** Keeps the rule, and has the server spoken to by it from now on. */
  save(): Promise<Result<{ dialectId: string }>> {
    return this.document.save(this.#document())
  }

  #document(): Document {
    const { kind, parts, change, row } = this
    const rule = ruleOf({ event: row?.event ?? '', kind, parts, change })
    return withRule(this.document.base(Boolean(parts.room)), rule)
  }

  #plan(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#try(), PAUSE_MS)
  }

  async #try(): Promise<void> {
    const { row } = this
    const { server } = this.document
    if (!row || !server) return
    const ids = this.#list.latest(row.event, EXAMPLES).map(({ id }) => id)
    if (!ids.includes(row.id)) ids.unshift(row.id)
    const document = this.#document()
    const serverId = server.id
    const answer = await this.#wires.network.ask.tryDocument({ serverId, document, ids })
    if (row === this.row && answer.ok) this.tried = answer.value
  }
}
