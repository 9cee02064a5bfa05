// A server with very many conversations, in the list beside the log.
import { expect, test } from '@playwright/test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openHere, SERVER } from '../bench/support/history.ts'
import { fillRooms, roomId, roomName } from '../bench/support/store-growth.ts'
import { freshFolder, launchFilo } from './support/filo.ts'

const ROOMS = 200

test('of many conversations only those in sight are drawn, and all can be reached', async () => {
  const { dir, remove } = freshFolder()
  const opened = openHere(join(dir, 'filo.sqlite'))
  await fillRooms(opened, ROOMS)
  const lastConversationId = await roomId(opened, roomName(ROOMS - 30))
  opened.store.close()
  writeFileSync(
    join(dir, 'settings.json'),
    JSON.stringify({ lastServerId: SERVER, lastConversationId })
  )
  const filo = await launchFilo({ dir })
  const list = filo.page.getByRole('listbox', { name: 'Conversations' })
  const rows = list.getByRole('option')
  const first = rows.first()
  await expect(first).toHaveAttribute('aria-setsize', String(ROOMS))
  await expect(first).toHaveAttribute('aria-posinset', '1')
  expect(await rows.count()).toBeLessThan(60)

  // What is open is far down: one gets into the list all the same, and to both of its ends.
  await first.focus()
  await filo.page.keyboard.press('End')
  const last = list.getByRole('option', { name: `Room ${roomName(ROOMS - 1)}`, exact: true })
  await expect(last).toBeFocused()
  await expect(last).toBeInViewport()
  await expect(last).toHaveAttribute('aria-posinset', String(ROOMS))
  for (let step = 0; step < 30; step++) await filo.page.keyboard.press('ArrowUp')
  await expect(rows.and(filo.page.locator(':focus'))).toHaveAttribute('aria-posinset', '170')

  // Who scrolls away with the wheel goes on from what is in sight then.
  await list.hover()
  await filo.page.mouse.wheel(0, -ROOMS * 52)
  await expect(first).toHaveAttribute('aria-posinset', '1')
  await expect(rows.and(filo.page.locator(':focus'))).toBeInViewport()
  await filo.page.keyboard.press('ArrowDown')
  await filo.page.keyboard.press('Enter')
  await expect(list.getByRole('option', { selected: true })).toHaveAttribute('aria-posinset', '2')
  expect(await rows.count()).toBeLessThan(60)
  await filo.close()
  remove()
})
