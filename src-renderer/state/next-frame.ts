// When the next frame is about to be drawn.

/** Longest wait where no frames are drawn (a hidden window), ms. */
const HIDDEN_MS = 250

/** Resolves just before the next frame, or after a pause where the window draws none. */
export function nextFrame(): Promise<void> {
  return new Promise((go) => {
    let isOver = false
    const finish = (): void => {
      if (isOver) return
      isOver = true
      cancelAnimationFrame(frame)
      clearTimeout(timer)
      go()
    }
    const frame = requestAnimationFrame(finish)
    const timer = setTimeout(finish, HIDDEN_MS)
  })
}

let wasKeyPressed = false

/** From now on it is known in which frames keys are answered. */
export function watchKeys(window: EventTarget): void {
  window.addEventListener('keydown', () => (wasKeyPressed = true), { capture: true })
}

/**
 * As `nextFrame`, for much that nobody waits for: a frame that answers a key is left to the key, and the one after it
 * is taken, whatever is pressed meanwhile.
 */
export async function nextFreeFrame(): Promise<void> {
  await nextFrame()
  if (wasKeyPressed) await nextFrame()
  wasKeyPressed = false
}
