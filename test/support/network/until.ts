// Waits for something to become true, by looking often, and says what it waited for when it does not.

/** Looks until `look` answers something truthy; throws after `withinMs`. */
export async function until<T>(
  look: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  withinMs = 5_000
): Promise<T> {
  const end = Date.now() + withinMs
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== null && found !== false) return found
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${look.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
