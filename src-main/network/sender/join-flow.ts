// Introduces the person to a server after connecting: the dialect's steps, one after the other.
import { done, refuse, type Failure, type Result } from '../../../src-preload/contract/failure.ts'
import type { CompiledDialect, JoinStep, Session } from '../../dialects/compiled.ts'
import type { Clock } from '../clock.ts'
import type { Applied, EmitOutcome } from '../thread-calls.ts'
import type { Emission } from '../../dialects/compiled.ts'

export interface JoinOptions {
  dialect: CompiledDialect
  clock: Clock
  events: JoinEvents
  session: () => Session
  emit: (emission: Emission) => Promise<EmitOutcome>
  /** Hands an ack to the receiver; answers once what it brought is committed. */
  applyAck: (step: number, args: unknown[]) => Promise<Result<Applied>>
}

/** Events since connecting, as far as no step has used them. */
export class JoinEvents {
  #waiting: { event: string; args: unknown[] }[] = []
  #arrived: (() => void) | null = null
  /** Beyond this many the oldest are forgotten: no server needs that many words before letting in. */
  static readonly MEMORY = 200

  push(event: string, args: unknown[]): void {
    this.#waiting.push({ event, args })
    if (this.#waiting.length > JoinEvents.MEMORY) this.#waiting.shift()
    this.#arrived?.()
  }

  /** The oldest event not yet used; null where there is none now. */
  take(): { event: string; args: unknown[] } | null {
    return this.#waiting.shift() ?? null
  }

  /** Calls back at the next event; returns the undo. */
  onNext(arrived: () => void): () => void {
    this.#arrived = arrived
    return () => {
      this.#arrived = null
    }
  }
}

/** Runs all steps. A refusal says why the server would not have us, or that it kept silent. */
export async function runJoin(options: JoinOptions): Promise<Result<null>> {
  for (const [index, step] of options.dialect.join.entries()) {
    const waited = step.waitFor ? await waitFor(step, step.waitFor, options) : done(null)
    if (!waited.ok) return waited
    const emission = step.emission(options.session(), options.clock.now())
    if (!emission) continue
    const answered = await emitStep(index, step, emission, options)
    if (!answered.ok) return answered
  }
  return done(null)
}

async function emitStep(
  index: number,
  step: JoinStep,
  emission: Emission,
  options: JoinOptions
): Promise<Result<null>> {
  const outcome = await options.emit(emission)
  if (outcome.kind !== 'acked' && outcome.kind !== 'written') return outcomeFailure(outcome, step)
  const args = outcome.kind === 'acked' ? outcome.args : []
  const session = options.session()
  const verdict = step.readAck(args, session, options.clock.now())
  if (verdict.kind === 'failure') return { ok: false, failure: verdict.failure }
  const isNews = verdict.reading.events.length > 0 || verdict.reading.session !== session
  if (!isNews) return done(null)
  const applied = await options.applyAck(index, args)
  return applied.ok ? done(null) : applied
}

function outcomeFailure(outcome: EmitOutcome, step: JoinStep): Result<null> {
  if (outcome.kind === 'timeout') return refuse('server-timeout', { step: step.name }, true)
  if (outcome.kind === 'impossible') return refuse('dialect-mismatch', { step: step.name })
  return refuse('server-closed', { step: step.name }, true)
}

function waitFor(
  step: JoinStep,
  { event: wanted, timeoutMs }: { event: string; timeoutMs: number },
  options: JoinOptions
): Promise<Result<null>> {
  const judge = (event: string, args: unknown[]): 'go' | 'stay' | Failure =>
    step.readWait
      ? step.readWait(event, args, options.session(), options.clock.now())
      : event === wanted
        ? 'go'
        : 'stay'
  return new Promise((resolve) => {
    const finish = (result: Result<null>): void => {
      undoTimer()
      undoNext()
      resolve(result)
    }
    const look = (): void => {
      for (let next = options.events.take(); next; next = options.events.take()) {
        const judged = judge(next.event, next.args)
        if (judged === 'go') return finish(done(null))
        if (judged !== 'stay') return finish({ ok: false, failure: judged })
      }
    }
    const undoTimer = options.clock.after(timeoutMs, () =>
      finish(refuse('server-timeout', { step: step.name }, true))
    )
    const undoNext = options.events.onNext(look)
    look()
  })
}
