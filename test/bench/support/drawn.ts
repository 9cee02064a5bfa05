// Measures in Filo's window from a key or a click until what it asked for is drawn.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CDPSession, Page } from 'playwright'
import type { Started } from './windows.ts'

const WINDOW = { width: 1000, height: 700 }

/** What is going to be asked for: results by the next key, or a conversation by the next click. */
export type Wish = { kind: 'found' } | { kind: 'opened'; title: string }

/** What is put into the page. */
export interface Drawn {
  /** Before the key or the click. */
  arm: (wish: Wish) => void
  /** ms from the event to the end of the first frame that shows what was wished for. */
  drawn: () => Promise<number>
}

declare global {
  interface Window {
    filoDrawn?: Drawn
  }
}

export class DrawnWatch {
  readonly #page: Page
  readonly #debug: CDPSession

  private constructor(page: Page, debug: CDPSession) {
    this.#page = page
    this.#debug = debug
  }

  static async open({ app, page }: Started): Promise<DrawnWatch> {
    await app.evaluate(({ BrowserWindow }, size) => {
      const [window] = BrowserWindow.getAllWindows()
      window?.setContentSize(size.width, size.height)
      window?.focus()
    }, WINDOW)
    const debug = await app.context().newCDPSession(page)
    const watch = readFileSync(join(import.meta.dirname, 'drawn.page.js'), 'utf8')
    // By the debugger, past the page's policy.
    await debug.send('Runtime.evaluate', { expression: watch })
    return new DrawnWatch(page, debug)
  }

  /** Types the query into the search, each key when what the last one asked for is drawn; ms for each. */
  async search(query: string): Promise<number[]> {
    const took: number[] = []
    await this.#page.getByRole('searchbox', { name: 'Search' }).fill('')
    for (const letter of query) {
      const key = { key: letter, text: letter }
      took.push(
        await this.#timed({ kind: 'found' }, async () => {
          await this.#debug.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key })
          await this.#debug.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
        })
      )
    }
    return took
  }

  /** Clicks at the conversation in the list; ms until rows of it are drawn. */
  async openConversation(title: string): Promise<number> {
    const box = await this.#page.getByRole('option', { name: title, exact: true }).boundingBox()
    if (!box) throw new Error(`${title} is not in the list`)
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2, button: 'left' } as const
    return await this.#timed({ kind: 'opened', title }, async () => {
      for (const type of ['mousePressed', 'mouseReleased'] as const)
        await this.#debug.send('Input.dispatchMouseEvent', { type, ...at, clickCount: 1 })
    })
  }

  async #timed(wish: Wish, act: () => Promise<void>): Promise<number> {
    await this.#page.evaluate((wanted) => window.filoDrawn?.arm(wanted), wish)
    await act()
    const took = await this.#page.evaluate(() => window.filoDrawn?.drawn())
    if (took === undefined) throw new Error('the page is not watched')
    return took
  }
}
