// One clock for several processes: the wall clock's ms with parts of them, which Date.now() leaves out.

/**
 * Finds what to add to performance.now() so that it is the wall clock, ms since 1970. Takes about 5 ms.
 * Self-contained: it also runs inside a page.
 */
export function wallOffset(): number {
  let offset = Number.NEGATIVE_INFINITY
  // Whatever comes between, before the tick or after it, makes the offset too small.
  for (let round = 0; round < 5; round++) {
    const before = Date.now()
    let now = before
    while (now === before) now = Date.now()
    offset = Math.max(offset, now - performance.now())
  }
  return offset
}
