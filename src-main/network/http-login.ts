// Takes a dialect's steps over HTTP before its socket is opened: one after the other, each read before the next.
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { CompiledDialect, Session } from '../dialects/compiled.ts'
import type { Clock } from './clock.ts'
import type { HttpDoor } from './link/http-door.ts'

export interface HttpLogin {
  dialect: CompiledDialect
  clock: Clock
  door: HttpDoor
  /** Takes over what a step's answer brought, beyond the session that it was read into. */
  apply: (step: number, args: unknown[], read: Session) => Promise<Result<Session>>
}

/** Takes all steps; `isNew` says whether the server was asked at all. A refusal says why the login failed. */
export async function logIn(
  login: HttpLogin,
  session: Session
): Promise<Result<{ session: Session; isNew: boolean }>> {
  let now = session
  let isNew = false
  for (const step of login.dialect.http.keys()) {
    const taken = await takeStep(login, step, now)
    if (!taken.ok) return taken
    isNew ||= taken.value !== null
    now = taken.value ?? now
  }
  return done({ session: now, isNew })
}

/** The session after the step; null where it is not to be taken. */
async function takeStep(
  { dialect, clock, door, apply }: HttpLogin,
  at: number,
  session: Session
): Promise<Result<Session | null>> {
  const step = dialect.http[at]
  const request = step?.request(session, clock.now())
  if (!step || !request) return done(null)
  const asked = await door.ask(request)
  if (!asked.ok) return refuse('dialect-mismatch', { step: step.name })
  if (asked.value.kind === 'failed') return { ok: false, failure: asked.value.failure }
  const { args } = asked.value
  const verdict = step.readAnswer(args, session, clock.now())
  if (verdict.kind === 'failure') return { ok: false, failure: verdict.failure }
  return await apply(at, args, verdict.reading.session)
}
