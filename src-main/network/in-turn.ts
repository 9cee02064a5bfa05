// Says several things one after the other: each once the one before it was answered, or has had a moment.
import type { Clock } from './clock.ts'

/** How long an answer to one is waited for before the next is said, ms. */
const MOMENT_MS = 700

/** @param say says one, by its place; `settled` once something came of it, however often */
export function inTurn(
  count: number,
  clock: Clock,
  say: (place: number, settled: () => void) => void
): void {
  const sayFrom = (place: number): void => {
    if (place >= count) return
    let isOver = false
    const next = (): void => {
      if (isOver) return
      isOver = true
      undo()
      sayFrom(place + 1)
    }
    const undo = clock.after(MOMENT_MS, next)
    say(place, next)
  }
  sayFrom(0)
}
