import { expect, test } from '@playwright/test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freshFolder, launchFilo } from './support/filo.ts'

/** What a start goes through, in this order. */
const COURSE = [
  'main modules run',
  'main ready',
  'main store forked',
  'window page begun',
  'window preload run',
  'window modules run',
  'window main heard',
  'window servers known',
  'window first view drawn',
  'window composer usable',
  'main window drawn',
  'network modules run',
  'network open',
  'main network runs'
]

test('a traced start says where its time went: first what is seen, then the network', async () => {
  const { dir, remove } = freshFolder()
  writeFileSync(join(dir, 'settings.json'), 'no settings at all')
  const filo = await launchFilo({ dir, args: ['--trace-boot'] })
  let printed = ''
  filo.app.process().stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  // What cannot be read keeps nobody from starting.
  await expect(filo.page.getByRole('button', { name: 'Host on this computer' })).toBeVisible()
  await expect.poll(() => printed).toContain('network runs')
  const rows = [...printed.matchAll(/^ +([\d.]+) +(-?[\d.]+) {2}(\w+) +(.+)$/gm)]
  const moments = rows.map(([, at, , party, what]) => ({
    at: Number(at),
    what: `${party} ${what}`
  }))
  expect(moments.map(({ what }) => what).filter((what) => COURSE.includes(what))).toEqual(COURSE)
  const times = moments.map(({ at }) => at)
  expect(times).toEqual([...times].sort((one, other) => one - other))
  expect(times[0]).toBeGreaterThan(0)
  await filo.close()
  remove()
})
