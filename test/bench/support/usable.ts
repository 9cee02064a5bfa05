// When a window that was started can be used: the last conversation is drawn, and what is typed appears.
import type { Page } from 'playwright'

/** Resolves when one can write; in a conversation that is not empty, when a row of it is on screen, too. */
export async function usable(page: Page, hasRows = true): Promise<void> {
  if (hasRows)
    await page.getByRole('log', { name: 'Messages' }).getByRole('article').first().waitFor()
  const composer = page.getByRole('textbox', { name: 'Message' })
  await composer.press('x')
  await page.waitForFunction(
    (box) => box instanceof HTMLTextAreaElement && box.value.endsWith('x'),
    await composer.elementHandle()
  )
  await composer.fill('')
}
