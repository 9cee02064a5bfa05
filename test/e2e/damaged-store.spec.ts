import { expect, test } from '@playwright/test'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freshFolder, launchAt, launchFilo, message, send } from './support/filo.ts'
import { startHost } from './support/servers.ts'

test('a message store whose first pages are gone opens again with every word', async () => {
  const folder = freshFolder()
  const host = await startHost(folder.dir)
  const first = await launchAt(host.url, 'Ada', { dir: join(folder.dir, 'ada') })
  for (const text of ['one', 'two', 'three']) await send(first.page, text)
  await expect(message(first.page, 'three')).toHaveAttribute('data-state', /sent|delivered|read/)
  await first.close()

  const store = join(first.dir, 'store')
  const path = join(store, 'filo.sqlite')
  const bytes = readFileSync(path)
  bytes.fill(0, 0, 3 * 4096)
  writeFileSync(path, bytes)

  const second = await launchFilo({ dir: first.dir })
  for (const text of ['one', 'two', 'three']) {
    await expect(message(second.page, text)).toHaveCount(1)
  }
  expect(readdirSync(store).some((name) => name.startsWith('filo.damaged-'))).toBe(true)
  await second.close()
  await host.stop()
  folder.remove()
})
