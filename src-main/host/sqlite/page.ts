// Cuts what was read with one row too many into a page.
import type { Page } from '../message-store.ts'

/** `rows` were read with `limit + 1`: the extra one only tells that there is more. */
export function pageOf<T>(rows: T[], limit: number): Page<T> {
  return { items: rows.slice(0, limit), more: rows.length > limit }
}
