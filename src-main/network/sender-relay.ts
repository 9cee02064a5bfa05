// The main thread's talk with the sender: outbox to it, emissions from it to link, restored when it restarts.
import { done, refuse, type Failure } from '../../src-preload/contract/failure.ts'
import type { Port } from '../../src-preload/contract/port.ts'
import { openRpc, type Rpc } from '../../src-preload/contract/rpc.ts'
import { describeError, type Log, ownWord } from '../base/log.ts'
import type { CatchUp } from './catch-up.ts'
import type { OnEmitted } from './inspector/inspector.ts'
import type { Lessons } from './lessons.ts'
import type { Link } from './link/link.ts'
import type { ReceiverRpc } from './receiver-relay.ts'
import { resolvedLink, type Roster } from './roster.ts'
import { loudly } from './serve.ts'
import type { StoreDoor } from './store-door.ts'
import {
  mayBeUnderWay,
  senderCalls,
  senderNeeds,
  type Epoch,
  type FromSender,
  type SenderCalls,
  type SenderNeeds,
  type ToSender
} from './thread-calls.ts'

export type SenderRpc = Rpc<SenderCalls, ToSender>

export interface SenderRelayOptions {
  log: Log
  link: Link
  roster: Roster
  store: StoreDoor
  receiver: () => ReceiverRpc | null
  emit: Lessons['emit']
  /** History that may hold a word of that time is stored, or can't be fetched. */
  met: CatchUp['met']
  /** Something is being emitted; the function that it gives is told what became of it. */
  onEmitted: OnEmitted
  onJoined: (epoch: Epoch) => void
  onJoinFailed: (epoch: Epoch, failure: Failure) => void
}

/** Opens the calls to a (new) sender thread. */
export function wireSender(options: SenderRelayOptions, port: Port): SenderRpc {
  const { log, store, link } = options
  const rpc: SenderRpc = openRpc<SenderNeeds, SenderCalls, FromSender, ToSender>(port, {
    answers: {
      table: senderNeeds,
      handlers: {
        listOutbox: (input) => store.ask.listOutbox(input),
        markAttempted: (input) => store.ask.markAttempted(input),
        settle: async ({ serverId, settlements }) => {
          // What the server said before an answer stands before it, and is not lost where the answer is kept.
          await link.allSettled(serverId)
          return store.ask.settle({ settlements })
        },
        met: async ({ serverId, conversation, since }) => {
          await options.met(serverId, conversation, since)
          return done(null)
        },
        applyAck: (input) =>
          options.receiver()?.ask.applyAck(input) ?? refuse('process-gone', undefined, true)
      }
    },
    asks: senderCalls,
    hears: loudly<FromSender>(log, {
      emit: ({ serverId, epoch, token, saying, purpose }) => {
        const settled = options.onEmitted(serverId, saying, purpose)
        options.emit({ serverId, epoch }, saying, (outcome, judged) => {
          settled(outcome)
          rpc.tell('emitted', { serverId, token, outcome: judged })
          if (purpose !== 'send' || !mayBeUnderWay(judged)) return
          link.whenArrived({ serverId, epoch }, () =>
            rpc.tell('emitted', { serverId, token, outcome: { kind: 'over' } })
          )
        })
      },
      joined: (epoch) => {
        if (link.epochOf(epoch.serverId) === epoch.epoch) options.onJoined(epoch)
      },
      joinFailed: ({ failure, ...epoch }) => options.onJoinFailed(epoch, failure)
    }),
    timeoutMs: -1,
    onTrouble: ({ call, error }) =>
      log.error('a call threw', { call: ownWord(call, senderNeeds), error: describeError(error) })
  })
  return rpc
}

/** Tells a (new) sender thread everything that it must know. */
export function restoreSender(options: SenderRelayOptions, rpc: SenderRpc): void {
  const { roster, link } = options
  for (const entry of roster.all()) {
    const { serverId } = entry.link
    rpc.tell('linkSet', resolvedLink(entry))
    if (!entry.session || !link.isConnected(serverId)) continue
    const epoch = link.epochOf(serverId)
    rpc.tell('connected', { serverId, epoch, session: entry.session, joined: entry.isJoined })
  }
  rpc.tell('storeAttached', {})
}
