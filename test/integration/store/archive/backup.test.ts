// A backup of a real store: restored under another key it is the same store, and damaged in any way it is refused.
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FailureCode } from '../../../../src-preload/contract/failure.ts'
import { openDatabase } from '../../../../src-main/base/sql.ts'
import type { JobWatch } from '../../../../src-main/store/archive/job.ts'
import { runJob } from '../../../../src-main/store/archive/run-job.ts'
import { BackupError, BackupReader } from '../../../../src-main/store/backup/read-backup.ts'
import { makeRestoreSide } from '../../../../src-main/store/backup/restore-side.ts'
import { stageRestore } from '../../../../src-main/store/backup/stage-restore.ts'
import { schemaSteps } from '../../../../src-main/store/schema/steps.ts'
import { openStore } from '../../../../src-main/store/store.ts'
import {
  addRoom,
  clientId,
  commit,
  compose,
  live,
  must,
  openRig,
  said,
  START,
  type Rig
} from '../store-rig.ts'

const PASSPHRASE = 'a thread of eight'
const OLD_KEY = 'a'.repeat(64)
const NEW_KEY = 'b'.repeat(64)
const quiet: JobWatch = { onProgress: () => undefined, isCancelled: () => false }

let rig: Rig
let conversationId: number
let elsewhere: string
beforeEach(async () => {
  rig = openRig({ encryptionKey: OLD_KEY })
  conversationId = await addRoom(rig)
  elsewhere = mkdtempSync(join(tmpdir(), 'filo-restored-'))
  const messages = Array.from({ length: 300 }, (_, index) =>
    live(said(`line ${index}`, { remoteId: `m${index}`, time: START - 1000 + index }))
  )
  await commit(rig, messages)
})
afterEach(() => {
  rig.end()
  rmSync(elsewhere, { recursive: true })
})

const backupPath = (): string => join(elsewhere, 'mine.filobackup')
const target = (): string => join(elsewhere, 'filo.sqlite')

function backUp(): void {
  const outcome = runJob(
    { path: rig.path, encryptionKey: OLD_KEY },
    {
      kind: 'backup',
      path: backupPath(),
      passphrase: PASSPHRASE,
      app: '0.1.0',
      settings: { theme: 'dark' },
      dialects: [],
      now: START,
      derivation: { cost: 1024, blockSize: 8, parallel: 1 }
    },
    quiet
  )
  expect(outcome).toEqual({ kind: 'done', messages: count(rig.path, OLD_KEY, 'messages') })
}

function restore(passphrase = PASSPHRASE): void {
  const reader = BackupReader.open(backupPath(), passphrase)
  try {
    stageRestore(reader, { target: target(), key: NEW_KEY, now: START + 5000 }, quiet)
  } finally {
    reader.close()
  }
}

function refusal(work: () => void): FailureCode | null {
  try {
    work()
    return null
  } catch (error) {
    if (error instanceof BackupError) return error.code
    throw error
  }
}

function rows(path: string, encryptionKey: string, table: string): unknown[] {
  const database = openDatabase(path, { encryptionKey, isReadOnly: true })
  try {
    return database.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all()
  } finally {
    database.close()
  }
}

function count(path: string, key: string, table: string): number {
  return rows(path, key, table).length
}

const kept = ['servers', 'conversations', 'messages', 'reactions', 'gaps', 'commits']

