// Writes servers: adding, renaming, ordering, what a dialect told, and taking them away.
import type { ServerFiles } from '../../../src-preload/contract/files.ts'
import type { InboundPerson } from '../../../src-preload/contract/inbound.ts'
import type { NotifyRule, Proof } from '../../../src-preload/contract/model.ts'
import type {
  ConnectSettings,
  FoundWay,
  NewServer
} from '../../../src-preload/contract/store-calls.ts'
import { limits } from '../../../src-preload/contract/limits.ts'
import type { StoreDatabase } from '../database.ts'
import { firstFeatures } from './servers-read.ts'

export function insertServer(db: StoreDatabase, server: NewServer): void {
  db.run(
    `INSERT INTO servers (id, name, connect, dialect_id, dialect_name, features, proves, text_length,
       login, remembered, found, hosted, passage, position)
     VALUES (?, ?, ?, ?, ?, ?, '[]', ?, ?, '{}', ?, ?, ?,
       (SELECT coalesce(max(position) + 1, 0) FROM servers WHERE removed = 0))`,
    [
      server.id,
      server.name,
      JSON.stringify(server.connect),
      server.dialectId,
      server.dialectId,
      JSON.stringify(firstFeatures),
      limits.messageText,
      JSON.stringify(server.login),
      JSON.stringify(server.found),
      server.hosted ? 1 : 0,
      JSON.stringify({ pin: server.pin })
    ]
  )
}

export function writeServerName(db: StoreDatabase, id: string, name: string): void {
  db.run('UPDATE servers SET name = ? WHERE id = ?', [name, id])
}

export function writeToldName(db: StoreDatabase, id: string, name: string): void {
  db.run('UPDATE servers SET told_name = ? WHERE id = ?', [name, id])
}

export function writeAddress(db: StoreDatabase, id: string, url: string): void {
  db.run(`UPDATE servers SET connect = json_set(connect, '$.url', ?), found = '{}' WHERE id = ?`, [
    url,
    id
  ])
}

/** Replaces how a server is reached; what was found out before is searched for anew. */
export function writeConnect(db: StoreDatabase, id: string, connect: ConnectSettings): void {
  db.run(`UPDATE servers SET connect = ?, found = '{}' WHERE id = ?`, [JSON.stringify(connect), id])
}

export function writeFound(db: StoreDatabase, id: string, found: FoundWay): void {
  db.run('UPDATE servers SET found = ? WHERE id = ?', [JSON.stringify(found), id])
}

export function writeCookies(db: StoreDatabase, id: string, cookies: string): void {
  db.run('UPDATE servers SET cookies = ? WHERE id = ?', [cookies, id])
}

export function writeDialect(db: StoreDatabase, id: string, dialectId: string): void {
  db.run(`UPDATE servers SET dialect_id = ?, dialect_name = ?, found = '{}' WHERE id = ?`, [
    dialectId,
    dialectId,
    id
  ])
}

/** What a compiled dialect says of itself. */
export interface DialectDescription {
  dialectId: string
  dialectName: string
  features: Record<string, boolean>
  proves: Proof[]
  textLength: number
}

export function writeDescription(db: StoreDatabase, id: string, dialect: DialectDescription): void {
  db.run(
    `UPDATE servers SET dialect_id = ?, dialect_name = ?, features = ?, proves = ?, text_length = ?
     WHERE id = ?`,
    [
      dialect.dialectId,
      dialect.dialectName,
      JSON.stringify(dialect.features),
      JSON.stringify(dialect.proves),
      Math.min(dialect.textLength, limits.messageText),
      id
    ]
  )
}

export function writeServerFiles(db: StoreDatabase, id: string, files: ServerFiles | null): void {
  db.run('UPDATE servers SET files = ? WHERE id = ?', [files && JSON.stringify(files), id])
}

export function writeServerNotify(db: StoreDatabase, id: string, notify: NotifyRule): void {
  db.run('UPDATE servers SET notify = ? WHERE id = ?', [notify, id])
}

export function writeLogin(db: StoreDatabase, id: string, login: Record<string, string>): void {
  db.run('UPDATE servers SET login = ? WHERE id = ?', [JSON.stringify(login), id])
}

export function writeMe(db: StoreDatabase, id: string, me: InboundPerson): void {
  db.run('UPDATE servers SET me_id = ?, me_name = ? WHERE id = ?', [me.id, me.name, id])
}

export function writeRemembered(
  db: StoreDatabase,
  id: string,
  remembered: Record<string, string>
): void {
  db.run('UPDATE servers SET remembered = ? WHERE id = ?', [JSON.stringify(remembered), id])
}

/** Puts the servers in this order. */
export function writePositions(db: StoreDatabase, ids: readonly string[]): void {
  for (const [position, id] of ids.entries()) {
    db.run('UPDATE servers SET position = ? WHERE id = ?', [position, id])
  }
}

/**
 * Makes a server invisible and forgets its secrets at once; its rows follow in slices, and its id is
 * free again.
 */
export function markServerRemoved(db: StoreDatabase, id: string): void {
  db.run(
    `UPDATE servers SET removed = 1, login = '{}', remembered = '{}', connect = '{}',
       passage = '{}', found = '{}', cookies = '',
       id = 'removed:' || lower(hex(randomblob(16)))
     WHERE id = ?`,
    [id]
  )
}
