// Waits, outside of any component, until something of the state is so.

/** Resolves once `isSo` is true; what it reads is followed until then. */
export function whenSeen(isSo: () => boolean): Promise<void> {
  return new Promise((go) => {
    const end = $effect.root(() => {
      $effect(() => {
        if (!isSo()) return
        go()
        queueMicrotask(() => end())
      })
    })
  })
}