describe('a backup', () => {
  it('restored under another key has the same rows, logins included', () => {
    backUp()
    restore()
    for (const table of kept) {
      expect(rows(target(), NEW_KEY, table)).toEqual(rows(rig.path, OLD_KEY, table))
    }
    expect(() => openDatabase(target(), { encryptionKey: OLD_KEY })).toThrow()
    const store = must(openStore({ path: target(), encryptionKey: NEW_KEY }))
    expect(store.schemaVersion).toBe(schemaSteps.length)
    store.close()
  })

  it('tells what it holds to who knows the passphrase, and to nobody else', () => {
    backUp()
    const reader = BackupReader.open(backupPath(), PASSPHRASE)
    expect(reader.manifest()).toMatchObject({
      createdAt: START,
      servers: ['Home'],
      conversations: 1,
      messages: 300,
      settings: { theme: 'dark' }
    })
    reader.close()
    const bytes = readFileSync(backupPath()).toString('latin1')
    for (const word of ['Home', 's3cret', 'line 1', 'SQLite', OLD_KEY, PASSPHRASE]) {
      expect(bytes).not.toContain(word)
    }
  })

  it('is taken while the store works, and leaves no copy behind', async () => {
    backUp()
    await commit(rig, [live(said('after', { remoteId: 'after' }))])
    const names = readdirSync(dirname(rig.path)).filter((name) => /snapshot|draft/.test(name))
    expect(names).toEqual([])
  })

  it('never sends again what waited to be sent: the computer it came from may have', async () => {
    const { messageId } = await compose(rig, conversationId, 'on its way')
    const [first] = rows(rig.path, OLD_KEY, 'messages') as { id: number }[]
    must(
      await rig.window.ask.react({
        messageId: first?.id ?? 0,
        clientId: clientId(),
        emoji: '👍',
        on: true
      })
    )
    backUp()
    restore()
    expect(count(rig.path, OLD_KEY, 'outbox')).toBe(2)
    expect(rows(target(), NEW_KEY, 'outbox')).toEqual([])
    expect(rows(target(), NEW_KEY, 'reactions')).toEqual([])
    const restored = rows(target(), NEW_KEY, 'messages') as { id: number; state: string }[]
    expect(restored.find((row) => row.id === messageId)).toMatchObject({
      state: 'unconfirmed',
      text: 'on its way'
    })
  })
})

describe('a backup that is refused', () => {
  it('has another passphrase', () => {
    backUp()
    expect(refusal(() => restore('not this one'))).toBe('backup-passphrase-wrong')
  })

  it('is no backup at all', () => {
    writeFileSync(backupPath(), 'PK\u0003\u0004 something else')
    expect(refusal(restore)).toBe('backup-invalid')
    writeFileSync(backupPath(), '')
    expect(refusal(restore)).toBe('backup-invalid')
  })

  it('was cut, anywhere', () => {
    backUp()
    const whole = join(elsewhere, 'whole')
    copyFileSync(backupPath(), whole)
    const { size } = statSync(whole)
    for (const left of [20, 150, 300, size - 20_000, size - 1]) {
      copyFileSync(whole, backupPath())
      truncateSync(backupPath(), left)
      expect(refusal(() => restore())).toMatch(/^backup-(damaged|passphrase-wrong)$/)
      expect(existsSync(target())).toBe(false)
    }
  })

  it('was changed, anywhere', () => {
    backUp()
    const whole = readFileSync(backupPath())
    for (const at of [40, 200, 400, whole.length - 5000, whole.length - 3]) {
      const bytes = Buffer.from(whole)
      bytes[at] = (bytes[at] ?? 0) ^ 1
      writeFileSync(backupPath(), bytes)
      expect(refusal(() => restore())).toMatch(/^backup-(damaged|passphrase-wrong)$/)
      expect(existsSync(target())).toBe(false)
    }
  })

  it('holds a database of another shape, whoever sealed it', () => {
    const database = openDatabase(rig.path, { encryptionKey: OLD_KEY })
    database.exec(`CREATE TRIGGER theirs AFTER INSERT ON messages BEGIN DELETE FROM messages; END`)
    database.close()
    backUp()
    expect(refusal(() => restore())).toBe('backup-damaged')
    expect(existsSync(target())).toBe(false)
  })

  it('was made by a newer Filo', () => {
    const database = openDatabase(rig.path, { encryptionKey: OLD_KEY })
    database.exec(`PRAGMA user_version = ${schemaSteps.length + 1}`)
    database.close()
    backUp()
    expect(refusal(() => restore())).toBe('backup-too-new')
  })

  it('says so in words to main, and never writes over a file', async () => {
    backUp()
    const side = makeRestoreSide(() => undefined)
    expect(
      await side.openBackup({ path: join(elsewhere, 'nowhere'), passphrase: 'x' })
    ).toMatchObject({ ok: false, failure: { code: 'file-not-read' } })
    must(await side.openBackup({ path: backupPath(), passphrase: PASSPHRASE }))
    writeFileSync(target(), 'mine')
    expect(await side.stage({ target: target(), key: NEW_KEY })).toMatchObject({
      ok: false,
      failure: { code: 'file-not-written' }
    })
    expect(readFileSync(target(), 'utf8')).toBe('mine')
  })
})
