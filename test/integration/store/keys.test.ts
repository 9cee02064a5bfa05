// Holds that a file goes from one key to another whole, and that a wrong key is told apart from damage.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDatabase } from '../../../src-main/base/sql.ts'
import { fileRig, fill, KEY, open, OTHER_KEY, tryOpen, wordsOf, type FileRig } from './file-rig.ts'

let rig: FileRig
beforeEach(() => {
  rig = fileRig()
})
afterEach(() => rig.end())

const isPlain = (): boolean =>
  readFileSync(rig.path).subarray(0, 15).toString() === 'SQLite format 3'

it.each([
  ['plain to a key', null, KEY],
  ['one key to another', KEY, OTHER_KEY],
  ['a key to plain', KEY, 'plain']
])('brings all words from %s', async (_, key, nextKey) => {
  await fill(rig.path, key, 300)
  const before = await open(rig.path, { key })
  const words = await wordsOf(before)
  await before.close()
  const after = await open(rig.path, { key, nextKey })
  expect(after.opened).toMatchObject({ key: 'next', repair: null })
  expect(after.progress.map(({ step }) => step)).toContain('copying')
  expect(await wordsOf(after)).toEqual(words)
  await after.close()
  expect(isPlain()).toBe(nextKey === 'plain')
  // Main may not have heard the answer: the same question again is answered the same.
  const again = await open(rig.path, { key, nextKey })
  expect([again.opened.key, again.progress]).toEqual(['next', []])
  await again.close()
  const settled = await open(rig.path, { key: nextKey === 'plain' ? null : nextKey })
  expect([settled.opened.key, (await wordsOf(settled)).length]).toEqual(['current', words.length])
  await settled.close()
  expect(rig.names().filter((name) => name.includes('.new'))).toEqual([])
})

it('begins a new file under the next key', async () => {
  const first = await open(rig.path, { key: null, nextKey: KEY })
  expect(first.opened.key).toBe('next')
  await first.close()
  expect(isPlain()).toBe(false)
})

it('encrypts a plain file that lies where an encrypted one should be', async () => {
  await fill(rig.path, null, 20)
  const opened = await open(rig.path, { key: KEY })
  expect([opened.opened.key, (await wordsOf(opened)).length]).toEqual(['current', 23])
  await opened.close()
  expect(isPlain()).toBe(false)
})

it('refuses a wrong key and leaves the file alone, noted or not', async () => {
  await fill(rig.path, KEY, 20)
  const bytes = readFileSync(rig.path)
  for (const key of [OTHER_KEY, null]) {
    expect(await tryOpen(rig.path, { key })).toMatchObject({ failure: { code: 'store-key-wrong' } })
    expect(readFileSync(rig.path).equals(bytes)).toBe(true)
  }
  await (await open(rig.path, { key: KEY })).close()
  expect(await tryOpen(rig.path, { key: OTHER_KEY, nextKey: 'plain' })).toMatchObject({
    failure: { code: 'store-key-wrong', retry: false }
  })
  const right = await open(rig.path, { key: KEY })
  expect([(await wordsOf(right)).length, right.opened.repair]).toEqual([23, null])
  await right.close()
})

it('keeps no copy under the old key when the key changes', async () => {
  await fill(rig.path, null, 20)
  copyFileSync(rig.path, `${rig.folder}/filo.before-2.sqlite`)
  writeFileSync(`${rig.folder}/filo.before-notes.sqlite`, 'not ours')
  await (await open(rig.path, { key: null, nextKey: KEY })).close()
  expect(rig.names()).not.toContain('filo.before-2.sqlite')
  expect(rig.names()).toContain('filo.before-notes.sqlite')
})

it('leaves words alone that an older version wrote after the copy was made', async () => {
  await fill(rig.path, null, 20)
  // A copy complete and a swap begun, then the file changed under it.
  const { nextStep } = await import('../../../src-main/store/file/step.ts')
  const step = nextStep({ path: rig.path, key: null, wanted: KEY, now: 1 }, () => undefined)
  expect(step).toEqual({ kind: 'swap' })
  const older = openDatabase(rig.path)
  older.exec(`UPDATE messages SET text = 'written since' WHERE remote_id = 'm3'`)
  older.close()
  const opened = await open(rig.path, { key: null, nextKey: KEY })
  expect((await wordsOf(opened)).map(({ id }) => id)).toHaveLength(23)
  await opened.close()
  const stored = openDatabase(rig.path, { encryptionKey: KEY })
  expect(stored.prepare(`SELECT text FROM messages WHERE remote_id = 'm3'`).get()).toEqual({
    text: 'written since'
  })
  stored.close()
})
