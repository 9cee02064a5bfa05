// The question before a file goes: asked over socket or HTTP, answered by an ack or by an event of its own.
import { refuse } from '../../src-preload/contract/failure.ts'
import { isHttp, type FileScene, type Saying, type UploadAsk } from '../dialects/compiled.ts'
import type { Clock } from './clock.ts'
import type { EmitOutcome } from './thread-calls.ts'
import { answered } from './transfer-socket.ts'
import { isStrangerStatus, type Step } from './transfer-step.ts'

export interface Asking {
  ask: UploadAsk
  scene: FileScene
  clock: Clock
  emit: (saying: Saying) => Promise<EmitOutcome>
  /** Listens to what comes from the server; returns the undo. */
  listen: (heard: (event: string, args: unknown[]) => void) => () => void
}

/** Asks; what is answered is what the dialect reads as `asked`. */
export async function askFirst({
  ask,
  scene,
  clock,
  emit,
  listen
}: Asking): Promise<Step<unknown[]>> {
  const saying = ask.saying(scene)
  if (!saying)
    return { kind: 'failed', failure: refuse('not-supported').failure, retryAfterMs: null }
  const { wait } = ask
  if (!wait) {
    const said = answered(await emit(saying))
    const refused = said.kind === 'done' ? ask.refusal(scene, said.value) : null
    return refused ? { kind: 'failed', ...refused, isStranger: isStranger(saying, said) } : said
  }
  return new Promise((resolve) => {
    const end = (step: Step<unknown[]>): void => {
      undoTimer()
      undoListening()
      resolve(step)
    }
    const undoListening = listen((event, args) => {
      if (event === wait.event && wait.counts(scene, args)) end({ kind: 'done', value: args })
    })
    const undoTimer = clock.after(wait.timeoutMs, () =>
      end({
        kind: 'failed',
        failure: refuse('server-timeout', undefined, true).failure,
        retryAfterMs: null
      })
    )
    void emit(saying).then((outcome) => {
      const said = answered(outcome)
      if (said.kind !== 'done') end(said)
    })
  })
}

/** Whether an answer over HTTP says that the server does not know who asks. */
function isStranger(saying: Saying, said: Step<unknown[]>): boolean {
  if (!isHttp(saying) || said.kind !== 'done') return false
  const { status } = said.value[1] as { status: number }
  return isStrangerStatus(status)
}
