import { expect, test } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  composer,
  connection,
  freshFolder,
  launchAt,
  launchFilo,
  message,
  send
} from './support/filo.ts'
import { startPlainServer } from './support/servers.ts'

test('one click hosts on this computer and opens a conversation; a friend joins; it is there again next time', async () => {
  const folder = freshFolder()
  const ada = await launchFilo({ dir: folder.dir })
  await ada.page.getByRole('button', { name: 'Host on this computer' }).click()
  await expect(composer(ada.page)).toBeVisible()
  await expect(connection(ada.page)).toContainText('Connected')
  await send(ada.page, 'First words')
  await expect(message(ada.page, 'First words')).toHaveAttribute('data-state', /sent|delivered/)

  const address = await hostAddress(ada.dir)
  const bo = await launchAt(address, 'Bo')
  await expect(message(bo.page, 'First words')).toBeVisible()
  await send(bo.page, 'I am here')
  await expect(message(ada.page, 'I am here')).toBeVisible()
  await ada.close()

  await expect(connection(bo.page)).toContainText(/Reconnecting|Offline/)
  const again = await launchFilo({ dir: folder.dir })
  await expect(connection(again.page)).toContainText('Connected')
  await expect(message(again.page, 'I am here')).toBeVisible()
  await expect(connection(bo.page)).toContainText('Connected', { timeout: 60_000 })
  await again.close()
  await bo.close()
  folder.remove()
})

test('when its port was taken meanwhile it hosts at another, and the history goes with it', async () => {
  const folder = freshFolder()
  const first = await launchFilo({ dir: folder.dir, args: ['--host'] })
  await expect(connection(first.page)).toContainText('Connected')
  await send(first.page, 'Before the move')
  await expect(message(first.page, 'Before the move')).toHaveAttribute(
    'data-state',
    /sent|delivered/
  )
  await first.close()

  const squatter = await startPlainServer(Number(new URL(await hostAddress(folder.dir)).port))
  const second = await launchFilo({ dir: folder.dir })
  await expect(connection(second.page)).toContainText('Connected')
  await expect(message(second.page, 'Before the move')).toBeVisible()
  await send(second.page, 'After the move')
  await expect(message(second.page, 'After the move')).toHaveAttribute(
    'data-state',
    /sent|delivered/
  )
  await second.close()
  await squatter.stop()
  folder.remove()
})

test('started with --host it is in a conversation without a click', async () => {
  const folder = freshFolder()
  const ada = await launchFilo({ dir: folder.dir, args: ['--host'] })
  await expect(composer(ada.page)).toBeVisible()
  await expect(connection(ada.page)).toContainText('Connected')
  await ada.close()
  folder.remove()
})

// Settings keep the port so that guests find the host again.
async function hostAddress(dir: string): Promise<string> {
  const settings: unknown = JSON.parse(await readFile(join(dir, 'settings.json'), 'utf8'))
  const { hosting } = settings as { hosting: { port: number } }
  return `http://127.0.0.1:${hosting.port}`
}
