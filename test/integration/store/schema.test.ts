// Holds that each schema step brings a real file on from the step before, and that queries use their indexes.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '../../../src-main/base/sql.ts'
import { StoreDatabase } from '../../../src-main/store/database.ts'
import { rangeSql } from '../../../src-main/store/queries/messages-read.ts'
import { migrate } from '../../../src-main/store/schema/migrate.ts'
import { schemaSteps } from '../../../src-main/store/schema/steps.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'filo-schema-'))
  path = join(folder, 'store.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

function withFile<T>(work: (database: Database) => T): T {
  const database = openDatabase(path)
  try {
    return work(database)
  } finally {
    database.close()
  }
}

const tables = (database: Database): string[] =>
  database
    .prepare<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
    .all()
    .map((row) => row.name)

const sample = `
  INSERT INTO servers (id, name, connect, dialect_id, dialect_name, features, proves, text_length,
    login, remembered, hosted, position)
  VALUES ('s', 'S', '{"url":"http://a.b"}', 'filo', 'Filo', '{"send":true}', '["written"]', 20000,
    '{}', '{}', 0, 0);
  INSERT INTO conversations (server_id, remote_id, kind, joined, active_at) VALUES ('s', 'r', 'room', 1, 1);
  INSERT INTO messages (id, conversation_id, position, author_name, own, time, received_at, text,
    edited, deleted, notice) VALUES (1, 1, 1, 'A', 0, 1, 1, 'kept words', 0, 0, 0);
  INSERT INTO message_index (rowid, text, place) VALUES (1, 'kept words', 'c1');`

describe('steps', () => {
  it('1 makes an empty file a store', () => {
    withFile((database) => migrate(database, schemaSteps.slice(0, 1)))
    const made = withFile(tables)
    expect(made).toEqual(expect.arrayContaining(['servers', 'conversations', 'messages', 'outbox']))
    expect(made).not.toContain('commits')
  })

  it('2 adds the names of commits and keeps what is there', () => {
    withFile((database) => {
      migrate(database, schemaSteps.slice(0, 1))
      database.exec(sample)
    })
    expect(withFile((database) => migrate(database, schemaSteps.slice(0, 2)))).toBe(2)
    expect(withFile(tables)).toContain('commits')
    const found = `SELECT rowid AS id FROM message_index WHERE message_index MATCH 'kept'`
    expect(withFile((database) => database.prepare(found).all())).toEqual([{ id: 1 }])
  })

  it('3 makes numbers searchable and keeps what is there', () => {
    withFile((database) => {
      migrate(database, schemaSteps.slice(0, 2))
      database.exec(sample)
    })
    expect(withFile((database) => migrate(database, schemaSteps.slice(0, 3)))).toBe(3)
    const plan = `EXPLAIN QUERY PLAN SELECT position FROM messages
      WHERE conversation_id = 1 AND seq > 1 AND seq IS NOT NULL ORDER BY seq LIMIT 1`
    expect(JSON.stringify(withFile((database) => database.prepare(plan).all()))).toContain(
      'messages_by_seq'
    )
    const found = `SELECT rowid AS id FROM message_index WHERE message_index MATCH 'kept'`
    expect(withFile((database) => database.prepare(found).all())).toEqual([{ id: 1 }])
  })

  it('that fail leave the version before them working', () => {
    withFile((database) => migrate(database))
    const broken = [...schemaSteps, 'CREATE TABLE extra (a); CREATE TABLE servers (a);']
    expect(() => withFile((database) => migrate(database, broken))).toThrow(/already exists/)
    expect(withFile(tables)).not.toContain('extra')
    expect(withFile((database) => migrate(database))).toBe(schemaSteps.length)
  })
})

it('opens the way the store wants it', () => {
  const db = StoreDatabase.open(path, null)
  const pragma = (name: string) => Object.values(db.get(`PRAGMA ${name}`) ?? {})[0]
  expect(['journal_mode', 'synchronous', 'foreign_keys', 'cache_size'].map(pragma)).toEqual([
    'wal',
    2,
    1,
    -16384
  ])
  db.close()
})

describe('query plans', () => {
  const planOf = (sql: string): string => {
    const db = StoreDatabase.open(path, null)
    const values = (sql.match(/\?/g) ?? []).map(() => 1)
    const plan = db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, values)
    db.close()
    return plan.map((row) => row.detail).join('\n')
  }

  it.each(['last', 'before', 'from', 'isAnyBefore', 'isAnyBetween', 'isAnyAfter'] as const)(
    '%s walks the index of positions and sorts nothing',
    (name) => {
      const plan = planOf(rangeSql[name])
      expect(plan).toMatch(/SEARCH (m|messages) USING (COVERING )?INDEX messages_by_position/)
      expect(plan).not.toMatch(/SCAN|TEMP B-TREE/)
    }
  )

  it('byId looks rows up by their ids', () => {
    expect(planOf(rangeSql.byId)).toMatch(/SEARCH m USING INTEGER PRIMARY KEY/)
  })
})
