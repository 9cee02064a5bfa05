// Which rows of the log are on screen.
import type { MessageId } from '../../../src-preload/contract/model.ts'

/** The element of a message, if the log holds it. */
export function rowOf(scroller: HTMLElement, id: MessageId): HTMLElement | null {
  return scroller.querySelector<HTMLElement>(`article[data-message-id="${id}"]`)
}

/** The last message whose end is on screen; one layout is read, in steps of halves. */
export function lastVisibleId(scroller: HTMLElement): MessageId | null {
  const rows = scroller.querySelectorAll<HTMLElement>('article')
  const edge = scroller.getBoundingClientRect().bottom
  let low = 0
  let high = rows.length - 1
  let found = -1
  while (low <= high) {
    const middle = (low + high) >> 1
    const row = rows[middle]
    if (row && row.getBoundingClientRect().bottom <= edge + 1) {
      found = middle
      low = middle + 1
    } else high = middle - 1
  }
  const id = rows[found]?.dataset['messageId']
  return id === undefined ? null : Number(id)
}
