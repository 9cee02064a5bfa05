// The main thread's talk with the receiver: frames to it, commits from it to the store, restored when it restarts.
import type { Port } from '../../src-preload/contract/port.ts'
import { openRpc, type Rpc } from '../../src-preload/contract/rpc.ts'
import type { KeptEvent } from '../../src-preload/contract/inbound.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'
import { describeError, type Log, ownWord } from '../base/log.ts'
import type { Gauge } from './counters.ts'
import type { OnEmitted } from './inspector/inspector.ts'
import type { Link } from './link/link.ts'
import { packFrames, type LinkFrame } from './packed-frames.ts'
import { resolvedLink, type Roster } from './roster.ts'
import { loudly } from './serve.ts'
import type { StoreDoor } from './store-door.ts'
import {
  receiverCalls,
  receiverNeeds,
  type AckReply,
  type Epoch,
  type FromReceiver,
  type PackedCommit,
  type ReceiverCalls,
  type ReceiverNeeds,
  type ToReceiver
} from './thread-calls.ts'

export type ReceiverRpc = Rpc<ReceiverCalls, ToReceiver>

export interface ReceiverRelayOptions {
  log: Log
  link: Link
  roster: Roster
  store: StoreDoor
  gauge: Gauge
  /** What else the receiver tells, and others must hear. */
  hears: Pick<
    { [Name in keyof FromReceiver]: (payload: FromReceiver[Name]) => void },
    | 'learned'
    | 'lessonChanged'
    | 'sessionChanged'
    | 'eventSeen'
    | 'typingChanged'
    | 'membersChanged'
    | 'serverComplained'
    | 'eventsRead'
    | 'framesRefused'
  >
  /** Something is being emitted; the function that it gives is told what became of it. */
  onEmitted: OnEmitted
  /** Servers that wait for an answer are told, or there is nothing to tell them. */
  onAnswered: (serverId: ServerId, replies: AckReply[]) => void
  /** The store has taken these, which are no messages: what a server told of its conversations may matter elsewhere. */
  onCommitted: (serverId: ServerId, events: readonly KeptEvent[]) => void
}

export class ReceiverRelay {
  readonly #options: ReceiverRelayOptions
  readonly #commits = new Set<Promise<unknown>>()
  /** The receiver that has been told everything; frames go to no other. */
  #ready: ReceiverRpc | null = null
  #newest: ReceiverRpc | null = null

  constructor(options: ReceiverRelayOptions) {
    this.#options = options
  }

  wire(port: Port): ReceiverRpc {
    const { link, log, store, hears } = this.#options
    return openRpc<ReceiverNeeds, ReceiverCalls, FromReceiver, ToReceiver>(port, {
      answers: {
        table: receiverNeeds,
        handlers: {
          commit: (request) => this.#commit(request),
          conversationId: (place) => store.ask.conversationId(place)
        }
      },
      asks: receiverCalls,
      hears: loudly<FromReceiver>(log, {
        ...hears,
        said: ({ serverId, event, args }) => {
          const emission = { event, args, ack: null }
          const settled = this.#options.onEmitted(serverId, emission, 'reply')
          link.emit({ serverId, epoch: link.epochOf(serverId) }, emission, settled)
        },
        frameBroken: (epoch) => link.malformed(epoch),
        framesSettled: ({ serverId, throughSeq, replies }) =>
          this.#settle(serverId, throughSeq, replies)
      }),
      timeoutMs: -1,
      onTrouble: ({ call, error }) =>
        log.error('a call threw', {
          call: ownWord(call, receiverNeeds),
          error: describeError(error)
        })
    })
  }

  /** The thread is gone; frames wait in link until there is another. */
  lost(): void {
    this.#ready = null
    this.#newest = null
  }

  /** A new thread: tell it all, then hand it every frame that its predecessor had not finished. */
  async restore(rpc: ReceiverRpc): Promise<void> {
    this.#ready = null
    this.#newest = rpc
    // What is on its way to the store may not be handed out again.
    await Promise.all(this.#commits)
    if (this.#newest !== rpc) return
    const { roster, link, gauge } = this.#options
    gauge.reset()
    for (const entry of roster.all()) rpc.tell('linkSet', resolvedLink(entry))
    this.#ready = rpc
    for (const { link: server, session, isJoined, owesBreak } of roster.all()) {
      const { serverId } = server
      const epoch = { serverId, epoch: link.epochOf(serverId) }
      if (session) rpc.tell('sessionRestored', { ...epoch, session, owesBreak })
      if (isJoined) rpc.tell('joined', epoch)
      link.replay(serverId)
    }
  }

  handFrames({ serverId, epoch, frames }: Epoch & { frames: LinkFrame[] }): void {
    if (!this.#ready) return
    this.#options.gauge.queued(frames.length)
    this.#ready.tell('framesArrived', { serverId, epoch, frames: packFrames(frames) })
  }

  async #commit(request: PackedCommit): ReturnType<StoreDoor['ask']['commit']> {
    const { throughSeq, replies, told, ...wanted } = request
    const asked = this.#options.store.ask.commit(wanted)
    this.#commits.add(asked)
    const result = await asked
    if (result.ok) {
      this.#settle(request.serverId, throughSeq, replies)
      this.#remember(request.serverId, told)
    }
    this.#commits.delete(asked)
    return result
  }

  // The store does not tell us of what we told it.
  #remember(serverId: ServerId, told: readonly KeptEvent[]): void {
    const { roster } = this.#options
    for (const event of told) {
      if (event.kind === 'remember') roster.remember(serverId, event.values)
      if (event.kind === 'break') roster.paidBreak(serverId)
    }
    if (told.length > 0) this.#options.onCommitted(serverId, told)
  }

  #settle(serverId: ServerId, throughSeq: number, replies: AckReply[]): void {
    this.#options.link.settle(serverId, throughSeq, replies)
    if (replies.length > 0) this.#options.onAnswered(serverId, replies)
  }
}
