// How the threads of the network process listen to each other: a listener that throws is logged, not swallowed.
import { describeError, type Log, ownWord } from '../base/log.ts'

type Listeners<Hears> = { [Name in keyof Hears]?: (payload: Hears[Name]) => void }

/** Wraps listeners of one-way events, whose errors nobody would otherwise hear of. */
export function loudly<Hears extends object>(
  log: Log,
  listeners: Listeners<Hears>
): Listeners<Hears> {
  const entries = Object.entries(listeners as Record<string, (payload: unknown) => void>)
  const wrapped = entries.map(([name, listener]) => [
    name,
    (payload: unknown): void => {
      try {
        listener(payload)
      } catch (error) {
        log.error('a listener threw', {
          event: ownWord(name, listeners),
          error: describeError(error)
        })
      }
    }
  ])
  // The same keys with the same payloads, by construction.
  return Object.fromEntries(wrapped) as Listeners<Hears>
}
