// Opens a database file as the store process does, under the keys given, and says when it is open.
import { writeSync } from 'node:fs'
import { open } from './file-rig.ts'

async function run(path: string, key: string, nextKey: string | undefined): Promise<void> {
  writeSync(1, 'begun\n')
  await open(path, { key, nextKey: nextKey ?? null })
  writeSync(1, 'open\n')
  process.exit(0)
}

const [path, key, nextKey] = process.argv.slice(2)
if (path === undefined || key === undefined) throw new Error('wants a path and keys')
void run(path, key, nextKey)
