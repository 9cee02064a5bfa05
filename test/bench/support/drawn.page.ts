// Put into the page that is measured: tells how long it takes from a key or a click until what it asked for is drawn.
import type { Drawn, Wish } from './drawn.ts'

/** What is not drawn within this, ms, will never be. */
const PATIENCE_MS = 20_000
let drawn: Promise<number> = Promise.resolve(0)

/** Whether what was found for what stands in the field by now is shown. */
function isFound(): boolean {
  const panel = document.querySelector('input[type=search]')?.closest('section')
  const results = panel?.querySelector('[aria-busy]')
  return results?.getAttribute('aria-busy') === 'false'
}

function lastRow(): string | null {
  const rows = document.querySelectorAll<HTMLElement>('[role=log] article')
  return rows[rows.length - 1]?.dataset['messageId'] ?? null
}

/** Whether rows of the conversation with this title are shown, and not those from before. */
function isOpened(title: string, before: string | null): boolean {
  const log = document.querySelector('[role=log]')
  const heading = document.querySelector('h1')?.textContent.trim()
  const row = lastRow()
  const isThere = log !== null && log.getAttribute('aria-busy') !== 'true'
  return isThere && heading === title && row !== null && row !== before
}

// What is posted within a frame's callbacks runs once that frame's styles, layout and paint are done.
function afterFrame(work: () => void): void {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    port1.close()
    work()
  }
  requestAnimationFrame(() => port2.postMessage(0))
}

function arm(wish: Wish): void {
  const before = lastRow()
  const isDrawn = wish.kind === 'found' ? isFound : () => isOpened(wish.title, before)
  drawn = new Promise((resolve, reject) => {
    const begin = ({ timeStamp }: Event): void => {
      const look = (): void => {
        const tookMs = performance.now() - timeStamp
        if (isDrawn()) resolve(tookMs)
        else if (tookMs < PATIENCE_MS) afterFrame(look)
        else reject(new Error(`not ${wish.kind} after ${PATIENCE_MS} ms`))
      }
      afterFrame(look)
    }
    const event = wish.kind === 'found' ? 'keydown' : 'click'
    window.addEventListener(event, begin, { capture: true, once: true })
  })
}

window.filoDrawn = { arm, drawn: () => drawn } satisfies Drawn
