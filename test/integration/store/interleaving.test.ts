// Property: however acks, echoes, repeats and history pages interleave, each sent message is one row, in order.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { InboundMessage } from '../../../src-preload/contract/inbound.ts'
import {
  addRoom,
  commit,
  compose,
  live,
  messagesOf,
  must,
  openRig,
  page,
  said,
  START,
  type Rig
} from './store-rig.ts'

/** What a server gives with its echoes. */
type EchoForm = 'remote-id' | 'client-id' | 'both' | 'text'
/** Beyond sending, all that may be told about message n. */
type Step = { kind: 'ack' | 'echo' | 'echo-again' | 'page' | 'restart' | 'other'; n: number }

const COUNT = 4
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom('ack', 'echo', 'echo-again', 'page', 'restart', 'other'),
    n: fc.nat(COUNT - 1)
  }),
  { minLength: 4, maxLength: 24 }
)

interface Sent {
  messageId: number
  outboxId: number
  clientId: string
  text: string
}

/** A server that tells first proofs in its own order, and everything else as it likes. */
class Script {
  readonly #rig: Rig
  readonly #form: EchoForm
  readonly #sent: Sent[]
  readonly #acked = new Set<number>()
  readonly #echoed = new Set<number>()
  others = 0

  constructor(rig: Rig, form: EchoForm, sent: Sent[]) {
    this.#rig = rig
    this.#form = form
    this.#sent = sent
  }

  async run({ kind, n }: Step): Promise<void> {
    // A proof of a later message comes after one of every earlier: the server keeps order.
    const next = Math.min(n, this.#provenCount())
    if (kind === 'ack') await this.ack(next)
    if (kind === 'echo') await this.echo(next)
    if (kind === 'echo-again' && this.#echoed.has(n) && this.#form !== 'text') await this.echo(n)
    if (kind === 'page') await this.page(n)
    if (kind === 'restart') this.#rig.reopen()
    if (kind === 'other') await this.#other()
  }

  /** Every message comes back in the end; its ack may be lost with the connection. */
  async finish(areAcksLost: boolean): Promise<void> {
    for (let n = 0; n < COUNT; n++) {
      if (!this.#acked.has(n) && !areAcksLost) await this.ack(n)
      if (!this.#echoed.has(n)) await this.echo(n)
    }
  }

  #provenCount(): number {
    let count = 0
    while (count < COUNT - 1 && (this.#acked.has(count) || this.#echoed.has(count))) count += 1
    return count
  }

  async ack(n: number): Promise<void> {
    const sent = this.#sent[n]
    if (!sent || this.#acked.has(n)) return
    this.#acked.add(n)
    const remoteId = this.#form === 'text' ? null : `m${n}`
    const proven = {
      outcome: 'proven' as const,
      proof: 'acknowledged' as const,
      time: null,
      seq: null
    }
    const settlements = [{ outboxId: sent.outboxId, ...proven, remoteId }]
    must(await this.#rig.network.ask.settle({ settlements }))
  }

  #message(n: number): InboundMessage {
    const hasRemoteId = this.#form !== 'text' && this.#form !== 'client-id'
    const hasClientId = this.#form === 'client-id' || this.#form === 'both'
    return said(this.#sent[n]?.text ?? '', {
      own: true,
      author: { id: 'me', name: 'Anna' },
      remoteId: hasRemoteId ? `m${n}` : null,
      clientId: hasClientId ? (this.#sent[n]?.clientId ?? null) : null,
      time: START + n * 10
    })
  }

  async echo(wanted: number): Promise<void> {
    // Where only the text tells, the order is all there is to go by, and a server keeps it.
    const n = this.#form === 'text' ? this.#echoed.size : wanted
    if (n >= COUNT || n > wanted) return
    this.#echoed.add(n)
    await commit(this.#rig, [live(this.#message(n))])
  }

  /** A page up to message n; only servers with ids can be asked twice for the same. */
  async page(n: number): Promise<void> {
    if (this.#form !== 'remote-id' && this.#form !== 'both') return
    const messages = Array.from({ length: n + 1 }, (_, index) => this.#message(index))
    for (let index = 0; index <= n; index++) this.#echoed.add(index)
    await commit(this.#rig, [page(messages)])
  }

  async #other(): Promise<void> {
    this.others += 1
    await commit(this.#rig, [live(said(`other ${this.others}`, { remoteId: `o${this.others}` }))])
  }
}

interface Play {
  texts: readonly string[]
  script: readonly Step[]
  areAcksLost: boolean
}

async function play(form: EchoForm, { texts, script, areAcksLost }: Play) {
  const rig = openRig()
  try {
    const id = await addRoom(rig)
    const sent: Sent[] = []
    for (const text of texts) sent.push({ ...(await compose(rig, id, text)), text })
    must(await rig.network.ask.markAttempted({ outboxIds: sent.map((one) => one.outboxId) }))
    const server = new Script(rig, form, sent)
    for (const step of script) await server.run(step)
    await server.finish(areAcksLost)
    const rows = await messagesOf(rig, id)
    const outbox = must(await rig.network.ask.listOutbox({}))
    return {
      sent,
      own: rows.filter((row) => row.own),
      others: rows.length - texts.length,
      outbox,
      server
    }
  } finally {
    rig.end()
  }
}

describe.each<EchoForm>(['remote-id', 'client-id', 'both', 'text'])('echoes by %s', (form) => {
  it.each([
    ['different texts', ['a', 'b', 'c', 'd']],
    ['the same text', ['ok', 'ok', 'ok', 'ok']]
  ])(
    'leave one row per message, in order, with %s',
    async (_name, texts) => {
      const property = fc.asyncProperty(steps, fc.boolean(), async (script, areAcksLost) => {
        const played = await play(form, { texts, script, areAcksLost })
        expect(played.own.map((row) => row.text)).toEqual(texts)
        expect(played.own.map((row) => row.id)).toEqual(played.sent.map((one) => one.messageId))
        expect(played.own.every((row) => row.state === 'sent' && row.proof === 'echoed')).toBe(true)
        expect([played.others, played.outbox]).toEqual([played.server.others, []])
      })
      await fc.assert(property, { numRuns: 25 })
    },
    120_000
  )
})
