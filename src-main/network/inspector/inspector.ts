// Remembers the latest events of every server, and tells whoever watches one of them what comes and goes.
import type {
  AckState,
  EventReading,
  EventRow,
  InspectorEvents,
  Purpose
} from '../../../src-preload/contract/inspector.ts'
import type { ServerId } from '../../../src-preload/contract/model.ts'
import { isHttp, type Emission, type HttpRequest, type Saying } from '../../dialects/compiled.ts'
import { sanitiseArgs } from '../../dialects/sanitise.ts'
import type { Clock } from '../clock.ts'
import type { ReceiverRpc } from '../receiver-relay.ts'
import type { LinkFrame } from '../packed-frames.ts'
import type { AckReply, EmitOutcome, Epoch } from '../thread-calls.ts'
import { WireArgs } from '../wire-args.ts'
import { EventRing, ringLimits, type Captured } from './event-ring.ts'
import { rowOf } from './event-rows.ts'
import { Feed } from './feed.ts'

/** Events that the receiver is asked to read at once. */
const SLICE = 500

/** Something is being emitted, and why; the function that it gives is told what became of it. */
export type OnEmitted = (
  serverId: ServerId,
  saying: Saying,
  purpose: Purpose
) => (outcome: EmitOutcome) => void

export interface InspectorOptions {
  clock: Clock
  namespaceOf: (serverId: ServerId) => string
  receiver: () => ReceiverRpc | null
  /** To the windows that watch this server. */
  tell: (told: InspectorEvents['eventsCaptured']) => void
}

interface Place {
  ring: EventRing
  /** The newest frame seen; a restarted receiver is handed the same ones once more. */
  lastSeq: number
  /** Those whose answer the server waits for. */
  asking: Map<number, Captured>
  feed: Feed | null
}

export class Inspector {
  readonly #options: InspectorOptions
  readonly #places = new Map<ServerId, Place>()

  constructor(options: InspectorOptions) {
    this.#options = options
  }

