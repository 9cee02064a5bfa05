import { expect, test } from '@playwright/test'
import {
  composer,
  connection,
  freshFolder,
  launchAt,
  launchFilo,
  message,
  send
} from './support/filo.ts'
import { startHost } from './support/servers.ts'

test('history is there after a restart with no server in reach, and words written then go out later', async () => {
  const hostFolder = freshFolder()
  const adaFolder = freshFolder()
  const host = await startHost(hostFolder.dir)
  const first = await launchAt(host.url, 'Ada', { dir: adaFolder.dir })
  await send(first.page, 'Kept for later')
  await expect(message(first.page, 'Kept for later')).toHaveAttribute(
    'data-state',
    /sent|delivered/
  )
  await first.close()
  await host.stop()

  const second = await launchFilo({ dir: adaFolder.dir })
  await expect(message(second.page, 'Kept for later')).toBeVisible()
  await expect(connection(second.page)).toContainText(/Reconnecting|Offline/)
  await connection(second.page).focus()
  const detail = second.page
    .getByRole('tooltip')
    .filter({ hasText: 'Nobody answers at this address' })
  await expect(detail).toContainText(/Next try in \d+ s/)
  await send(second.page, 'Written offline')
  await expect(message(second.page, 'Written offline')).toHaveAttribute('data-state', 'queued')
  await second.close()

  const third = await launchFilo({ dir: adaFolder.dir })
  await expect(message(third.page, 'Written offline')).toHaveAttribute('data-state', 'queued')
  const back = await startHost(hostFolder.dir, host.port)
  await expect(message(third.page, 'Written offline')).toHaveAttribute(
    'data-state',
    /sent|delivered/,
    {
      timeout: 60_000
    }
  )
  await expect(message(third.page, 'Written offline')).toHaveCount(1)
  await third.close()
  await back.stop()
  hostFolder.remove()
  adaFolder.remove()
})

test('a draft is still in its conversation after a restart, however soon that came', async () => {
  const hostFolder = freshFolder()
  const adaFolder = freshFolder()
  const host = await startHost(hostFolder.dir)
  const first = await launchAt(host.url, 'Ada', { dir: adaFolder.dir })
  await composer(first.page).fill('Half a thou')
  await first.close()
  const second = await launchFilo({ dir: adaFolder.dir })
  await expect(composer(second.page)).toHaveValue('Half a thou')
  await second.close()
  await host.stop()
  hostFolder.remove()
  adaFolder.remove()
})