  /** Events came in. */
  heard({ serverId, frames }: Epoch & { frames: LinkFrame[] }): void {
    const place = this.#place(serverId)
    const namespace = this.#options.namespaceOf(serverId)
    for (const frame of frames) {
      if (frame.seq <= place.lastSeq) continue
      place.lastSeq = frame.seq
      this.#add(place, {
        at: frame.at,
        direction: 'in',
        event: frame.event,
        namespace,
        args: frame.args,
        bytes: sizeOf(frame),
        seq: frame.seq,
        ackToken: frame.ackToken,
        ack: frame.ackToken === null ? null : 'wanted',
        purpose: null
      })
    }
  }

  /** Something is being emitted; tell what became of it with `settled`. */
  emitted(serverId: ServerId, { event, args, ack }: Emission, purpose: Purpose): Captured {
    return this.#add(this.#place(serverId), {
      at: this.#options.clock.now(),
      direction: 'out',
      event,
      namespace: this.#options.namespaceOf(serverId),
      args,
      bytes: sanitiseArgs(args).bytes,
      seq: null,
      ackToken: null,
      ack: ack ? 'awaited' : null,
      purpose
    })
  }

  /** The same for those who only pass emissions on. */
  readonly onEmitted: OnEmitted = (serverId, saying, purpose) => {
    const captured = this.emitted(serverId, isHttp(saying) ? shownAs(saying) : saying, purpose)
    return (outcome) => this.settled(serverId, captured, outcome)
  }

  settled(serverId: ServerId, captured: Captured, outcome: EmitOutcome): void {
    const ack = ackStateOf(outcome)
    if (ack === null) return
    const ms = this.#options.clock.now() - captured.at
    const args = outcome.kind === 'acked' ? outcome.args : null
    this.#acked(serverId, captured, { ack, ms: outcome.kind === 'acked' ? ms : null, args })
  }

  /** Servers that waited were answered, or there was nothing to answer. */
  answered(serverId: ServerId, replies: readonly AckReply[]): void {
    const place = this.#places.get(serverId)
    for (const { ackToken, args } of replies) {
      const captured = place?.asking.get(ackToken)
      if (!captured || captured.ack === 'answered') continue
      const ack = args ? 'answered' : 'open'
      const ms = args ? this.#options.clock.now() - captured.at : null
      this.#acked(serverId, captured, { ack, ms, args })
    }
  }

  /** The receiver says how it read frames. */
  read(serverId: ServerId, readings: readonly { seq: number; reading: EventReading }[]): void {
    const feed = this.#places.get(serverId)?.feed
    for (const { seq, reading } of readings) feed?.read(seq, reading)
  }

  /** These servers are watched from now on, no others. */
  watch(serverIds: ReadonlySet<ServerId>): void {
    for (const serverId of serverIds) this.#place(serverId)
    for (const [serverId, place] of this.#places) {
      const isWatched = serverIds.has(serverId)
      if (isWatched === (place.feed !== null)) continue
      place.ring.setLimits(isWatched ? ringLimits.watched : ringLimits.idle)
      place.feed?.close()
      const { clock, tell } = this.#options
      place.feed = isWatched ? new Feed({ serverId, clock, tell }) : null
    }
    this.restore(this.#options.receiver())
  }

  /** A (new) receiver learns which servers are watched. */
  restore(receiver: ReceiverRpc | null): void {
    const watched = [...this.#places].filter(([, { feed }]) => feed !== null)
    receiver?.tell('inspectionWanted', { serverIds: watched.map(([serverId]) => serverId) })
  }

  /** All that is remembered of a server; what nobody watched is read now. */
  async rows(serverId: ServerId): Promise<EventRow[]> {
    const all = this.#places.get(serverId)?.ring.all() ?? []
    const unread = all.filter(({ direction, reading }) => direction === 'in' && reading === null)
    for (let start = 0; start < unread.length; start += SLICE) {
      await this.#readAgain(serverId, unread.slice(start, start + SLICE))
    }
    return all.map(rowOf)
  }

  get(serverId: ServerId, id: number): Captured | undefined {
    return this.#places.get(serverId)?.ring.get(id)
  }

  between(serverId: ServerId, from: number, to: number | null): Captured[] {
    return this.#places.get(serverId)?.ring.between(from, to ?? Number.MAX_SAFE_INTEGER) ?? []
  }

  clear(serverId: ServerId): void {
    const place = this.#places.get(serverId)
    place?.ring.clear()
    place?.asking.clear()
  }

  removed(serverId: ServerId): void {
    this.#places.get(serverId)?.feed?.close()
    this.#places.delete(serverId)
  }

  async #readAgain(serverId: ServerId, events: readonly Captured[]): Promise<void> {
    const answer = await this.#options.receiver()?.ask.readCaptured({
      serverId,
      me: { id: null, name: null },
      by: { kind: 'own' },
      events: events.map(({ event, args, at }) => ({ event, args, at })),
      inOrder: false
    })
    if (!answer?.ok) return
    for (const [at, captured] of events.entries()) {
      captured.reading ??= answer.value[at]?.reading ?? null
    }
  }

  #add(place: Place, event: Parameters<EventRing['add']>[0]): Captured {
    const captured = place.ring.add(event)
    if (captured.ackToken !== null) ask(place.asking, captured.ackToken, captured)
    place.feed?.add(captured)
    return captured
  }

  #acked(
    serverId: ServerId,
    captured: Captured,
    { ack, ms, args }: { ack: AckState; ms: number | null; args: unknown[] | null }
  ): void {
    const place = this.#places.get(serverId)
    if (!place) return
    place.ring.setAck(captured, ack, ms, args)
    if (captured.ackToken !== null && ack === 'answered') place.asking.delete(captured.ackToken)
    place.feed?.changed(captured)
  }

  #place(serverId: ServerId): Place {
    const known = this.#places.get(serverId)
    if (known) return known
    const place: Place = { ring: new EventRing(), lastSeq: 0, asking: new Map(), feed: null }
    this.#places.set(serverId, place)
    return place
  }
}

/** So many questions of one server are remembered. */
const MAX_ASKING = 1_000

function ask(asking: Map<number, Captured>, ackToken: number, captured: Captured): void {
  asking.set(ackToken, captured)
  for (const oldest of asking.keys()) {
    if (asking.size <= MAX_ASKING) return
    asking.delete(oldest)
  }
}

/** Null: nothing to be said of an acknowledgement. */
function ackStateOf(outcome: EmitOutcome): AckState | null {
  if (outcome.kind === 'written') return null
  const isUnsent = outcome.kind === 'impossible' || outcome.kind === 'unreachable'
  return isUnsent ? 'unsent' : outcome.kind
}

/** A request over HTTP stands among the events by its method and address; its headers hold secrets. */
function shownAs({ method, address, body, timeoutMs }: HttpRequest): Emission {
  return { event: `${method} ${address}`, args: body ? [body.text] : [], ack: { timeoutMs } }
}

/** What was not taken apart is not for this, either: as long as its text is. */
function sizeOf({ args, bytes }: LinkFrame): number {
  if (args instanceof WireArgs) return args.text.length
  // Several events in one packet: its bytes were counted with the first.
  return bytes || sanitiseArgs(args).bytes
}
